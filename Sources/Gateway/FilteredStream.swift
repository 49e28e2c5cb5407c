import Exchange

/// A stream of events on its way through one filter, for whoever has no blocks of it but its bytes.
struct FilteredStream {
    private var reader = EventStreamReader()
    private(set) var rewriter: StreamRewriter
    private let filter: any StreamTextFilter

    init(_ dialect: Dialect, through filter: any StreamTextFilter, voidsSignatures: Bool) {
        self.rewriter = StreamRewriter(dialect: dialect, dropsVoidSignatures: voidsSignatures)
        self.filter = filter
    }

    /// Takes bytes of the stream and appends what may go out now.
    mutating func take(
        _ bytes: UnsafeRawBufferPointer,
        using tape: inout JSONTape,
        to output: inout [UInt8]
    ) -> StreamRewriter.Outcome {
        self.reader.append(bytes)
        do {
            while let block = try self.reader.next() {
                let outcome = self.take(block, of: self.reader, using: &tape, isScanned: false, to: &output)
                guard case .goesOn = outcome else { return outcome }
            }
        } catch {
            return .overfull
        }
        return .goesOn
    }

    /// Takes a block that somebody else has cut off.
    ///
    /// - Parameter isScanned: whether the tape holds its data already.
    mutating func take(
        _ block: ServerSentEvent,
        of reader: EventStreamReader,
        using tape: inout JSONTape,
        isScanned: Bool,
        to output: inout [UInt8]
    ) -> StreamRewriter.Outcome {
        self.rewriter.take(
            block,
            of: reader,
            using: &tape,
            isScanned: isScanned,
            through: self.filter,
            to: &output
        )
    }
}
