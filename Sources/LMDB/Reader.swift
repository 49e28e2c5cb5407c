internal import CLMDB

/// The read transaction of one loop, reset after each use and renewed at the next.
///
/// A renewed transaction keeps its memory and its slot, so a read allocates nothing and takes no lock; a reset one holds
/// no old pages. Not `Sendable`: it belongs to the thread that uses it.
package final class Reader {
    private let environment: Environment
    private var handle: OpaquePointer?
    private var isReading = false

    init(environment: Environment) {
        self.environment = environment
    }

    deinit {
        if let handle = self.handle {
            mdb_txn_abort(handle)
        }
    }

    /// Reads the state of the last commit. Not to be nested.
    @inlinable
    package func read<R>(_ body: (borrowing ReadTransaction) throws -> R) throws -> R {
        let transaction = try self.begin()
        defer {
            self.end()
        }
        return try body(transaction)
    }

    @usableFromInline
    func begin() throws(LMDBError) -> ReadTransaction {
        if self.isReading {
            throw LMDBError(code: MDB_BAD_TXN, doing: "reading inside another read of the same reader")
        }
        let handle = try self.environment.begin(UInt32(MDB_RDONLY), reusing: self.handle)
        self.handle = handle
        self.isReading = true
        return ReadTransaction(handle: handle)
    }

    @usableFromInline
    func end() {
        if let handle = self.handle {
            mdb_txn_reset(handle)
        }
        self.isReading = false
        self.environment.gate.leave()
    }
}
