import Exchange

/// Reads a streamed answer block by block: what may go out, whether it is complete, what it cost.
///
/// Without a policy over answers and without tokens, blocks go out as they came. Else their texts pass the one, then get
/// the values of the others; what is kept is what stands between the two.
final class StreamIntake {
    var reader = EventStreamReader()
    private(set) var answer: AnswerStreamReader
    /// Complete blocks that have not gone out, as the caller gets them.
    var outgoing: [UInt8] = []
    /// A block with content has come; comments before it wait, because they do not prove an answer.
    private(set) var hasContent = false
    /// All blocks, as long as they may be stored: as the policy let them pass, tokens not restored.
    private(set) var kept: [UInt8]?

    let inspection: StreamInspection?
    private var inspected: FilteredStream?
    private var restored: FilteredStream?
    private let blockedEnding: BlockedEnding
    private var passed: [UInt8] = []

    /// A longer stream is relayed and not stored.
    static let keptBytesMax = 4 << 20

    enum Outcome {
        case goesOn
        case done
        /// The policy withholds the rest; the ending that says so is among what goes out.
        case blocked
        case failed(AttemptFailure)
    }

    /// Whether the answer begins for the caller: text that a policy still holds has come too, so that the call is not made
    /// again, unless this is its end already.
    func begins(with outcome: Outcome) -> Bool {
        if case .goesOn = outcome { return true }
        return !self.outgoing.isEmpty
    }

    /// What a stream that the policy blocks ends with.
    struct BlockedEnding {
        var answer = WithheldAnswer(id: "", model: "", created: 0, usage: nil)
        var includesUsage = false
    }

    init(
        dialect: Dialect,
        endpoint: Endpoint,
        keeps: Bool,
        inspection: StreamInspection? = nil,
        restoration: TokenRestoration? = nil,
        blockedEnding: BlockedEnding = BlockedEnding()
    ) {
        self.answer = AnswerStreamReader(dialect: dialect, endpoint: endpoint)
        self.kept = keeps ? [] : nil
        self.inspection = inspection
        self.inspected = inspection.map { FilteredStream(dialect, through: $0, voidsSignatures: true) }
        self.restored = restoration.map { FilteredStream(dialect, through: $0, voidsSignatures: false) }
        self.blockedEnding = blockedEnding
    }

    /// Whether the policy let it pass otherwise than it came.
    var isChangedByPolicy: Bool { self.inspected?.rewriter.hasChanged ?? false }

    /// - Parameter tape: the loop's scratch for answers.
    func take(_ bytes: UnsafeRawBufferPointer, using tape: inout JSONTape) -> Outcome {
        self.reader.append(bytes)
        do {
            while let block = try self.reader.next() {
                var isDone = false
                switch self.answer.take(block, of: self.reader, using: &tape) {
                case .silence: break
                case .content, .usage: self.hasContent = true
                case .done: isDone = true
                case .error(let error): return .failed(.errorEvent(error))
                case .malformed: return .failed(.unusable("it sent an event that is not JSON"))
                }
                switch self.pass(block, using: &tape) {
                case .goesOn: break
                case .blocked: return .blocked
                case .malformed: return .failed(.unusable("it sent an event that is not JSON"))
                case .overfull:
                    return .failed(.uninspectable("more of its stream waits to be looked at than this gateway keeps"))
                }
                if isDone { return .done }
            }
        } catch {
            return .failed(.unusable("it sent an event that is longer than this gateway takes"))
        }
        return .goesOn
    }

    private func pass(_ block: ServerSentEvent, using tape: inout JSONTape) -> StreamRewriter.Outcome {
        guard self.inspected != nil else {
            self.reader.withRaw(of: block) { raw in
                self.keep(raw)
                if self.restored == nil { self.outgoing.append(contentsOf: raw) }
            }
            return self.restored?.take(block, of: self.reader, using: &tape, isScanned: true, to: &self.outgoing)
                ?? .goesOn
        }
        return self.inspect(block, using: &tape)
    }

    private func inspect(_ block: ServerSentEvent, using tape: inout JSONTape) -> StreamRewriter.Outcome {
        self.passed.removeAll(keepingCapacity: true)
        let outcome =
            self.inspected?.take(block, of: self.reader, using: &tape, isScanned: true, to: &self.passed) ?? .goesOn
        if outcome == .blocked {
            self.kept = nil
            self.hasContent = true
            var answer = self.blockedEnding.answer
            answer.usage = self.answer.usage
            self.inspected?.rewriter.appendBlockedEnding(
                answer,
                includeUsage: self.blockedEnding.includesUsage,
                to: &self.passed
            )
        }
        let restoration = self.passed.withUnsafeBytes { passed in
            self.keep(passed)
            guard self.restored != nil else {
                self.outgoing.append(contentsOf: passed)
                return StreamRewriter.Outcome.goesOn
            }
            return self.restored?.take(passed, using: &tape, to: &self.outgoing) ?? .goesOn
        }
        return outcome == .goesOn ? restoration : outcome
    }

    private func keep(_ bytes: UnsafeRawBufferPointer) {
        guard let size = self.kept?.count else { return }
        if size + bytes.count > Self.keptBytesMax {
            self.kept = nil
        } else {
            self.kept?.append(contentsOf: bytes)
        }
    }
}
