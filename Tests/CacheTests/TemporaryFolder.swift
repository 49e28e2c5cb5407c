import Glibc

/// A folder for one cache that goes away with its owner.
final class TemporaryFolder {
    let path: String

    /// - Parameter inMemory: where there is a file system in memory, whose syncs cost nothing.
    init(inMemory: Bool = false) throws {
        let place = inMemory && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array("\(place)/gatehouse-cache-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw FolderError(code: errno)
        }
        self.path = template.withUnsafeBufferPointer { characters in
            characters.baseAddress.map { String(cString: $0) } ?? ""
        }
    }

    deinit {
        for name in ["data.mdb", "lock.mdb", "damaged", "bands", "bands.next"] {
            unlink("\(self.path)/\(name)")
        }
        rmdir(self.path)
    }

    struct FolderError: Error {
        var code: Int32
    }
}
