import Foundation

/// A folder that goes away with its owner.
final class TemporaryFolder {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gatehouse-embeddings-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.path = folder.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: self.path)
    }

    /// Makes a file, with zeros behind the bytes up to its size, and says where.
    func file(_ name: String, _ bytes: [UInt8] = [], size: Int? = nil) throws -> String {
        let path = self.path + "/" + name
        try Data(bytes).write(to: URL(filePath: path))
        if let size {
            let handle = try FileHandle(forWritingTo: URL(filePath: path))
            try handle.truncate(atOffset: UInt64(size))
            try handle.close()
        }
        return path
    }
}
