/// How far words have been passed over.
struct ProseReader {
    /// Everything before this has been read; what the scan's own reader has read beyond it was no prose.
    fileprivate(set) var place = 0
    fileprivate var wordStart = 0
    fileprivate var node = LiteralPrefixes.root
    /// Whether the scan's own reader is behind.
    fileprivate(set) var isAhead = false

    fileprivate mutating func takeOver(
        _ reader: StreamReader,
        _ text: UnsafeRawBufferPointer,
        from origin: Int,
        _ plan: ProsePlan
    ) {
        guard !self.isAhead else { return }
        self.place = reader.place
        self.wordStart = reader.wordStart
        let end = reader.place - origin
        self.node = plan.prefixes.read(text, max(0, end - plan.prefixes.bytesMax)..<end, from: LiteralPrefixes.root)
    }

    fileprivate mutating func giveBack() {
        self.isAhead = false
    }
}

/// The way of nearly all deltas: words in which no rule finds a reason to look.
extension ChannelScan {
    /// Reads on to the end of the text if it is prose in which nothing can begin but in the word that it ends in, or in what
    /// may yet become a literal. Changes nothing if it is not.
    ///
    /// - Parameter looked: everything before this reads the same whatever follows.
    /// - Returns: the same for the text as it is now; `nil` if the rules and views have to look.
    mutating func passOverProse(_ text: StreamText, looked: Int) -> Int? {
        guard let prose = self.plan.prose, self.isAtRest else {
            return nil
        }
        return text.withPlaces { bytes, origin in
            var reader = self.prose
            reader.takeOver(self.reader, bytes, from: origin, prose)
            let from = reader.place - origin
            guard from >= 0, looked >= origin, from <= bytes.count else { return nil }
            let rules = self.plan.rules
            // What may yet become a literal is known to the automaton only if all of it is prose.
            let known = self.prose.isAhead ? from : min(from, max(0, self.literalFrontier - origin))
            guard known == from || prose.wordStart(bytes, known..<from, word: 0) != nil,
                let word = prose.wordStart(bytes, from..<bytes.count, word: max(0, reader.wordStart - origin)),
                let plainEnd = ViewWatch.plainEnd(ofProse: bytes, from: looked - origin)
            else {
                return nil
            }
            reader.node = prose.prefixes.read(bytes, from..<bytes.count, from: reader.node)
            let windows = known - LiteralWindow.bytesSeen + 1
            guard reader.node != LiteralPrefixes.unknown, bytes.count - word <= self.plan.leadBytes,
                !rules.sweep.mayFind(
                    in: bytes,
                    windowsIn: max(0, windows)..<bytes.count,
                    from: max(0, self.literalFrontier - origin)
                )
            else { return nil }
            let literal = prose.prefixes.openStart(reader.node, end: bytes.count)
            var settled = min(
                plainEnd,
                literal < word
                    ? prose.prefixes.leadStart(reader.node, in: bytes, before: word, isLead: prose.isWord) : word
            )
            let first = max(self.looseFrontier - origin, literal - self.plan.loose.distanceMax, 0)
            guard let loose = self.passOverLooseStarts(first, before: settled, in: bytes, literal: literal) else {
                return nil
            }
            settled = loose
            self.looseFrontier = origin + max(settled, first)
            reader.place = origin + bytes.count
            reader.wordStart = origin + word
            reader.isAhead = true
            self.prose = reader
            self.frontier = max(self.frontier, origin + settled)
            self.literalFrontier = max(self.literalFrontier, origin + min(settled, literal))
            self.sweptEnd = max(self.sweptEnd, origin + settled)
            return origin + plainEnd
        }
    }

    /// Where a match may begin whose literal or first digit may stand behind white space; `nil` if its rule is to be tried.
    private func passOverLooseStarts(
        _ first: Int,
        before limit: Int,
        in text: UnsafeRawBufferPointer,
        literal: Int
    ) -> Int? {
        guard first < limit else { return limit }
        let rules = self.plan.rules
        var isTried = false
        let stop = self.plan.loose.forEachStart(in: first..<limit, of: text) { rule, offset in
            guard literal - offset <= rule.distance, rules.mayMatch(rule.index, at: offset, in: text) else {
                return false
            }
            // A pattern that has begun is waited for; of one that may be there its rule is to say.
            isTried = isTried || rule.isTried && !rules.isOpen(rule.index, at: offset, in: text)
            return true
        }
        return isTried ? nil : min(stop, limit)
    }

    /// Lets the scan go on where the words end that have been passed over.
    mutating func leaveProse(_ text: StreamText) {
        guard self.prose.isAhead else { return }
        self.prose.giveBack()
        text.withPlaces { bytes, origin in
            var word = self.frontier - origin
            while word > 0, let prose = self.plan.prose, prose.isWord(bytes[word - 1]) { word -= 1 }
            self.reader.skip(to: self.frontier, wordStart: origin + word)
        }
    }
}
