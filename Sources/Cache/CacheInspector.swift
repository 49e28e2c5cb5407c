internal import Glibc
internal import LMDB

/// A look from outside at a store, which a running server may have open: for the command line.
///
/// It reads, and it purges; it never stores, sweeps, repairs or begins anew.
package struct CacheInspector: Sendable {
    private let environment: Environment
    private let tables: CacheTables
    private let seal: AnswerSeal?

    /// - Parameters:
    ///   - masterKey: what the answers are sealed under, if they are; without it, their labels are not shown.
    /// - Throws: `CacheAbsentError` if there is no store, `CacheLayoutError` if it is of another version.
    package init(directory: String, masterKey: [UInt8]? = nil) throws {
        var status = stat()
        guard stat("\(directory)/data.mdb", &status) == 0 else {
            throw CacheAbsentError(directory: directory)
        }
        // A purge takes a few pages. The server's map is larger, and adopts what is written here.
        let mapSize = Int(status.st_size) + (4 << 20)
        self.environment = try Environment(
            directory: directory,
            options: Environment.Options(
                tablesMax: CacheFiles.tablesMax,
                mapSize: mapSize,
                durability: .mayLoseLast
            )
        )
        do {
            self.tables = try CacheTables(self.environment, create: false)
        } catch {
            guard (error as? LMDBError)?.isNotFound == true else {
                throw error
            }
            throw CacheLayoutError(directory: directory)
        }
        let tables = self.tables
        guard try self.environment.read({ try tables.areReadable(in: $0) }) else {
            throw CacheLayoutError(directory: directory)
        }
        let salt = try self.environment.read { try tables.salt(in: $0) }
        guard let masterKey, let salt else {
            self.seal = nil
            return
        }
        guard masterKey.count == AnswerSeal.masterKeyByteCount else {
            throw MasterKeyError()
        }
        self.seal = AnswerSeal(masterKey: masterKey, salt: salt)
    }

    /// As `ExactCache.purge`, at a server that runs as well.
    package func purge(_ selector: PurgeSelector) throws {
        try self.environment.write { try self.tables.purges.purge(selector, in: $0) }
        try self.environment.sync()
    }

    /// What the store holds, and what was counted since it was made: a running server writes its counts once a minute.
    package func report() throws -> Report {
        try self.environment.read { transaction in
            var counts = try self.tables.totals.counts(in: transaction)
            let entries = try transaction.usage(self.tables.entries)
            counts.entries = UInt64(clamping: entries.entries)
            counts.bytes = UInt64(clamping: try entries.bytes + transaction.usage(self.tables.index).bytes)
            return Report(
                counts: counts,
                fileBytes: UInt64(clamping: self.environment.fileBytes),
                savings: try self.tables.totals.savings(in: transaction)
            )
        }
    }

    package struct Report: Sendable {
        package var counts: CacheStats
        /// Of the file on the disk.
        package var fileBytes: UInt64
        package var savings: [SavingsSeries: Savings]
    }

    /// One stored answer, without its text.
    package struct Entry: Sendable {
        package var fingerprint: Fingerprint
        /// Nil for one that is sealed under a key that was not given.
        package var labels: CacheLabels?
        /// What the answer is; `labels` within are the same.
        package var answer: CachedAnswer?
        /// Of the stored value.
        package var bytes: Int
        /// As last written down, once a minute.
        package var hits: UInt32
        package var isPurged: Bool
    }

    /// The youngest first.
    ///
    /// - Parameter matches: of those that it says true to, at most `limit` are returned.
    package func entries(limit: Int, where matches: (Entry) -> Bool) throws -> [Entry] {
        try self.environment.read { transaction in
            let purges = try self.tables.purges.list(in: transaction)
            let bits = try self.tables.hits.bucketBits(in: transaction)
            var found: [Entry] = []
            try transaction.forEachBackwards(self.tables.entries) { _, value in
                guard found.count < limit else {
                    return false
                }
                guard let fingerprint = StoredAnswer.fingerprint(of: value) else {
                    return true
                }
                var entry = Entry(
                    fingerprint: fingerprint,
                    bytes: value.count,
                    hits: 0,
                    isPurged: false
                )
                let reading = StoredAnswer.read(value, under: fingerprint, seal: self.seal) { view in
                    entry.answer = view.copy
                    entry.labels = view.labels
                    entry.isPurged = purges.isDead(view)
                }
                if case .corrupt = reading {
                    return true
                }
                if let bits {
                    var cursor = HitTable.Cursor(bucketBits: bits)
                    entry.hits = try self.tables.hits.hits(of: fingerprint, &cursor, in: transaction)
                }
                if matches(entry) {
                    found.append(entry)
                }
                return true
            }
            return found
        }
    }
}

/// There is no store in a folder.
package struct CacheAbsentError: Error, CustomStringConvertible {
    var directory: String

    package var description: String {
        "there is no cache in \(self.directory); `gatehouse serve` makes one as it stores its first answer"
    }
}
