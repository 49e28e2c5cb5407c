import CVectorscan

/// The patterns of a set of rules as one database of vectorscan, in block mode.
///
/// What it cannot express as written (lookarounds, mostly) it is given in its prefilter mode, which reports at least what
/// the pattern matches; that is less work than the rule asks for, never more.
final class Vectorscan {
    /// Patterns that it cannot compile at all.
    private(set) var refused: [String] = []
    /// Patterns that it has in its approximate form.
    private(set) var approximated: [String] = []
    private var database: OpaquePointer?
    private var scratch: OpaquePointer?

    init(_ patterns: [(id: String, source: String)]) throws {
        var accepted: [(source: String, flags: UInt32)] = []
        for (id, source) in patterns {
            if Vectorscan.compiles(source, 0) {
                accepted.append((source, 0))
            } else if Vectorscan.compiles(source, UInt32(HS_FLAG_PREFILTER)) {
                accepted.append((source, UInt32(HS_FLAG_PREFILTER)))
                self.approximated.append(id)
            } else {
                self.refused.append(id)
            }
        }
        try self.build(accepted)
    }

    deinit {
        hs_free_scratch(self.scratch)
        hs_free_database(self.database)
    }

    struct Fault: Error, CustomStringConvertible {
        var description: String
    }

    private static func compiles(_ source: String, _ flags: UInt32) -> Bool {
        var database: OpaquePointer?
        var error: UnsafeMutablePointer<hs_compile_error_t>?
        let status = hs_compile(source, flags, UInt32(HS_MODE_BLOCK), nil, &database, &error)
        hs_free_compile_error(error)
        hs_free_database(database)
        return status == HS_SUCCESS
    }

    private func build(_ patterns: [(source: String, flags: UInt32)]) throws {
        var error: UnsafeMutablePointer<hs_compile_error_t>?
        let bytes = patterns.map { Array($0.source.utf8CString) }
        let starts = bytes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
        let status = bytes.flatMap { $0 }.withUnsafeBufferPointer { text in
            let expressions: [UnsafePointer<CChar>?] = starts.dropLast().map { text.baseAddress?.advanced(by: $0) }
            return hs_compile_multi(
                expressions,
                patterns.map(\.flags),
                (0..<UInt32(patterns.count)).map { $0 },
                UInt32(patterns.count),
                UInt32(HS_MODE_BLOCK),
                nil,
                &self.database,
                &error
            )
        }
        guard status == HS_SUCCESS, hs_alloc_scratch(self.database, &self.scratch) == HS_SUCCESS else {
            let message = error.flatMap { $0.pointee.message.map { String(cString: $0) } } ?? "status \(status)"
            hs_free_compile_error(error)
            throw Fault(description: "vectorscan: \(message)")
        }
    }

    /// The number of matches that it reports.
    func scan(_ text: UnsafeRawBufferPointer) -> Int {
        var count = 0
        withUnsafeMutablePointer(to: &count) { count in
            _ = hs_scan(
                self.database,
                text.baseAddress?.assumingMemoryBound(to: CChar.self),
                UInt32(text.count),
                0,
                self.scratch,
                { _, _, _, _, context in
                    context?.assumingMemoryBound(to: Int.self).pointee += 1
                    return 0
                },
                count
            )
        }
        return count
    }
}
