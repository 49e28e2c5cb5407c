internal import CLMDB

/// Why LMDB, or the folder under it, did not do what it was asked: a code, the library's own words, and what was tried.
package struct LMDBError: Error, Sendable, Hashable, CustomStringConvertible {
    /// An `MDB_…` code (negative) or an `errno` (positive).
    package var code: Int32
    /// What was tried, what the library said and, where the library cannot know it, what to do next.
    package var message: String

    package var description: String { self.message }

    /// The key or the table is not there (`MDB_NOTFOUND`).
    package var isNotFound: Bool { self.code == MDB_NOTFOUND }
    /// Every page of the map is in use (`MDB_MAP_FULL`).
    package var isMapFull: Bool { self.code == MDB_MAP_FULL }
    /// Another process made the map larger than ours (`MDB_MAP_RESIZED`).
    package var isMapResized: Bool { self.code == MDB_MAP_RESIZED }
    /// A write of the meta page failed (`MDB_PANIC`): only opening the environment anew helps.
    package var isPanic: Bool { self.code == MDB_PANIC }
    /// The files are not an environment of this version, or are damaged: only a new environment helps.
    package var isUnreadable: Bool {
        [MDB_INVALID, MDB_VERSION_MISMATCH, MDB_CORRUPTED, MDB_PAGE_NOTFOUND].contains(self.code)
    }
}

extension LMDBError {
    /// The one place where a status code becomes an error.
    init(code: Int32, doing: String, advice: String? = nil) {
        self.code = code
        self.message = "\(doing): \(String(cString: mdb_strerror(code)))" + (advice.map { "; \($0)" } ?? "")
    }

    /// Throws unless the code is success.
    static func check(_ code: Int32, doing: @autoclosure () -> String) throws(LMDBError) {
        if code != MDB_SUCCESS {
            throw LMDBError(code: code, doing: doing())
        }
    }

    /// As `check`, for a lookup: `MDB_NOTFOUND` is an answer, not an error.
    static func found(_ code: Int32, doing: @autoclosure () -> String) throws(LMDBError) -> Bool {
        if code == MDB_NOTFOUND {
            return false
        }
        try LMDBError.check(code, doing: doing())
        return true
    }
}
