/// Puts the texts of a streamed answer through a filter, and lets each event go out once all of its text is decided: byte for
/// byte as it came, or with the ranges spliced that the filter changed.
///
/// An event is never split, and none is added: what a filter holds back, its event waits for. So a stream in which nothing
/// is found goes out as it came, only later. An event waits for its own texts; of others, text alone may overtake it, so
/// that a choice does not wait for another one and the answer not for the last word of the reasoning. Where events that were
/// nothing but text lost all of it, they are dropped.
///
/// What goes out depends on the events alone, not on how the network cut them.
package struct StreamRewriter {
    package enum Outcome: Sendable, Hashable {
        case goesOn
        /// The filter is blocked: everything that may go out has, and the caller's ending is to follow (`appendBlockedEnding`).
        case blocked
        /// An event whose data is no JSON.
        case malformed
        /// More waits, or more texts are told apart, than any answer needs.
        case overfull
    }

    /// How much may wait for the decision on a text. Rules decide within 64 KB of text, so that this is plenty.
    package static let heldBytesMax = 8 << 20
    /// How many texts that come in pieces an answer may have.
    static let channelsMax = 1024
    /// How long the path of a member of a delta may be.
    static let pathBytesMax = 1024

    let dialect: Dialect
    /// Whether a signature over thinking that was changed is left out: it no longer fits, and the provider would refuse it
    /// in the next turn.
    let dropsVoidSignatures: Bool

    /// Whether anything went out otherwise than it came.
    package internal(set) var hasChanged = false

    var channels: [ChannelText] = []
    var seen = SeenTexts()
    /// The event that is being read.
    var event = HeldEvent()
    /// Its pieces before the filter has seen them: the node and the channel.
    var pieces: [(node: Int, channel: Int)] = []
    /// The choices that it is about, or the content block that begins with it.
    var begins: [Int] = []
    /// The scopes that end with it.
    var ends: [Int] = []
    var endsAll = false
    var isOverfull = false
    /// The path of the member that is being read.
    var path: [UInt8] = []
    /// Whether something was found in a name on it.
    var isPathHidden = false
    /// Tells the places of the event's strings.
    var places = JSONPathCursor()
    var scopes = StreamScopes()
    var text = JSONText()
    var output: [UInt8] = []

    /// The events that wait, in the order in which they came.
    var held: [HeldEvent] = []
    var heldBytes: [UInt8] = []
    /// Of those, how many belong to an event that still waits.
    var waitingBytes = 0
    /// Whether a channel got on since waiting events were last looked at.
    var hasDecided = false
    /// The data of the first event of the answer that went out: what an event of our own is made after.
    var sample: [UInt8] = []

    /// - Parameter dropsVoidSignatures: whether thinking that is changed loses its signature.
    package init(dialect: Dialect, dropsVoidSignatures: Bool) {
        self.dialect = dialect
        self.dropsVoidSignatures = dropsVoidSignatures
    }

    /// Takes the next block of the stream and appends what may go out now.
    ///
    /// - Parameters:
    ///   - tape: the loop's scratch.
    ///   - isScanned: whether it holds the block's data already, if that is JSON.
    package mutating func take(
        _ block: ServerSentEvent,
        of reader: EventStreamReader,
        using tape: inout JSONTape,
        isScanned: Bool = false,
        through filter: any StreamTextFilter,
        to output: inout [UInt8]
    ) -> Outcome {
        var outcome = Outcome.goesOn
        self.begin(block)
        reader.withRaw(of: block) { raw in
            guard block.hasData else {
                self.takeSilence(raw, filter, to: &output)
                return
            }
            reader.withData(of: block) { data in
                if self.dialect == .openAI, data.elementsEqual("[DONE]".utf8) {
                    self.event.order = .structure
                    self.event.isOnlyText = false
                    self.endsAll = true
                } else {
                    if !isScanned {
                        do { try tape.scan(data) } catch {
                            outcome = .malformed
                            return
                        }
                    }
                    self.read(StreamEvent(tape: tape, data: data, filter: filter))
                }
                self.inspectFraming(raw, filter)
                self.filterPieces(StreamEvent(tape: tape, data: data, filter: filter))
                self.endChannels(filter)
                outcome = self.finish(raw, data, isBlocked: filter.isBlocked, to: &output)
            }
        }
        return outcome
    }
}

/// One event as the rewriter reads it.
struct StreamEvent {
    let tape: JSONTape
    let data: UnsafeRawBufferPointer
    let filter: any StreamTextFilter

    var raw: RawReader { RawReader(tape: self.tape, bytes: self.data) }
}

// MARK: Reading

extension StreamRewriter {
    private mutating func begin(_ block: ServerSentEvent) {
        self.event = HeldEvent()
        self.event.rawCount = block.rawBytes
        self.event.isJoined = block.isJoined
        self.event.name = block.name.map { $0.moved(to: $0.lowerBound - block.raw.lowerBound) }
        if let data = block.data {
            self.event.data = data.moved(to: block.isJoined ? block.rawBytes : data.lowerBound - block.raw.lowerBound)
        }
        self.places = JSONPathCursor()
        self.pieces.removeAll(keepingCapacity: true)
        self.begins.removeAll(keepingCapacity: true)
        self.ends.removeAll(keepingCapacity: true)
        self.endsAll = false
    }

    private mutating func read(_ event: StreamEvent) {
        switch self.dialect {
        case .openAI, .gemini: self.readChunk(event)
        case .anthropic: self.readMessageEvent(event)
        }
    }

    /// Comments keep the connection alive; one that must not go out is left away.
    private mutating func takeSilence(
        _ raw: UnsafeRawBufferPointer,
        _ filter: any StreamTextFilter,
        to output: inout [UInt8]
    ) {
        if case .replaced = self.outcome(of: raw, filter, at: "(comment)") {
            self.hasChanged = true
        } else if !filter.isBlocked {
            output.append(contentsOf: raw)
        }
    }

    /// What stands in a block beside its data is text as well: comments, names, ids.
    private mutating func inspectFraming(_ raw: UnsafeRawBufferPointer, _ filter: any StreamTextFilter) {
        self.inspectFrames(raw, filter)
        guard self.event.isReframed, let name = self.event.name else { return }
        // The name alone may still go out; without it the SDKs of one surface ignore the event.
        let text = UnsafeRawBufferPointer(rebasing: raw[name])
        if case .replaced = self.outcome(of: text, filter, at: "(event)") { self.event.name = nil }
    }

    private mutating func inspectFrames(_ raw: UnsafeRawBufferPointer, _ filter: any StreamTextFilter) {
        if self.event.isJoined {
            // Which line is data is told by its field's name.
            for line in raw.split(whereSeparator: { $0 == .newline || $0 == .carriageReturn })
            where !line.starts(with: "data".utf8) {
                self.inspectFrame(UnsafeRawBufferPointer(rebasing: line), filter)
            }
            return
        }
        self.inspectFrame(UnsafeRawBufferPointer(rebasing: raw[..<self.event.data.lowerBound]), filter)
        self.inspectFrame(UnsafeRawBufferPointer(rebasing: raw[self.event.data.upperBound...]), filter)
    }

    private mutating func inspectFrame(_ lines: UnsafeRawBufferPointer, _ filter: any StreamTextFilter) {
        if case .replaced = self.outcome(of: lines, filter, at: "(event)") { self.event.isReframed = true }
    }

    /// Has a string looked at that comes whole.
    mutating func inspect(_ node: Int, _ event: StreamEvent) {
        let string = event.tape.nodes[node]
        let raw = event.tape.rawBytes(of: node, in: event.data)
        var places = JSONPathCursor()
        swap(&places, &self.places)
        func place() -> String { places.path(of: node, of: event.tape, in: event.data) }
        let outcome: SeenTexts.Outcome
        if string.hasEscapes {
            outcome = Array(JSONUnescaped(raw)).withUnsafeBytes { self.outcome(of: $0, event.filter, at: place()) }
        } else {
            outcome = self.outcome(of: raw, event.filter, at: place())
        }
        if string.isName, !outcome.isUnchanged { places.hide(node) }
        swap(&places, &self.places)
        guard case .replaced(let replacement) = outcome else { return }
        var escaped: [UInt8] = []
        JSONEscape.append(replacement, to: &escaped)
        self.event.replacements.append(Replacement(start: Int(string.start), end: Int(string.end), bytes: escaped))
    }

    /// Has every string of a subtree looked at, the names of members too.
    mutating func inspectAll(_ node: Int, _ event: StreamEvent) {
        for node in node..<Int(event.tape.nodes[node].next) where event.tape.kind(of: node) == .string {
            self.inspect(node, event)
        }
    }

    private mutating func outcome(
        of text: UnsafeRawBufferPointer,
        _ filter: any StreamTextFilter,
        at place: @autoclosure () -> String
    ) -> SeenTexts.Outcome {
        guard !text.isEmpty else { return .unchanged }
        if let known = self.seen.outcome(of: text) { return known }
        var replacement: [UInt8] = []
        let outcome: SeenTexts.Outcome =
            switch filter.passWhole(text, at: place, to: &replacement) {
            case .unchanged: .unchanged
            case .noted: .noted
            case .replaced: .replaced(replacement)
            }
        if !filter.isBlocked { self.seen.remember(text, outcome) }
        return outcome
    }

    /// Notes a string that is a piece of a channel: the path is that of the channel in its scope.
    mutating func notePiece(_ node: Int, in scope: Int, _ event: StreamEvent) {
        guard event.tape.rawTextBytes(of: node) > 0 else { return }
        guard let channel = self.channel(scope), self.path.count <= Self.pathBytesMax else {
            self.isOverfull = true
            return
        }
        self.pieces.append((node, channel))
    }

    private mutating func channel(_ scope: Int) -> Int? {
        if let known = self.channels.firstIndex(where: { $0.scope == scope && $0.path == self.path }) { return known }
        guard self.channels.count < Self.channelsMax else { return nil }
        self.channels.append(ChannelText(scope: scope, path: self.path, isPathTold: !self.isPathHidden))
        return self.channels.count - 1
    }

    func channel(_ scope: Int, _ path: StaticString) -> ChannelText? {
        self.channels.first { $0.scope == scope && $0.path.elementsEqual(path) }
    }

    /// Steps into a member while its value is read.
    mutating func descend(_ name: Int, _ event: StreamEvent, _ body: (inout StreamRewriter) -> Void) {
        let length = self.path.count
        let wasHidden = self.isPathHidden
        if self.places.hiddenNames.contains(name) { self.isPathHidden = true }
        if length > 0 { self.path.append(.dot) }
        let raw = event.tape.rawBytes(of: name, in: event.data)
        if event.tape.nodes[name].hasEscapes {
            self.path.append(contentsOf: JSONUnescaped(raw))
        } else {
            self.path.append(contentsOf: raw)
        }
        body(&self)
        self.isPathHidden = wasHidden
        self.path.removeLast(self.path.count - length)
    }

    /// Steps into an element of a list, which is told by its `index` or its position.
    mutating func descend(_ element: Int, position: Int, _ event: StreamEvent, _ body: (inout StreamRewriter) -> Void) {
        let length = self.path.count
        self.path.append(.openBracket)
        self.path.append(decimal: event.raw.index(of: element) ?? UInt64(position))
        self.path.append(.closeBracket)
        body(&self)
        self.path.removeLast(self.path.count - length)
    }
}

extension Range<Int> {
    fileprivate func moved(to start: Int) -> Range<Int> {
        start..<(start + self.count)
    }
}
