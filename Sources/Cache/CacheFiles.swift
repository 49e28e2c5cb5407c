internal import Glibc
internal import LMDB

/// The tables of a store.
struct CacheTables: Sendable {
    /// The layout of rows and values. A store of another is begun anew.
    private static let layout: UInt8 = 2
    private static let layoutKey: [UInt8] = Array("layout".utf8)
    private static let saltKey: [UInt8] = Array("salt".utf8)

    /// A fingerprint leads to an `IndexRow`.
    let index: Table
    /// A number leads to a `StoredAnswer`.
    let entries: Table
    let purges: PurgeTable
    let hits: HitTable
    let totals: TotalsTable
    let state: Table

    init(_ environment: Environment, create: Bool) throws {
        self.index = try environment.table(named: "index", create: create)
        self.entries = try environment.table(named: "entries", create: create)
        self.state = try environment.table(named: "state", create: create)
        self.purges = PurgeTable(rows: try environment.table(named: "purges", create: create), state: self.state)
        self.hits = HitTable(rows: try environment.table(named: "hits", create: create))
        self.totals = TotalsTable(rows: try environment.table(named: "savings", create: create), state: self.state)
    }

    /// Whether the rows are such as this program writes.
    func areReadable(in transaction: borrowing ReadTransaction) throws -> Bool {
        let layout = try CacheTables.layoutKey.withUnsafeBytes { try transaction.get(self.state, key: $0) }
        return layout.map { $0.elementsEqual([CacheTables.layout]) } ?? false
    }

    /// Marks a new store as such as this program writes; says false of one that another program wrote.
    func claim(in transaction: borrowing WriteTransaction) throws -> Bool {
        let layout = try CacheTables.layoutKey.withUnsafeBytes { try transaction.get(self.state, key: $0) }
        if let layout {
            return layout.elementsEqual([CacheTables.layout])
        }
        guard try transaction.usage(self.index).entries == 0 else {
            return false
        }
        try CacheTables.layoutKey.withUnsafeBytes { key in
            try [CacheTables.layout].withUnsafeBytes { try transaction.put(self.state, key: key, value: $0) }
        }
        return true
    }

    /// The salt of the store's own key; nil if nothing was sealed in it yet.
    func salt(in transaction: borrowing ReadTransaction) throws -> [UInt8]? {
        try CacheTables.saltKey.withUnsafeBytes { try transaction.get(self.state, key: $0).map { [UInt8]($0) } }
    }

    func salt(in transaction: borrowing WriteTransaction) throws -> [UInt8] {
        try CacheTables.saltKey.withUnsafeBytes { key in
            if let salt = try transaction.get(self.state, key: key), salt.count == AnswerSeal.saltByteCount {
                return [UInt8](salt)
            }
            let salt = AnswerSeal.newSalt()
            try salt.withUnsafeBytes { try transaction.put(self.state, key: key, value: $0) }
            return salt
        }
    }
}

/// The files of a store: opened, or begun anew where they cannot be read.
enum CacheFiles {
    static let tablesMax: UInt32 = 32
    private static let damageMark = "damaged"

    static func open(
        _ directory: String,
        bytesMax: Int,
        mayBeginAnew: Bool
    ) throws -> (environment: Environment, tables: CacheTables) {
        let options = Environment.Options(
            tablesMax: CacheFiles.tablesMax,
            mapSize: bytesMax,
            mapSizeMax: bytesMax + max(bytesMax / 8, 1 << 20),
            durability: .mayLoseLast
        )
        let mark = "\(directory)/\(CacheFiles.damageMark)"
        if !mayBeginAnew || access(mark, F_OK) != 0 {
            do {
                let environment = try Environment(directory: directory, options: options)
                // LMDB never gives disk back, so a file from the days of a larger bound would stay as it is.
                if environment.fileBytes <= options.mapSizeMax || !mayBeginAnew {
                    let tables = try CacheTables(environment, create: true)
                    if try environment.write({ try tables.claim(in: $0) }) {
                        return (environment, tables)
                    }
                    guard mayBeginAnew else {
                        throw CacheLayoutError(directory: directory)
                    }
                }
            } catch {
                // A cache may be lost.
                guard (error as? LMDBError)?.isUnreadable == true, mayBeginAnew else {
                    throw error
                }
            }
        }
        Environment.remove(directory: directory)
        unlink(mark)
        let environment = try Environment(directory: directory, options: options)
        let tables = try CacheTables(environment, create: true)
        _ = try environment.write { try tables.claim(in: $0) }
        return (environment, tables)
    }

    /// A short write is no error to the system, so LMDB calls it an I/O error: this tells whether the disk was full.
    static func isFull(_ directory: String) -> Bool {
        var status = statvfs()
        return statvfs(directory, &status) == 0 && UInt64(status.f_bavail) * UInt64(status.f_frsize) < 1 << 20
    }

    /// The files turned out damaged while they were in use: the next start begins anew.
    static func markDamaged(_ directory: String) {
        let file = Glibc.open("\(directory)/\(CacheFiles.damageMark)", O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
        if file >= 0 {
            close(file)
        }
    }
}

/// The store was written by a program that lays it out in another way.
package struct CacheLayoutError: Error, CustomStringConvertible {
    var directory: String

    package var description: String {
        "the cache in \(self.directory) was written by another version of gatehouse; the server begins it anew at its start"
    }
}
