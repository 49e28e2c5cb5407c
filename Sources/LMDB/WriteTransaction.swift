internal import CLMDB

/// The one write transaction of an environment. What it hands out is valid until its next write.
package struct WriteTransaction: ~Copyable {
    let handle: OpaquePointer

    /// The id that the commit will have, if it changes anything: one more than that of the last commit of any process.
    package var id: UInt64 { UInt64(mdb_txn_id(self.handle)) }

    package func get(
        _ table: Table,
        key: UnsafeRawBufferPointer
    ) throws(LMDBError) -> UnsafeRawBufferPointer? {
        try table.get(self.handle, key: key)
    }

    /// Stores or replaces the value of a key.
    ///
    /// - Parameter appending: the key sorts behind all others: pages are then filled to the end. Another order throws.
    package func put(
        _ table: Table,
        key: UnsafeRawBufferPointer,
        value: UnsafeRawBufferPointer,
        appending: Bool = false
    ) throws(LMDBError) {
        var key = try Table.value(ofKey: key)
        var value = MDB_val(mv_size: value.count, mv_data: UnsafeMutableRawPointer(mutating: value.baseAddress))
        let flags = appending ? UInt32(MDB_APPEND) : 0
        try LMDBError.check(mdb_put(self.handle, table.id, &key, &value, flags), doing: "storing a value")
    }

    /// Makes room for a value of `count` bytes in the map and lets `body` fill all of it.
    package func put(
        _ table: Table,
        key: UnsafeRawBufferPointer,
        reserving count: Int,
        appending: Bool = false,
        _ body: (UnsafeMutableRawBufferPointer) -> Void
    ) throws(LMDBError) {
        var key = try Table.value(ofKey: key)
        var value = MDB_val(mv_size: count, mv_data: nil)
        let flags = UInt32(MDB_RESERVE) | (appending ? UInt32(MDB_APPEND) : 0)
        try LMDBError.check(mdb_put(self.handle, table.id, &key, &value, flags), doing: "storing a value")
        body(UnsafeMutableRawBufferPointer(start: value.mv_data, count: value.mv_size))
    }

    /// Removes a key; says whether it was there.
    @discardableResult
    package func delete(_ table: Table, key: UnsafeRawBufferPointer) throws(LMDBError) -> Bool {
        var key = try Table.value(ofKey: key)
        return try LMDBError.found(mdb_del(self.handle, table.id, &key, nil), doing: "removing a key")
    }

    /// Removes all entries of a table.
    package func removeAll(_ table: Table) throws(LMDBError) {
        try LMDBError.check(mdb_drop(self.handle, table.id, 0), doing: "emptying a table")
    }

    /// Visits entries in the order of their keys, from the first key that is not below `start`, until `body` says false.
    /// `body` must not write.
    package func forEach(
        _ table: Table,
        from start: UnsafeRawBufferPointer? = nil,
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws -> Bool
    ) throws {
        try table.forEach(self.handle, from: start, body)
    }

    package func first(
        _ table: Table
    ) throws(LMDBError) -> (key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)? {
        try table.end(self.handle, MDB_FIRST)
    }

    package func last(
        _ table: Table
    ) throws(LMDBError) -> (key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)? {
        try table.end(self.handle, MDB_LAST)
    }

    package func usage(_ table: Table) throws(LMDBError) -> Environment.Usage {
        try table.usage(self.handle)
    }
}
