internal import CLMDB

/// One consistent state of an environment. What it hands out is memory of the map, valid until the transaction ends.
package struct ReadTransaction: ~Copyable {
    let handle: OpaquePointer

    /// The id of the commit whose state this is. Ids count up with each commit that changed something, in any process.
    package var id: UInt64 { UInt64(mdb_txn_id(self.handle)) }

    /// The value of a key, or nil.
    package func get(
        _ table: Table,
        key: UnsafeRawBufferPointer
    ) throws(LMDBError) -> UnsafeRawBufferPointer? {
        try table.get(self.handle, key: key)
    }

    /// Visits entries in the order of their keys, from the first key that is not below `start`, until `body` says false.
    package func forEach(
        _ table: Table,
        from start: UnsafeRawBufferPointer? = nil,
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws -> Bool
    ) throws {
        try table.forEach(self.handle, from: start, body)
    }

    /// As `forEach`, from the last entry backwards.
    package func forEachBackwards(
        _ table: Table,
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws -> Bool
    ) throws {
        try table.forEach(self.handle, from: nil, backwards: true, body)
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
