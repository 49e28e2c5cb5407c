internal import CLMDB
internal import Glibc
internal import Synchronization

/// The folder of one environment: made private, and held by at most one `Environment` of this process.
///
/// LMDB forbids to open an environment twice in one process: closing the one would drop the file locks of the other.
struct EnvironmentFolder: ~Copyable {
    let path: String
    private let identity: Identity

    private struct Identity: Hashable {
        var device: UInt
        var inode: UInt
    }

    private static let held = Mutex<Set<Identity>>([])

    /// Creates the folder, and those above it that are missing, readable by the owner alone.
    init(path: String) throws(LMDBError) {
        try EnvironmentFolder.create(path)
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw LMDBError(code: errno, doing: "opening the folder \(path)")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw LMDBError(code: ENOTDIR, doing: "opening the folder \(path)")
        }
        if status.st_mode & 0o077 != 0, chmod(path, 0o700) != 0 {
            throw LMDBError(
                code: errno,
                doing: "making the folder \(path) private",
                advice: "give it to the user that runs gatehouse, with mode 0700"
            )
        }
        let identity = Identity(device: UInt(status.st_dev), inode: UInt(status.st_ino))
        guard EnvironmentFolder.held.withLock({ $0.insert(identity).inserted }) else {
            throw LMDBError(
                code: EBUSY,
                message: "opening the folder \(path): this process has it open already; use that environment"
            )
        }
        self.path = path
        self.identity = identity
    }

    deinit {
        let identity = self.identity
        EnvironmentFolder.held.withLock { _ = $0.remove(identity) }
    }

    /// The files of an environment, made readable by the owner alone even where an older process was careless.
    func makeFilesPrivate() throws(LMDBError) {
        for name in EnvironmentFolder.files {
            let file = "\(self.path)/\(name)"
            var status = stat()
            if stat(file, &status) == 0, status.st_mode & 0o077 != 0, chmod(file, 0o600) != 0 {
                throw LMDBError(code: errno, doing: "making the file \(file) private")
            }
        }
    }

    static let files = ["data.mdb", "lock.mdb"]

    private static func create(_ path: String) throws(LMDBError) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST {
            return
        }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            throw LMDBError(code: errno, doing: "creating the folder \(path)")
        }
        try EnvironmentFolder.create(String(path[..<slash]))
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            throw LMDBError(code: errno, doing: "creating the folder \(path)")
        }
    }
}
