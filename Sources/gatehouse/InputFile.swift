import Glibc

/// A file that a command line names, or standard input.
struct InputFile: Sendable, Hashable {
    /// `-` is standard input.
    let path: String
    /// As it is called in a report: below the folder that was named, or the last part of a file's own path.
    let name: String

    init(_ path: String, name: String? = nil) {
        self.path = path
        let last = path.split(separator: "/").last.map(String.init) ?? path
        self.name = name ?? (path == "-" ? "standard input" : last)
    }

    struct Fault: Error, Sendable, Hashable, CustomStringConvertible {
        var description: String

        fileprivate init(_ path: String, _ what: String, _ code: CInt? = nil) {
            self.description = "\(path) \(what)" + (code.map { ": \(String(cString: strerror($0)))" } ?? "")
        }
    }

    /// More is not read at once.
    static let bytesMax = 64 << 20

    func bytes() throws(Fault) -> [UInt8] {
        let descriptor = self.path == "-" ? STDIN_FILENO : open(self.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Fault(self.path, "cannot be opened", errno) }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= Self.bytesMax {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Fault(self.path, "cannot be read", errno) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
        throw Fault(self.path, "is larger than \(Self.bytesMax >> 20) MiB")
    }

    /// A file, or the `*.jsonl` of a folder.
    static func lines(_ path: String) throws(Fault) -> [InputFile] {
        guard PolicyPlaces.isDirectory(path) else { return [InputFile(path)] }
        return try InputFolder(path).files().filter { $0.name.hasSuffix(".jsonl") }
    }
}

/// A folder whose files are read one by one, those of the folders in it too.
struct InputFolder {
    let path: String

    init(_ path: String) {
        self.path = path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
    }

    /// Deeper folders are a fault: there is a loop, or somebody wants to waste our time.
    private static let depthMax = 64

    /// The regular files, sorted; links are not followed.
    func files() throws(InputFile.Fault) -> [InputFile] {
        var files: [InputFile] = []
        try self.add(below: "", depth: 0, to: &files)
        return files.sorted { $0.name < $1.name }
    }

    private func add(below folder: String, depth: Int, to files: inout [InputFile]) throws(InputFile.Fault) {
        let full = folder.isEmpty ? self.path : "\(self.path)/\(folder)"
        guard depth <= Self.depthMax else { throw InputFile.Fault(full, "is nested too deeply") }
        guard let stream = opendir(full) else { throw InputFile.Fault(full, "cannot be opened", errno) }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            let below = folder.isEmpty ? name : "\(folder)/\(name)"
            var status = stat()
            guard lstat("\(self.path)/\(below)", &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: try self.add(below: below, depth: depth + 1, to: &files)
            case S_IFREG: files.append(InputFile("\(self.path)/\(below)", name: below))
            default: continue
            }
        }
    }
}
