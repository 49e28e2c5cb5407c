/// The pass over a question's bytes that ``QuestionText`` is made of.
struct QuestionScanner {
    private let bytes: ArraySlice<UInt8>
    private var place: Int
    private let tables = WordTables.shared
    private var beginsSentence = true
    private var behindNumber = false
    /// A preposition whose object has not come yet, and after how many words it is given up.
    private var pending: (role: UInt64, words: Int)?
    /// Where the quotation ends that was taken last: its mark opens no other.
    private var quoteEnd = (place: -1, length: 0)
    private var previous = (isWhat: false, isAdjunct: false)
    private static let when: UInt32 = 1 << 1
    private static let what: UInt32 = 1 << 5
    /// Words of four letters and more in lower case: where there is none, capitals say nothing.
    private var longLowerCase = 0
    private var languageHits = [Int](repeating: 0, count: 8)
    private var scripts: [UInt8: Int] = [:]
    private var asciiLetters = 0
    private var last: (UInt8, UInt8) = (0x20, 0x20)

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        self.place = bytes.startIndex
    }

    private func at(_ place: Int) -> UInt8 {
        place >= self.bytes.startIndex && place < self.bytes.endIndex ? self.bytes[place] : 0x20
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a || byte >= 0x80
    }
    private static func isSpace(_ byte: UInt8) -> Bool { byte <= 0x20 }

    mutating func run(_ text: inout QuestionText) {
        while self.place < self.bytes.endIndex {
            let byte = self.bytes[self.place]
            if self.skipPunctuation(byte, &text) { continue }
            if Self.isDigit(byte) {
                self.number(&text)
            } else if Self.isLetter(byte) || byte == 0x5f {
                self.chunk(&text)
            } else {
                self.symbol(byte, &text)
            }
        }
        self.finish(&text)
    }

    /// Quotes, code in backticks, wide punctuation and currency signs: what is more than a byte to look at.
    private mutating func skipPunctuation(_ byte: UInt8, _ text: inout QuestionText) -> Bool {
        if self.place == self.quoteEnd.place {
            self.place += self.quoteEnd.length
            return true
        }
        switch byte {
        case 0x60:
            let end = self.closing(0x60, from: self.place + 1)
            if let end {
                text.code.insert(WordHash.hash(WordHash.lowered(self.trimmed(self.place + 1, end))))
                self.place = end + 1
                while self.at(self.place) == 0x60, self.place < self.bytes.endIndex { self.place += 1 }
                self.behindNumber = false
                return true
            }
            // The whole run at once: each of its bytes would look for an end again.
            while self.place < self.bytes.endIndex, self.at(self.place) == 0x60 { self.place += 1 }
            return true
        case 0x22 where self.place > self.quoteEnd.place:
            if self.quote(closedBy: [0x22], opening: 1, &text) { return true }
        case 0x27 where !Self.isLetter(self.at(self.place - 1)) && !Self.isDigit(self.at(self.place - 1)):
            if self.quote(closedBy: [0x27], opening: 1, &text) { return true }
        case 0xc2:
            switch self.at(self.place + 1) {
            case 0xa3: return self.currency("gbp", 2, &text)
            case 0xa5: return self.currency("jpy", 2, &text)
            case 0xab: if self.quote(closedBy: [0xc2, 0xbb], opening: 2, &text) { return true }
            default: break
            }
            // A no-break space, a degree sign, an inverted question mark: no letter.
            if self.at(self.place + 1) < 0xc0 {
                self.place += 2
                return true
            }
        case 0xe2:
            if self.at(self.place + 1) == 0x82, self.at(self.place + 2) == 0xac {
                return self.currency("eur", 3, &text)
            }
            if self.at(self.place + 1) == 0x80, [0x9c, 0x98].contains(self.at(self.place + 2)) {
                let end: [UInt8] = [0xe2, 0x80, self.at(self.place + 2) + 1]
                if self.quote(closedBy: end, opening: 3, &text) { return true }
            }
            // Dashes, dots, arrows, mathematical signs.
            if self.at(self.place + 1) >= 0x86 {
                for offset in 0..<3 { text.symbols[self.at(self.place + offset), default: 0] += 1 }
            }
            self.place = min(self.place + 3, self.bytes.endIndex)
            return true
        case 0xc3 where self.at(self.place + 1) == 0x97 || self.at(self.place + 1) == 0xb7:
            text.symbols[self.at(self.place + 1), default: 0] += 1
            self.place += 2
            return true
        default: break
        }
        return false
    }

    private mutating func currency(_ name: String, _ length: Int, _ text: inout QuestionText) -> Bool {
        if let unit = self.tables.units[WordHash.hash(name)] { text.units.insert(unit) }
        self.place += length
        return true
    }

    private func closing(_ byte: UInt8, from start: Int) -> Int? {
        var start = start
        while self.at(start) == byte, start < self.bytes.endIndex { start += 1 }
        return self.bytes[min(start, self.bytes.endIndex)...].firstIndex(of: byte)
    }

    private func trimmed(_ start: Int, _ end: Int) -> ArraySlice<UInt8> {
        var slice = self.bytes[min(start, end)..<end]
        while let first = slice.first, Self.isSpace(first) || first == 0x60 { slice = slice.dropFirst() }
        while let last = slice.last, Self.isSpace(last) || last == 0x60 { slice = slice.dropLast() }
        return slice
    }

    /// Takes quoted text, and still reads the words in it. An apostrophe closes only before what is no letter.
    private mutating func quote(closedBy end: [UInt8], opening: Int, _ text: inout QuestionText) -> Bool {
        let start = self.place + opening
        var close = start
        // A quotation is a few words: the search is bounded, so that many opening marks cost no more than their number.
        let limit = min(self.bytes.endIndex - end.count, start + 512)
        while close <= limit {
            if self.bytes[close..<close + end.count].elementsEqual(end),
                !Self.isLetter(self.at(close + end.count)) || end[0] != 0x27
            {
                break
            }
            close += 1
        }
        guard close <= limit, close > start else { return false }
        text.quotes.insert(WordHash.hash(WordHash.lowered(self.trimmed(start, close))))
        self.quoteEnd = (close, end.count)
        self.place = start
        return true
    }

    private mutating func number(_ text: inout QuestionText) {
        let start = self.place
        var end = start
        while end < self.bytes.endIndex {
            let byte = self.bytes[end]
            let joins = [0x2e, 0x2c, 0x3a, 0x2f, 0x2d].contains(byte) && Self.isDigit(self.at(end + 1))
            guard Self.isDigit(byte) || joins else { break }
            end += 1
        }
        var digits = self.bytes[start..<end].filter { $0 != 0x2c }
        let sign = self.at(start - 1)
        if sign == 0x2d, Self.isSpace(self.at(start - 2)) || self.at(start - 2) == 0x28 { digits.insert(0x2d, at: 0) }
        var suffix = end
        while suffix < self.bytes.endIndex, Self.isLetter(self.bytes[suffix]) || Self.isDigit(self.bytes[suffix]) {
            suffix += 1
        }
        let letters = WordHash.lowered(self.bytes[end..<suffix])
        let hash = WordHash.hash(letters)
        if let unit = self.tables.shortUnits[hash] ?? self.tables.units[hash] {
            text.units.insert(unit)
        } else if let date = self.tables.dates[hash] {
            text.dates.insert(date)
        } else if !letters.isEmpty, !["st", "nd", "rd", "th", "s"].contains(where: { letters.elementsEqual($0.utf8) }) {
            digits += letters
        }
        text.numbers.append(WordHash.hash(digits))
        for byte in digits { self.trigram(byte, &text) }
        self.trigram(0x20, &text)
        self.place = suffix
        self.beginsSentence = false
        self.behindNumber = true
    }

    /// From a letter to the next space: a word or several, or code.
    private mutating func chunk(_ text: inout QuestionText) {
        var end = self.place
        var isCode = self.at(self.place - 1) == 0x2d && self.at(self.place - 2) == 0x2d
        var slashes = self.at(self.place - 1) == 0x2f ? 1 : 0
        // Bounded: what has no spaces would be looked through again at each of its words.
        while end < self.bytes.endIndex, end - self.place < 256, !Self.isSpace(self.bytes[end]) {
            let (byte, next) = (self.bytes[end], self.at(end + 1))
            switch byte {
            case 0x5f, 0x5c, 0x40, 0x7b, 0x5b, 0x3d: isCode = true
            case 0x2f: slashes += 1
            case 0x28 where next == 0x29: isCode = true
            case 0x3a where next == 0x3a || next == 0x2f: isCode = true
            // A dot between longer parts: main.swift, not e.g.
            case 0x2e
            where Self.isLetter(next) && next < 0x80 && Self.isLetter(self.at(end + 2))
                && Self.isLetter(self.at(end - 2)):
                isCode = true
            case 0x23 where next <= 0x20 || !Self.isLetter(next): isCode = true
            case 0x2b where next == 0x2b: isCode = true
            default: break
            }
            end += 1
        }
        if isCode || slashes > 1 {
            var slice = self.bytes[self.place..<end]
            while let last = slice.last, [0x2e, 0x2c, 0x3f, 0x21, 0x3a, 0x3b, 0x29, 0x22, 0x27].contains(last),
                !(last == 0x29 && slice.dropLast().last == 0x28)
            {
                slice = slice.dropLast()
            }
            text.code.insert(WordHash.hash(WordHash.lowered(slice)))
            self.place = end
            self.behindNumber = false
            self.beginsSentence = false
            return
        }
        self.word(&text)
    }

    private mutating func word(_ text: inout QuestionText) {
        let start = self.place
        // One character of a script without spaces is a word.
        if (0xe3...0xed).contains(self.bytes[start]) {
            let end = min(start + 3, self.bytes.endIndex)
            self.scripts[self.bytes[start] == 0xe3 ? 0xe3 : self.bytes[start] >= 0xea ? 0xea : 0xe4, default: 0] += 1
            self.add(Array(self.bytes[start..<end]), isName: false, &text)
            self.place = end
            return
        }
        var end = start
        var hasDigit = false
        while end < self.bytes.endIndex {
            let byte = self.bytes[end]
            if Self.isDigit(byte) {
                hasDigit = true
            } else if !Self.isLetter(byte) || (0xe3...0xed).contains(byte) {
                break
            }
            if byte == 0xe2 || byte == 0xc2 { break }
            if byte < 0x80 {
                self.asciiLetters += 1
            } else if byte >= 0xc4, byte < 0xe3 {
                self.scripts[byte & 0xfc, default: 0] += 1
            }
            end += 1
        }
        guard end > start else {
            self.place += 1
            return
        }
        let raw = self.bytes[start..<end]
        var lowered = WordHash.lowered(raw)
        self.place = end
        self.contraction(&lowered, &text)
        let isUpper = raw.first.map { $0 >= 0x41 && $0 <= 0x5a || $0 == 0xc3 && self.at(start + 1) <= 0x9e } ?? false
        let isAcronym = raw.count > 1 && raw.allSatisfy { $0 >= 0x41 && $0 <= 0x5a || Self.isDigit($0) }
        if !isUpper, raw.count > 3 { self.longLowerCase += 1 }
        if hasDigit {
            // v2 is 2; gpt4 is what it is.
            let isVersion = lowered.first == 0x76 && lowered.dropFirst().allSatisfy(Self.isDigit)
            text.numbers.append(WordHash.hash(isVersion ? lowered[1...] : lowered[...]))
        } else {
            self.add(lowered, isName: isUpper && (!self.beginsSentence || isAcronym) && lowered.count > 1, &text)
        }
        self.beginsSentence = false
    }

    /// Takes `n't` and `'s` off the end of a word.
    private mutating func contraction(_ lowered: inout [UInt8], _ text: inout QuestionText) {
        var apostrophe = 0
        if self.at(self.place) == 0x27 { apostrophe = 1 }
        if self.at(self.place) == 0xe2, self.at(self.place + 1) == 0x80, self.at(self.place + 2) == 0x99 {
            apostrophe = 3
        }
        guard apostrophe > 0, Self.isLetter(self.at(self.place + apostrophe)) else { return }
        var end = self.place + apostrophe
        while end < self.bytes.endIndex, Self.isLetter(self.bytes[end]), self.bytes[end] < 0x80 { end += 1 }
        let suffix = WordHash.lowered(self.bytes[self.place + apostrophe..<end])
        guard suffix.count <= 2 else { return }
        if suffix == [0x74], lowered.last == 0x6e {
            text.negations += 1
            lowered.removeLast()
        }
        self.place = end
    }

    private mutating func add(_ lowered: [UInt8], isName: Bool, _ text: inout QuestionText) {
        let hash = WordHash.hash(lowered)
        for language in self.tables.languages[hash] ?? [] { self.languageHits[language] += 1 }
        if self.tables.negations.contains(hash) { text.negations += 1 }
        let asksWhen = self.tables.times.contains(hash) && self.previous.isWhat
        if asksWhen { text.questions = text.questions & ~Self.what | Self.when }
        if let bits = self.tables.questions[hash] { text.questions |= bits }
        if let modal = self.tables.modals[hash] { text.modals.insert(modal) }
        if self.tables.symmetric.contains(hash) { text.isSymmetric = true }
        var isContent = !asksWhen && !self.tables.stop.contains(hash) && !self.tables.negations.contains(hash)
        let stem = WordHash.stem(lowered)
        for (pair, side) in self.tables.opposites[stem] ?? [] { text.opposites[pair, default: 0] |= side }
        if let number = self.tables.numbers[hash] {
            text.numbers.append(number)
            isContent = false
        } else if !asksWhen,
            let unit = self.tables.units[hash] ?? (self.behindNumber ? self.tables.shortUnits[hash] : nil)
        {
            text.units.insert(unit)
            isContent = false
        } else if let date = self.tables.dates[hash] {
            text.dates.insert(date)
            isContent = false
        }
        if isName, isContent { text.names.append(hash) }
        let meaning = self.tables.synonyms[hash] ?? stem
        if let role = self.tables.roles[hash] {
            self.pending = (role, 3)
        } else if let (role, words) = self.pending {
            if isContent || self.tables.units[hash] != nil {
                text.objects[role, default: []].insert(self.tables.units[hash] ?? meaning)
                self.pending = nil
            } else {
                self.pending = words > 1 ? (role, words - 1) : nil
            }
        }
        var trigrams: UInt64 = 0
        if lowered.count >= 3 {
            for index in 0..<lowered.count - 2 {
                trigrams |= 1 << ((WordHash.hash(lowered[index..<index + 3]) &* 0x9e37_79b9_7f4a_7c15) >> 58)
            }
        }
        text.words.append(
            QuestionText.Word(
                hash: hash,
                meaning: meaning,
                isContent: isContent,
                isAdjunct: self.previous.isAdjunct,
                trigrams: trigrams,
                first: lowered.first ?? 0,
                length: lowered.count
            )
        )
        // Behind "in the" as behind "in".
        if isContent || !self.tables.stop.contains(hash) || self.tables.adjuncts.contains(hash) {
            self.previous.isAdjunct = self.tables.adjuncts.contains(hash)
        }
        self.previous.isWhat = self.tables.questions[hash] == Self.what
        for byte in lowered { self.trigram(byte, &text) }
        self.trigram(0x20, &text)
        self.behindNumber = false
    }

    private mutating func trigram(_ byte: UInt8, _ text: inout QuestionText) {
        let key = UInt32(self.last.0) &* 0x9e37 ^ UInt32(self.last.1) &* 0x79b1 ^ UInt32(byte) &* 0x85eb
        let bucket = Int((key &* 0x9e37_79b1) >> 23)
        if text.trigrams[bucket] < .max { text.trigrams[bucket] += 1 }
        self.last = (self.last.1, byte)
    }

    private mutating func symbol(_ byte: UInt8, _ text: inout QuestionText) {
        switch byte {
        case 0x24: _ = self.currency("usd", 0, &text)
        case 0x25: _ = self.currency("percent", 0, &text)
        case 0x2e, 0x3f, 0x21, 0x3a, 0x0a: self.beginsSentence = true
        // Hello, and then the sentence.
        case 0x2c where text.words.count < 3: self.beginsSentence = true
        case 0x2b, 0x23, 0x2a, 0x3d, 0x3c, 0x3e, 0x5e, 0x7e, 0x7c, 0x5c, 0x40, 0x26:
            text.symbols[byte, default: 0] += 1
        // Minus and divided by, where they stand by themselves.
        case 0x2d, 0x2f:
            if Self.isSpace(self.at(self.place - 1)), Self.isSpace(self.at(self.place + 1)) || self.behindNumber {
                text.symbols[byte, default: 0] += 1
            }
        default: break
        }
        if !Self.isSpace(byte) { self.behindNumber = false }
        self.place += 1
    }

    private mutating func finish(_ text: inout QuestionText) {
        let count = text.words.count
        // A heading, or shouted: capitals say nothing. In German every noun has one.
        if count >= 4, self.longLowerCase == 0 { text.names = [] }
        let best = self.languageHits.max() ?? 0
        let winners = self.languageHits.indices.filter { self.languageHits[$0] == best }
        if best >= 2, winners.count == 1 { text.language = winners[0] }
        if text.language == 2 { text.names = [] }
        if let (script, hits) = self.scripts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }),
            hits * 2 > self.asciiLetters
        {
            text.script = script
        }
    }
}
