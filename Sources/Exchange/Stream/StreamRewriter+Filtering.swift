// The pieces of an event go through the filter, and channels end.
extension StreamRewriter {
    mutating func filterPieces(_ event: StreamEvent) {
        var text = JSONText()
        swap(&text, &self.text)
        for (node, channel) in self.pieces {
            text.read(node, of: event.tape, in: event.data)
            let string = event.tape.nodes[node]
            let start = self.channels[channel].count
            self.event.append(
                HeldEvent.Piece(
                    channel: channel,
                    start: start,
                    end: start + text.count,
                    raw: Int(string.start)..<Int(string.end)
                )
            )
            // Once blocked, nothing more is decided, and what is not decided is cut off.
            guard !event.filter.isBlocked else { continue }
            if !self.channels[channel].isOpen {
                self.channels[channel].isOpen = true
                event.filter.begin(channel, self.description(of: channel))
            }
            self.output.removeAll(keepingCapacity: true)
            let held = text.withUTF8(in: event.data) { piece in
                self.channels[channel].append(piece)
                return event.filter.pass(piece, on: channel, to: &self.output)
            }
            self.settle(channel, held: held)
        }
        swap(&text, &self.text)
    }

    mutating func endChannels(_ filter: any StreamTextFilter) {
        guard self.endsAll || !self.ends.isEmpty else { return }
        for channel in self.channels.indices where self.channels[channel].isOpen {
            guard self.endsAll || self.ends.contains(self.channels[channel].scope), !filter.isBlocked else { continue }
            self.output.removeAll(keepingCapacity: true)
            let held = filter.end(channel, to: &self.output)
            self.channels[channel].isOpen = false
            self.settle(channel, held: filter.isBlocked ? held : 0)
        }
    }

    private mutating func settle(_ channel: Int, held: Int) {
        let before = self.channels[channel].decided
        self.channels[channel].settle(self.output, held: held)
        if self.channels[channel].decided != before { self.hasDecided = true }
    }

    private func description(of channel: Int) -> StreamChannel {
        let channel = self.channels[channel]
        let isShown = channel.isPathTold && channel.path.count <= 160 && channel.path.allSatisfy(\.isPathByte)
        let path = isShown ? String(decoding: channel.path, as: UTF8.self) : "?"
        switch self.dialect {
        case .openAI, .gemini:
            return StreamChannel(
                place: "choices[\(channel.scope)].\(path)",
                isJSON: channel.path.suffix(10).elementsEqual(".arguments".utf8)
            )
        case .anthropic:
            return StreamChannel(
                place: "content[\(channel.scope)].\(path)",
                isJSON: channel.path.elementsEqual("input")
            )
        }
    }
}

extension UInt8 {
    /// Whether it may stand in a path that is logged and answered.
    fileprivate var isPathByte: Bool {
        self.isDigit || (self | 0x20) &- UInt8(ascii: "a") < 26 || self == UInt8(ascii: "_") || self == .minus
            || self == UInt8(ascii: "$") || self == .dot || self == .openBracket || self == .closeBracket
    }
}
