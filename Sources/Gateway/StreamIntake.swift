import Exchange

/// Reads a streamed answer block by block: what may go out, whether it is complete, what it cost.
final class StreamIntake {
    var reader = EventStreamReader()
    private(set) var answer: AnswerStreamReader
    /// Complete blocks that have not gone out, byte for byte as they came.
    var outgoing: [UInt8] = []
    /// A block with content has come; comments before it wait, because they do not prove an answer.
    private(set) var hasContent = false
    /// All blocks, as long as they may be stored.
    private(set) var kept: [UInt8]?

    /// A longer stream is relayed and not stored.
    static let keptBytesMax = 4 << 20

    enum Outcome {
        case goesOn
        case done
        case failed(AttemptFailure)
    }

    init(dialect: Dialect, endpoint: Endpoint, keeps: Bool) {
        self.answer = AnswerStreamReader(dialect: dialect, endpoint: endpoint)
        self.kept = keeps ? [] : nil
    }

    /// - Parameter tape: the loop's scratch for answers.
    func take(_ bytes: UnsafeRawBufferPointer, using tape: inout JSONTape) -> Outcome {
        self.reader.append(bytes)
        do {
            while let block = try self.reader.next() {
                switch self.answer.take(block, of: self.reader, using: &tape) {
                case .silence:
                    self.pass(block)
                case .content, .usage:
                    self.pass(block)
                    self.hasContent = true
                case .done:
                    self.pass(block)
                    return .done
                case .error(let error):
                    return .failed(.errorEvent(error))
                case .malformed:
                    return .failed(.unusable("it sent an event that is not JSON"))
                }
            }
        } catch {
            return .failed(.unusable("it sent an event that is longer than this gateway takes"))
        }
        return .goesOn
    }

    private func pass(_ block: ServerSentEvent) {
        self.reader.withRaw(of: block) { raw in
            self.outgoing.append(contentsOf: raw)
            guard let size = self.kept?.count else { return }
            if size + raw.count > Self.keptBytesMax {
                self.kept = nil
            } else {
                self.kept?.append(contentsOf: raw)
            }
        }
    }
}
