import Glibc

/// A folder for one cache that goes away with its owner.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/gatehouse-cache-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw FolderError(code: errno)
        }
        self.path = template.withUnsafeBufferPointer { characters in
            characters.baseAddress.map { String(cString: $0) } ?? ""
        }
    }

    deinit {
        for name in ["data.mdb", "lock.mdb"] {
            unlink("\(self.path)/\(name)")
        }
        rmdir(self.path)
    }

    struct FolderError: Error {
        var code: Int32
    }
}
