internal import CLMDB
internal import Glibc
internal import Synchronization

/// One LMDB environment: a folder with a memory-mapped file, its tables and its transactions.
///
/// Any number of threads and processes read while one writes. What a transaction hands out is memory of the map: it is
/// valid inside the closure and must be copied to leave it. A thread must not begin a transaction inside another one.
package final class Environment: Sendable {
    package struct Options: Sendable {
        /// How many named tables may be opened.
        package var tablesMax: UInt32
        /// The address space that is reserved at open. The file grows only as it is used, so reserving the bound at once
        /// costs nothing, and the map never has to move.
        package var mapSize: Int
        /// How far a `WriteQueue` may grow the map when it is full. Not more than `mapSize` means never.
        package var mapSizeMax: Int
        package var durability: Durability
        /// How many read transactions may exist at once, over all processes.
        package var readersMax: UInt32

        package init(
            tablesMax: UInt32 = 16,
            mapSize: Int = 1 << 30,
            mapSizeMax: Int = 0,
            durability: Durability = .durable,
            readersMax: UInt32 = 256
        ) {
            self.tablesMax = tablesMax
            self.mapSize = mapSize
            self.mapSizeMax = max(mapSize, mapSizeMax)
            self.durability = durability
            self.readersMax = readersMax
        }
    }

    /// What a power cut may take.
    package enum Durability: Sendable {
        /// Nothing that was committed: data and then the meta page are synced at each commit.
        case durable
        /// The last commit, but never the order or the integrity of what is there: `MDB_NOMETASYNC`.
        ///
        /// The data of a commit is still synced before its meta page is written. `MDB_NOSYNC` would save that sync as
        /// well, but "a system crash can then corrupt the database", and a damaged tree is not caught by checksums of
        /// values. With group commits the sync is paid once a group, on the writer's thread.
        case mayLoseLast
    }

    /// Pages and entries.
    package struct Usage: Sendable, Hashable {
        package var pageSize: Int
        package var entries: Int
        /// Pages of branches, leaves and overflow.
        package var pages: Int

        package var bytes: Int { self.pages * self.pageSize }
    }

    package let options: Options

    /// `mdb_env` is free-threaded: only opening, closing and moving the map need care, and those are guarded by
    /// `folder` (one a process), by `deinit` (no other reference) and by `gate`.
    nonisolated(unsafe) let handle: OpaquePointer
    let gate = MapGate()
    private let folder: EnvironmentFolder
    private let tableOpening = Mutex<Void>(())

    /// Opens the environment in `directory`, and creates it there if there is none (folder 0700, files 0600).
    package init(directory: String, options: Options) throws(LMDBError) {
        let folder = try EnvironmentFolder(path: directory)
        var created: OpaquePointer?
        try LMDBError.check(mdb_env_create(&created), doing: "creating an environment")
        guard let handle = created else {
            throw LMDBError(code: ENOMEM, doing: "creating an environment")
        }
        do {
            let doing = "opening the environment \(directory)"
            try LMDBError.check(mdb_env_set_maxdbs(handle, options.tablesMax), doing: doing)
            try LMDBError.check(mdb_env_set_maxreaders(handle, options.readersMax), doing: doing)
            try LMDBError.check(mdb_env_set_mapsize(handle, options.mapSize), doing: doing)
            var flags = MDB_NOTLS
            if options.durability == .mayLoseLast {
                flags |= MDB_NOMETASYNC
            }
            try LMDBError.check(mdb_env_open(handle, directory, UInt32(flags), 0o600), doing: doing)
            try folder.makeFilesPrivate()
            // Slots of processes that died while they read would keep old pages from being used again.
            try LMDBError.check(mdb_reader_check(handle, nil), doing: "clearing stale readers of \(directory)")
        } catch {
            mdb_env_close(handle)
            throw error
        }
        self.folder = folder
        self.handle = handle
        self.options = options
    }

    deinit {
        if self.options.durability == .mayLoseLast {
            mdb_env_sync(self.handle, 1)
        }
        mdb_env_close(self.handle)
    }

    package var directory: String { self.folder.path }

    /// Removes the files of an environment that is not open: for a store that may be lost.
    package static func remove(directory: String) {
        for name in EnvironmentFolder.files {
            unlink("\(directory)/\(name)")
        }
    }
}

extension Environment {
    /// Reads one consistent state. On a loop's hot path use `makeReader()` instead, which does not allocate.
    package func read<R>(_ body: (borrowing ReadTransaction) throws -> R) throws -> R {
        let handle = try self.begin(UInt32(MDB_RDONLY), reusing: nil)
        defer {
            mdb_txn_abort(handle)
            self.gate.leave()
        }
        return try body(ReadTransaction(handle: handle))
    }

    /// Writes: all that `body` does becomes visible and (as `durability` says) durable at once, or nothing of it if it
    /// throws. Waits for the one other writer. On a loop use a `WriteQueue`.
    package func write<R>(_ body: (borrowing WriteTransaction) throws -> R) throws -> R {
        let handle = try self.begin(0, reusing: nil)
        defer {
            self.gate.leave()
        }
        let result: R
        do {
            result = try body(WriteTransaction(handle: handle))
        } catch {
            mdb_txn_abort(handle)
            throw error
        }
        try LMDBError.check(mdb_txn_commit(handle), doing: "committing to \(self.directory)")
        return result
    }

    /// A reusable read transaction for one loop.
    package func makeReader() -> Reader {
        Reader(environment: self)
    }

    /// Opens a table for as long as the environment is open. Do this once, at start.
    ///
    /// - Parameter create: make it if it is missing; else a missing table is an error for which `isNotFound` holds.
    package func table(named name: String, create: Bool) throws -> Table {
        // "This function must not be called from multiple concurrent transactions in the same process."
        try self.tableOpening.withLock { _ in
            let handle = try self.begin(create ? 0 : UInt32(MDB_RDONLY), reusing: nil)
            defer {
                self.gate.leave()
            }
            var id: MDB_dbi = 0
            let code = mdb_dbi_open(handle, name, create ? UInt32(MDB_CREATE) : 0, &id)
            guard code == MDB_SUCCESS else {
                mdb_txn_abort(handle)
                throw LMDBError(code: code, doing: "opening the table \(name) of \(self.directory)")
            }
            // Also where nothing was written: only a commit keeps the handle open.
            try LMDBError.check(mdb_txn_commit(handle), doing: "opening the table \(name) of \(self.directory)")
            return Table(id: id)
        }
    }

    /// The id of the last commit of any process: it changes whenever something was written. Cheap enough to poll.
    package var lastTransactionID: UInt64 {
        var info = MDB_envinfo()
        guard self.gate.enter() else {
            return 0
        }
        mdb_env_info(self.handle, &info)
        self.gate.leave()
        return UInt64(info.me_last_txnid)
    }

    /// Bytes of the map now reserved.
    package var mapSize: Int {
        var info = MDB_envinfo()
        guard self.gate.enter() else {
            return 0
        }
        mdb_env_info(self.handle, &info)
        self.gate.leave()
        return info.me_mapsize
    }

    /// Bytes of the file that were ever used: pages in use and pages free to be used again.
    package var fileBytes: Int {
        var info = MDB_envinfo()
        var status = MDB_stat()
        guard self.gate.enter() else {
            return 0
        }
        mdb_env_info(self.handle, &info)
        mdb_env_stat(self.handle, &status)
        self.gate.leave()
        return (info.me_last_pgno + 1) * Int(status.ms_psize)
    }

    /// Waits until all that was committed is on the disk.
    package func sync() throws(LMDBError) {
        try LMDBError.check(mdb_env_sync(self.handle, 1), doing: "syncing \(self.directory)")
    }

    /// Frees the slots of readers whose process has died; returns how many.
    @discardableResult
    package func clearStaleReaders() -> Int {
        var dead: Int32 = 0
        mdb_reader_check(self.handle, &dead)
        return Int(dead)
    }

    /// Moves the map to a larger size; smaller ones are ignored. Waits for the transactions of this process to end.
    package func grow(to size: Int) throws(LMDBError) {
        if size > self.mapSize {
            try self.moveMap(to: size)
        }
    }
}

extension Environment {
    /// Begins (or renews) a transaction inside the gate; who calls it leaves the gate when the transaction has ended.
    func begin(_ flags: UInt32, reusing old: OpaquePointer?) throws(LMDBError) -> OpaquePointer {
        var adoptions = 0
        while true {
            guard self.gate.enter() else {
                throw LMDBError(
                    code: MDB_PANIC,
                    doing: "opening a transaction of \(self.directory)",
                    advice: "the map could not be moved; restart gatehouse"
                )
            }
            var handle = old
            let code = old.map { mdb_txn_renew($0) } ?? mdb_txn_begin(self.handle, nil, flags, &handle)
            if code == MDB_SUCCESS, let handle {
                return handle
            }
            self.gate.leave()
            guard code == MDB_MAP_RESIZED, adoptions < 3 else {
                throw LMDBError(code: code, doing: "opening a transaction of \(self.directory)")
            }
            adoptions += 1
            // Zero adopts the size that another process has given to the file.
            try self.moveMap(to: 0)
        }
    }

    private func moveMap(to size: Int) throws(LMDBError) {
        let outcome = self.gate.whileEmpty {
            let code = mdb_env_set_mapsize(self.handle, size)
            if code == MDB_SUCCESS {
                return (.moved, false)
            }
            // EINVAL is found before the old map is given up; any other code comes from the new mapping.
            return (.failed(LMDBError(code: code, doing: "moving the map of \(self.directory)")), code != EINVAL)
        }
        switch outcome {
        case .moved:
            return
        case .failed(let error):
            throw error
        case .busy:
            throw LMDBError(code: EBUSY, doing: "moving the map of \(self.directory) while it is read")
        }
    }
}
