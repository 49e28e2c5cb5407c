// The texts of a chunk of OpenAI's chat completions. Every string of a delta is a piece of a channel, told by its path; what
// is no text of the model's comes whole: roles, types, ids, the names of tools.
extension StreamRewriter {
    mutating func readChunk(_ event: StreamEvent) {
        guard event.tape.kind(of: 0) == .object else {
            self.readOther(event)
            return
        }
        for (name, value) in event.tape.members(of: 0) {
            self.inspect(name, event)
            if event.tape.equals(name, "choices", in: event.data), event.tape.kind(of: value) == .array {
                self.readChoices(value, event)
            } else {
                self.inspectAll(value, event)
                if event.tape.kind(of: value) == .object { self.event.isOnlyText = false }
            }
        }
        if self.event.order == .free { self.event.isOnlyText = false }
    }

    /// An event of a shape that is not known holds up nobody, and every string of it is looked at.
    mutating func readOther(_ event: StreamEvent) {
        self.inspectAll(0, event)
        self.event.isOnlyText = false
    }

    private mutating func readChoices(_ choices: Int, _ event: StreamEvent) {
        for (position, choice) in event.tape.elements(of: choices).enumerated() {
            guard event.tape.kind(of: choice) == .object else {
                self.inspectAll(choice, event)
                self.event.isOnlyText = false
                continue
            }
            guard position < Self.channelsMax else {
                self.isOverfull = true
                return
            }
            let scope = event.raw.index(of: choice).map { Int($0) } ?? position
            self.begins.append(scope)
            self.event.isAbout(scope, isFirst: position == 0)
            if self.event.order == .free { self.event.order = .text }
            // The first event of a choice says that there is one.
            if position > 0 || !self.scopes.all.contains(scope) { self.event.isOnlyText = false }
            self.readChoice(choice, scope, event)
        }
    }

    private mutating func readChoice(_ choice: Int, _ scope: Int, _ event: StreamEvent) {
        for (name, value) in event.tape.members(of: choice) {
            self.inspect(name, event)
            let kind = event.tape.kind(of: value)
            if event.tape.equals(name, "delta", in: event.data), kind == .object {
                self.descend(name, event) { $0.readDelta(value, scope, event) }
            } else if event.tape.equals(name, "text", in: event.data), kind == .string {
                self.descend(name, event) { $0.notePiece(value, in: scope, event) }
            } else {
                self.inspectAll(value, event)
                if event.tape.equals(name, "index", in: event.data) || kind == .null { continue }
                self.event.isOnlyText = false
                guard event.tape.equals(name, "finish_reason", in: event.data) else { continue }
                self.readReason(value, scope, event)
            }
        }
    }

    /// Why a choice ends; some providers say `""` as long as it does not.
    private mutating func readReason(_ reason: Int, _ scope: Int, _ event: StreamEvent) {
        guard event.tape.rawTextBytes(of: reason) > 0 else { return }
        let node = event.tape.nodes[reason]
        self.event.reasons.append((Int(node.start) - 1)..<(Int(node.end) + 1))
        self.event.order = .structure
        self.ends.append(scope)
    }

    mutating func readDelta(_ object: Int, _ scope: Int, _ event: StreamEvent) {
        for (name, value) in event.tape.members(of: object) {
            self.inspect(name, event)
            switch event.tape.kind(of: value) {
            case .string:
                if self.comesWhole(name, event) {
                    self.inspect(value, event)
                    if !self.isRepeated(name, event) { self.event.isOnlyText = false }
                } else {
                    self.descend(name, event) { $0.notePiece(value, in: scope, event) }
                }
            case .object:
                self.noteCalls(name, event)
                self.descend(name, event) { $0.readDelta(value, scope, event) }
            case .array:
                if event.raw.hasElements(value) { self.noteCalls(name, event) }
                self.descend(name, event) { $0.readList(value, scope, event) }
            case .null:
                break
            case .number, .true, .false:
                if !event.tape.equals(name, "index", in: event.data) { self.event.isOnlyText = false }
            }
        }
    }

    private mutating func readList(_ list: Int, _ scope: Int, _ event: StreamEvent) {
        for (position, element) in event.tape.elements(of: list).enumerated() {
            self.descend(element, position: position, event) { rewriter in
                switch event.tape.kind(of: element) {
                case .object: rewriter.readDelta(element, scope, event)
                case .array: rewriter.readList(element, scope, event)
                case .string: rewriter.notePiece(element, in: scope, event)
                case .null, .number, .true, .false: rewriter.event.isOnlyText = false
                }
            }
        }
    }

    /// The calls of a choice stay in their order: who reads the second one takes the first for complete.
    private mutating func noteCalls(_ name: Int, _ event: StreamEvent) {
        if event.tape.equals(name, "tool_calls", in: event.data)
            || event.tape.equals(name, "function_call", in: event.data)
        {
            self.event.order = .structure
        }
    }

    private func comesWhole(_ name: Int, _ event: StreamEvent) -> Bool {
        self.isRepeated(name, event) || event.tape.equals(name, "id", in: event.data)
            || event.tape.equals(name, "name", in: event.data)
    }

    /// What providers say with every delta.
    private func isRepeated(_ name: Int, _ event: StreamEvent) -> Bool {
        event.tape.equals(name, "role", in: event.data) || event.tape.equals(name, "type", in: event.data)
            || event.tape.equals(name, "format", in: event.data)
    }
}
