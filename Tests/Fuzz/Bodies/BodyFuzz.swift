import Exchange
import Policies

/// A body: what the scan says of it lies in it, and after a rewrite it is JSON still.
enum BodyFuzz {
    static func run(_ body: UnsafeRawBufferPointer, on bench: FuzzBench) throws {
        var tape = JSONTape()
        do throws(JSONFault) {
            try tape.scan(body)
        } catch {
            try FuzzFault.unless(tape.nodes.isEmpty, "a tape of what is no JSON")
            return
        }
        try self.check(tape, body)
        self.read(tape, body)
        for policy in [bench.redacting, bench.tokenizing, bench.blocking] {
            for side in [Policy.Side.request, .response] {
                let found = Inspector.inspect(body, tape: tape, side: side, under: policy, using: bench.scratch)
                try ScannerFuzz.check(found.outcome, in: body)
                guard case .rewrite(let replacements) = found.outcome else { continue }
                var rewritten: [UInt8] = []
                Splice.apply(replacements, to: body, into: &rewritten)
                try self.checkJSON(rewritten, "rewritten under \(policy.name)")
                try self.restore(found.tokens, in: rewritten)
            }
        }
    }

    private static func check(_ tape: JSONTape, _ body: UnsafeRawBufferPointer) throws {
        try FuzzFault.unless(!tape.nodes.isEmpty, "no tape of what is JSON")
        for (index, node) in tape.nodes.enumerated() {
            try FuzzFault.unless(
                node.start <= node.end && Int(node.end) <= body.count && Int(node.next) > index
                    && Int(node.next) <= tape.nodes.count,
                "node \(index) is not inside of the body: \(node)"
            )
        }
    }

    /// What the gateway reads from a body; none of it may trap.
    private static func read(_ tape: JSONTape, _ body: UnsafeRawBufferPointer) {
        var canonical: [UInt8] = []
        tape.appendCanonical(in: body, into: &canonical)
        _ = RequestScan.readLoosely(tape, body)
        _ = tape.unscannableParts(in: body)
        for (dialect, endpoint) in [(Dialect.openAI, Endpoint.chatCompletions), (.anthropic, .messages)] {
            // A refusal is an answer as good as any.
            _ = try? RequestScan.read(tape, body, dialect: dialect, endpoint: endpoint)
        }
    }

    private static func restore(_ tokens: TokenMap, in body: [UInt8]) throws {
        guard !tokens.isEmpty else { return }
        var restored: [UInt8] = []
        body.withUnsafeBytes { bytes in
            var tape = JSONTape()
            guard (try? tape.scan(bytes)) != nil else { return }
            Splice.apply(tokens.replacements(in: bytes, tape: tape), to: bytes, into: &restored)
        }
        try self.checkJSON(restored, "with its values restored")
    }

    private static func checkJSON(_ bytes: [UInt8], _ what: String) throws {
        var tape = JSONTape()
        let fault: JSONFault? = bytes.withUnsafeBytes { bytes in
            do throws(JSONFault) {
                try tape.scan(bytes)
                return nil
            } catch {
                return error
            }
        }
        guard let fault else { return }
        // Names and values that grow may pass what a body may hold, never what makes it JSON.
        throw FuzzFault("the body \(what) is no JSON: \(fault)")
    }
}
