internal import CLMDB

/// An open table of an environment: ordered keys (1 to 511 bytes, compared bytewise), one value each.
package struct Table: Sendable {
    let id: MDB_dbi

    /// The longest key that LMDB takes, as it is built everywhere.
    package static let keyBytesMax = 511
    /// The longest value. LMDB's own bound; a store sets its own, smaller one.
    package static let valueBytesMax = Int(UInt32.max)
}

extension Table {
    func get(_ handle: OpaquePointer, key: UnsafeRawBufferPointer) throws(LMDBError) -> UnsafeRawBufferPointer? {
        var key = try Table.value(ofKey: key)
        var value = MDB_val()
        guard try LMDBError.found(mdb_get(handle, self.id, &key, &value), doing: "looking up a key") else {
            return nil
        }
        return UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size)
    }

    func forEach(
        _ handle: OpaquePointer,
        from start: UnsafeRawBufferPointer?,
        backwards: Bool = false,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Bool
    ) throws {
        var opened: OpaquePointer?
        try LMDBError.check(mdb_cursor_open(handle, self.id, &opened), doing: "opening a cursor")
        defer {
            mdb_cursor_close(opened)
        }
        var key = try start.map(Table.value(ofKey:)) ?? MDB_val()
        var value = MDB_val()
        var operation = start == nil ? (backwards ? MDB_LAST : MDB_FIRST) : MDB_SET_RANGE
        while try LMDBError.found(mdb_cursor_get(opened, &key, &value, operation), doing: "moving a cursor") {
            let more = try body(
                UnsafeRawBufferPointer(start: key.mv_data, count: key.mv_size),
                UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size)
            )
            if !more {
                return
            }
            operation = backwards ? MDB_PREV : MDB_NEXT
        }
    }

    /// Moves a new cursor once, to the first or the last entry.
    func end(
        _ handle: OpaquePointer,
        _ operation: MDB_cursor_op
    ) throws(LMDBError) -> (key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)? {
        var opened: OpaquePointer?
        try LMDBError.check(mdb_cursor_open(handle, self.id, &opened), doing: "opening a cursor")
        defer {
            mdb_cursor_close(opened)
        }
        var key = MDB_val()
        var value = MDB_val()
        guard try LMDBError.found(mdb_cursor_get(opened, &key, &value, operation), doing: "moving a cursor") else {
            return nil
        }
        return (
            UnsafeRawBufferPointer(start: key.mv_data, count: key.mv_size),
            UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size)
        )
    }

    func usage(_ handle: OpaquePointer) throws(LMDBError) -> Environment.Usage {
        var status = MDB_stat()
        try LMDBError.check(mdb_stat(handle, self.id, &status), doing: "asking for the size of a table")
        return Environment.Usage(
            pageSize: Int(status.ms_psize),
            entries: status.ms_entries,
            pages: status.ms_branch_pages + status.ms_leaf_pages + status.ms_overflow_pages
        )
    }

    static func value(ofKey key: UnsafeRawBufferPointer) throws(LMDBError) -> MDB_val {
        guard (1...Table.keyBytesMax).contains(key.count) else {
            throw LMDBError(
                code: MDB_BAD_VALSIZE,
                doing: "using a key of \(key.count) bytes (1 to \(Table.keyBytesMax))"
            )
        }
        return MDB_val(mv_size: key.count, mv_data: UnsafeMutableRawPointer(mutating: key.baseAddress))
    }
}
