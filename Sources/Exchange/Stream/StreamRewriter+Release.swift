// Events wait here until their texts are decided, and go out as they came or spliced.
extension StreamRewriter {
    /// The event is read and its texts have passed the filter: it goes out, or waits.
    mutating func finish(
        _ raw: UnsafeRawBufferPointer,
        _ data: UnsafeRawBufferPointer,
        isBlocked: Bool,
        to output: inout [UInt8]
    ) -> Outcome {
        if isBlocked {
            self.cutShort(raw, data, to: &output)
            return .blocked
        }
        if self.isOverfull { return .overfull }
        self.scopes.take(begins: self.begins, ends: self.ends)
        let isReady = self.isReady(self.event)
        if self.held.isEmpty, isReady {
            self.emit(self.event, raw, data, to: &output)
            self.hasDecided = false
            return .goesOn
        }
        self.hold(raw, data)
        if isReady || self.hasDecided { self.release(to: &output) }
        self.hasDecided = false
        return self.waitingBytes > Self.heldBytesMax ? .overfull : .goesOn
    }

    private func isReady(_ event: HeldEvent) -> Bool {
        event.allPieces { $0.end <= self.channels[$0.channel].decided }
    }

    private mutating func hold(_ raw: UnsafeRawBufferPointer, _ data: UnsafeRawBufferPointer) {
        self.event.place = self.heldBytes.count
        self.heldBytes.append(contentsOf: raw)
        if self.event.isJoined { self.heldBytes.append(contentsOf: data) }
        self.waitingBytes += self.event.byteCount
        self.held.append(self.event)
    }

    /// Lets those go that wait for nothing any more, in their order.
    private mutating func release(to output: inout [UInt8]) {
        var waiting = WaitingEvents()
        var kept = 0
        for index in self.held.indices {
            let event = self.held[index]
            if self.isReady(event), !waiting.holdBack(event) {
                self.emitHeld(event, to: &output)
            } else {
                waiting.add(event)
                self.held.swapAt(kept, index)
                kept += 1
            }
        }
        self.held.removeLast(self.held.count - kept)
        self.dropReleasedBytes()
    }

    private mutating func emitHeld(_ event: HeldEvent, cuts: Bool = false, to output: inout [UInt8]) {
        var bytes: [UInt8] = []
        swap(&bytes, &self.heldBytes)
        bytes.withUnsafeBytes { bytes in
            let raw = UnsafeRawBufferPointer(rebasing: bytes[event.place..<(event.place + event.rawCount)])
            let data = event.place + event.data.lowerBound
            self.emit(
                event,
                raw,
                UnsafeRawBufferPointer(rebasing: bytes[data..<(data + event.data.count)]),
                cuts: cuts,
                to: &output
            )
        }
        swap(&bytes, &self.heldBytes)
        self.waitingBytes -= event.byteCount
    }

    private mutating func dropReleasedBytes() {
        if self.held.isEmpty {
            self.heldBytes.removeAll(keepingCapacity: self.heldBytes.count <= 64 << 10)
        } else if self.heldBytes.count > 64 << 10, self.heldBytes.count > 2 * self.waitingBytes {
            var moved: [UInt8] = []
            moved.reserveCapacity(self.waitingBytes)
            for index in self.held.indices {
                let place = self.held[index].place
                self.held[index].place = moved.count
                moved.append(contentsOf: self.heldBytes[place..<(place + self.held[index].byteCount)])
            }
            self.heldBytes = moved
        }
    }

    /// Lets out what was decided before the filter blocked, and nothing else.
    private mutating func cutShort(
        _ raw: UnsafeRawBufferPointer,
        _ data: UnsafeRawBufferPointer,
        to output: inout [UInt8]
    ) {
        for event in self.held { self.emitHeld(event, cuts: true, to: &output) }
        self.held = []
        self.heldBytes = []
        // Of the event that blocks, all strings but the pieces were looked at before the pieces were, or it has none that
        // is decided.
        let isAnyDecided = !self.event.allPieces { $0.start >= self.channels[$0.channel].decided }
        if self.dialect != .anthropic || isAnyDecided { self.scopes.take(begins: self.begins, ends: []) }
        guard isAnyDecided, !self.isOverfull else { return }
        for reason in self.event.reasons {
            self.event.replacements.append(
                Replacement(start: reason.lowerBound, end: reason.upperBound, bytes: Array("null".utf8))
            )
        }
        self.emit(self.event, raw, data, cuts: true, to: &output)
    }

    /// - Parameter cuts: whether text that is not decided is cut off.
    private mutating func emit(
        _ event: HeldEvent,
        _ raw: UnsafeRawBufferPointer,
        _ data: UnsafeRawBufferPointer,
        cuts: Bool = false,
        to output: inout [UInt8]
    ) {
        if let scope = event.signs, self.dropsVoidSignatures, self.channel(scope, "thinking")?.isChanged == true {
            self.hasChanged = true
            return
        }
        var replacements = event.replacements
        let remaining = self.appendChanges(of: event, data, cuts: cuts, to: &replacements)
        if !replacements.isEmpty, event.isOnlyText, event.piece != nil, remaining == 0 {
            self.hasChanged = true
            return
        }
        guard !replacements.isEmpty || event.isReframed else {
            if self.sample.isEmpty, event.order != .free { self.sample = Array(data) }
            output.append(contentsOf: raw)
            return
        }
        self.hasChanged = true
        var rewritten: [UInt8] = []
        Splice.apply(replacements.inOrder(), to: data, into: &rewritten)
        if self.sample.isEmpty, event.order != .free { self.sample = rewritten }
        if event.isJoined || event.isReframed {
            if let name = event.name {
                output.append(ascii: "event: ")
                output.append(contentsOf: raw[name])
                output.append(.newline)
            }
            output.append(ascii: "data: ")
            rewritten.withUnsafeBytes { output.append(oneLine: $0) }
            output.append(ascii: "\n\n")
        } else {
            output.append(contentsOf: raw[..<event.data.lowerBound])
            output.append(contentsOf: rewritten)
            output.append(contentsOf: raw[event.data.upperBound...])
        }
    }

    /// Appends what is to be spliced into the pieces of an event, and forgets the changes that it was the last to need.
    ///
    /// - Returns: how many bytes of text are left of it.
    private mutating func appendChanges(
        of event: HeldEvent,
        _ data: UnsafeRawBufferPointer,
        cuts: Bool,
        to replacements: inout [Replacement]
    ) -> Int {
        var remaining = 0
        event.forEachPiece { piece in
            let channel = self.channels[piece.channel]
            remaining += piece.end - piece.start
            var cut = cuts && channel.decided < piece.end ? max(channel.decided, piece.start) : piece.end
            guard !channel.changes.isEmpty || cut < piece.end else { return }
            self.text.read(rawString: piece.raw, in: data)
            if cut < piece.end { cut = piece.start + self.text.characterStart(cut - piece.start, in: data) }
            for change in channel.changes where change.start < cut && change.end > piece.start {
                let start = max(change.start, piece.start)
                let end = min(change.end, cut)
                var escaped: [UInt8] = []
                // Where a change reaches over several pieces, the first of them tells it.
                if change.start >= piece.start {
                    JSONEscape.append(change.text, to: &escaped)
                    remaining += change.text.count
                }
                remaining -= end - start
                let range = self.text.rawRange(of: (start - piece.start)..<(end - piece.start))
                replacements.append(Replacement(start: range.lowerBound, end: range.upperBound, bytes: escaped))
            }
            if cut < piece.end {
                remaining -= piece.end - cut
                let range = self.text.rawRange(of: (cut - piece.start)..<(piece.end - piece.start))
                replacements.append(Replacement(start: range.lowerBound, end: range.upperBound, bytes: []))
            }
        }
        event.forEachPiece { self.channels[$0.channel].forgetChanges(before: $0.end) }
        return remaining
    }
}

extension [Replacement] {
    /// Sorted and disjoint, whatever a filter has said.
    fileprivate consuming func inOrder() -> [Replacement] {
        self.sort { $0.start < $1.start }
        for index in self.indices.dropFirst() where self[index].start < self[index - 1].end {
            self[index].start = self[index - 1].end
            self[index].end = Swift.max(self[index].start, self[index].end)
        }
        return self
    }
}
