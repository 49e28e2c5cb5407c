import Exchange

extension StageOperation {
    /// The body is read once: the tape, and what the gateway needs to know of it.
    static let scanning = [("0.5 KB", 512), ("8 KB", 8192), ("64 KB", 65_536)].map { label, size in
        let body = SampleRequest(bytes: size).body
        return StageOperation("scan \(label)", bytes: body.count) {
            var tape = JSONTape()
            return { times in
                body.withUnsafeBytes { bytes in
                    var sum: UInt64 = 0
                    for _ in 0..<times {
                        let scan = try? Self.read(bytes, using: &tape)
                        sum &+= scan?.estimatedTokens ?? 0
                    }
                    return sum
                }
            }
        }
    }

    private static func read(_ bytes: UnsafeRawBufferPointer, using tape: inout JSONTape) throws -> RequestScan {
        try tape.scan(bytes)
        return try RequestScan.read(tape, bytes, dialect: .openAI, endpoint: .chatCompletions)
    }
}
