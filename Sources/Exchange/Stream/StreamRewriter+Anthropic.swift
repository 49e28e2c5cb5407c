// The texts of an event of Anthropic's messages. Its events keep their order: a content block is begun, told and ended.
extension StreamRewriter {
    mutating func readMessageEvent(_ event: StreamEvent) {
        self.event.isOnlyText = false
        guard event.tape.kind(of: 0) == .object,
            let type = event.tape.value(of: 0, named: "type", .string, in: event.data)
        else {
            self.readOther(event)
            return
        }
        func isType(_ name: StaticString) -> Bool { event.tape.equals(type, name, in: event.data) }
        if isType("ping") {
            self.readOther(event)
            return
        }
        self.event.order = .structure
        let scope = event.raw.index(of: 0).map { Int($0) }
        if isType("content_block_start"), let scope {
            self.readMembers(of: event, but: "content_block") { $0.readBlock($1, scope, event) }
            self.begins.append(scope)
        } else if isType("content_block_delta"), let scope {
            self.event.isOnlyText = true
            self.readMembers(of: event, but: "delta") { $0.readBlockDelta($1, scope, event) }
        } else {
            self.inspectAll(0, event)
            if isType("content_block_stop"), let scope {
                self.ends.append(scope)
            } else if isType("message_delta") || isType("message_stop") {
                self.endsAll = true
            }
        }
    }

    private mutating func readMembers(
        of event: StreamEvent,
        but special: StaticString,
        _ body: (inout StreamRewriter, Int) -> Void
    ) {
        for (name, value) in event.tape.members(of: 0) {
            self.inspect(name, event)
            if event.tape.equals(name, special, in: event.data), event.tape.kind(of: value) == .object {
                body(&self, value)
            } else {
                self.inspectAll(value, event)
            }
        }
    }

    /// What a block begins with is the beginning of what its deltas tell.
    private mutating func readBlock(_ block: Int, _ scope: Int, _ event: StreamEvent) {
        for (name, value) in event.tape.members(of: block) {
            self.inspect(name, event)
            let isText =
                event.tape.equals(name, "text", in: event.data) || event.tape.equals(name, "thinking", in: event.data)
            if isText, event.tape.kind(of: value) == .string {
                self.descend(name, event) { $0.notePiece(value, in: scope, event) }
            } else {
                self.inspectAll(value, event)
            }
        }
    }

    private mutating func readBlockDelta(_ delta: Int, _ scope: Int, _ event: StreamEvent) {
        let type = event.tape.value(of: delta, named: "type", .string, in: event.data)
        func isType(_ name: StaticString) -> Bool {
            type.map { event.tape.equals($0, name, in: event.data) } ?? false
        }
        if isType("citations_delta") || isType("signature_delta") {
            self.inspectAll(delta, event)
            self.event.isOnlyText = false
            if isType("signature_delta") { self.event.signs = scope }
            return
        }
        if isType("input_json_delta"),
            let input = event.tape.value(of: delta, named: "partial_json", .string, in: event.data)
        {
            for (name, value) in event.tape.members(of: delta) {
                self.inspect(name, event)
                if value != input { self.inspectAll(value, event) }
            }
            self.path.append(contentsOf: "input".utf8)
            self.notePiece(input, in: scope, event)
            self.path.removeAll(keepingCapacity: true)
            return
        }
        self.readDelta(delta, scope, event)
    }
}
