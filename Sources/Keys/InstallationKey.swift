internal import Crypto
internal import Glibc

/// The secret of one installation: 32 random bytes in `data/installation.key`, made at the first start.
///
/// Nothing uses it directly. Each purpose has a key of its own, derived from it, so that what one part computes says nothing
/// about another's.
package struct InstallationKey: Sendable {
    package enum Purpose: String, Sendable {
        /// Hashes of callers' keys.
        case keys
        /// Fingerprints of requests.
        case cache
        /// Marks of findings.
        case findings
    }

    static let length = 32

    private let bytes: [UInt8]

    /// - Parameter bytes: 32 of them.
    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The 32 bytes of the key of one purpose.
    package func bytes(for purpose: Purpose) -> [UInt8] {
        let label = Array("gatehouse/1/\(purpose.rawValue)".utf8)
        return Array(HMAC<SHA256>.authenticationCode(for: label, using: SymmetricKey(data: self.bytes)))
    }
}

extension InstallationKey {
    /// Reads the key of a data folder, or makes the folder (0700) and the key (0600).
    ///
    /// Of two processes that start at once, both get the same key: it appears under its name in one step, whole and synced.
    package static func load(directory: String) throws(KeyFault) -> InstallationKey {
        let path = "\(directory)/installation.key"
        if let key = try Self.read(path) { return key }
        try Self.makeFolder(directory)
        try Self.create(path, in: directory)
        guard let key = try Self.read(path) else {
            throw KeyFault("\(path) went away while it was being made: start again")
        }
        return key
    }

    private static func read(_ path: String) throws(KeyFault) -> InstallationKey? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw .system("cannot read \(path)")
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .system("cannot read \(path)") }
        guard status.st_mode & 0o007 == 0 else {
            throw KeyFault("\(path) can be read by everybody on this machine: chmod 600 \(path)")
        }
        // One more than wanted, to notice a longer file.
        var bytes = [UInt8](repeating: 0, count: Self.length + 1)
        let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
        guard count == Self.length else {
            throw KeyFault("\(path) must hold \(Self.length) bytes: restore it from a backup")
        }
        return InstallationKey(bytes: Array(bytes.prefix(Self.length)))
    }

    private static func create(_ path: String, in directory: String) throws(KeyFault) {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<Self.length).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let draft = "\(path).\(getpid()).\(generator.next())"
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .system("cannot make \(draft)") }
        defer { unlink(draft) }
        let isWritten =
            bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) } == bytes.count && fsync(file) == 0
        guard close(file) == 0, isWritten else { throw .system("cannot write \(draft)") }
        // Unlike a rename, a link never replaces a key that another process has just made.
        guard link(draft, path) == 0 || errno == EEXIST else { throw .system("cannot make \(path)") }
        let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw .system("cannot open \(directory)") }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw .system("cannot sync \(directory)") }
    }

    private static func makeFolder(_ path: String) throws(KeyFault) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw .system("cannot make the folder \(path)")
        }
        try Self.makeFolder(String(path[..<slash]))
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .system("cannot make the folder \(path)") }
    }
}

extension KeyFault {
    /// What failed, and what the system says about it.
    fileprivate static func system(_ what: String) -> KeyFault {
        KeyFault("\(what): \(String(cString: strerror(errno)))")
    }
}
