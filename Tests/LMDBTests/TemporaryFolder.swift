import Glibc

/// A folder that goes away with its owner.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/gatehouse-lmdb-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw FolderError(code: errno)
        }
        self.path = template.withUnsafeBufferPointer { characters in
            characters.baseAddress.map { String(cString: $0) } ?? ""
        }
    }

    deinit {
        for name in ["env/data.mdb", "env/lock.mdb"] {
            unlink("\(self.path)/\(name)")
        }
        rmdir("\(self.path)/env")
        rmdir(self.path)
    }

    var environment: String { "\(self.path)/env" }

    struct FolderError: Error {
        var code: Int32
    }
}

extension String {
    /// The bytes of the text, as keys and values are handed over.
    func raw<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try Array(self.utf8).withUnsafeBytes(body)
    }
}
