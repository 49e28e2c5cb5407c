import Exchange
import Policies

/// Puts the values of a request's tokens back into the texts of one streamed answer.
final class TokenRestoration: StreamTextFilter {
    private let tokens: TokenMap
    /// By channel.
    private var restorers: [TokenRestorer?] = []
    let isBlocked = false

    init(_ tokens: TokenMap) {
        self.tokens = tokens
    }

    func begin(_ channel: Int, _ description: StreamChannel) {
        while self.restorers.count <= channel { self.restorers.append(nil) }
        self.restorers[channel] = TokenRestorer(self.tokens, inJSON: description.isJSON)
    }

    func pass(_ text: UnsafeRawBufferPointer, on channel: Int, to output: inout [UInt8]) -> Int {
        self.restorers[channel]?.append(text, to: &output)
        return self.restorers[channel]?.heldBytes ?? 0
    }

    func end(_ channel: Int, to output: inout [UInt8]) -> Int {
        self.restorers[channel]?.end(to: &output)
        return 0
    }

    func passWhole(_ text: UnsafeRawBufferPointer, at place: () -> String, to output: inout [UInt8]) -> WholeTextOutcome
    {
        var restorer = TokenRestorer(self.tokens)
        let start = output.count
        restorer.append(text, to: &output)
        restorer.end(to: &output)
        guard !restorer.isChanged else { return .replaced }
        output.removeLast(output.count - start)
        return .unchanged
    }
}

extension TokenMap {
    /// A whole answer as the caller gets it, or `nil` where none of these tokens stands in it. What is no JSON, which only a
    /// policy that does not look at answers lets pass, is one text.
    func restored(whole body: UnsafeRawBufferPointer, using tape: inout JSONTape) -> [UInt8]? {
        do { try tape.scan(body) } catch { return self.restored(text: body) }
        let replacements = self.replacements(in: body, tape: tape)
        guard !replacements.isEmpty else { return nil }
        var restored: [UInt8] = []
        Splice.apply(replacements, to: body, into: &restored)
        return restored
    }

    private func restored(text: UnsafeRawBufferPointer) -> [UInt8]? {
        var restorer = TokenRestorer(self)
        var restored: [UInt8] = []
        restorer.append(text, to: &restored)
        restorer.end(to: &restored)
        return restorer.isChanged ? restored : nil
    }

    /// A stream that lies there whole as the caller gets it.
    func restored(
        stream events: UnsafeRawBufferPointer,
        in dialect: Dialect,
        using tape: inout JSONTape
    ) -> [UInt8] {
        var stream = FilteredStream(dialect, through: TokenRestoration(self), voidsSignatures: false)
        var restored: [UInt8] = []
        restored.reserveCapacity(events.count)
        _ = stream.take(events, using: &tape, to: &restored)
        return restored
    }
}
