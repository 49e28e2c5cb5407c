/// A text that is made to keep a pattern busy.
struct HostileText {
    /// What it is, in the words of the message that refuses a rule for it.
    var name: String
    var bytes: [UInt8]
    /// Where the pattern is to be tried.
    var starts: [Int]
}

/// Writes texts against one rule: what every rule has to stand, and what its own pattern shows to be its weak places.
///
/// A weak place is a repetition. The text leads up to it with what the pattern wants before it, repeats what it takes, and
/// then breaks it off, so that no way through the pattern leads to a match and PCRE2 tries all of them. Where a pattern
/// matches as soon as there is enough of something, all that is tried is tried just below that: so there is also a line for
/// each number of repetitions.
struct HostileTexts {
    private let windowBytes: Int
    private let popular: Popularity
    private(set) var texts: [HostileText] = []

    /// More weak places than this are not looked at: the first are those that all the others depend on.
    private static let placesMax = 24
    private static let linesMax = 48
    private static let longestBytes = 4000
    private static let startsMax = 16

    /// - Parameters:
    ///   - syntax: the pattern's; `nil` if it is not understood.
    ///   - windowBytes: how much of a text a try looks at.
    init(against source: String, _ syntax: PatternSyntax.Alternatives?, keywords: [String], windowBytes: Int) {
        self.windowBytes = windowBytes
        self.popular = Popularity(syntax ?? [])
        if let syntax {
            self.attack(syntax, behind: [])
        } else {
            self.attack(source: source, keywords)
        }
        self.addUsual(keywords)
    }

    // MARK: The weak places of a pattern

    private mutating func attack(_ alternatives: PatternSyntax.Alternatives, behind lead: [UInt8]) {
        for alternative in alternatives {
            var lead = lead
            for item in alternative {
                self.attack(item, behind: lead)
                for _ in 0..<min(item.least, HostileTexts.longestBytes) where lead.count < HostileTexts.longestBytes {
                    lead += self.sample(of: item.atom)
                }
            }
        }
    }

    private mutating func attack(_ item: PatternSyntax.Item, behind lead: [UInt8]) {
        let isRepeated = item.most.map { $0 > 1 && $0 > item.least } ?? true
        switch item.atom {
        case .character(let set, let wide):
            guard isRepeated else { return }
            self.add(self.popular.pick(of: set, wide), behind: lead, until: set)
            let other = set.first.map { [$0] } ?? []
            if other != self.popular.pick(of: set, wide) { self.add(other, behind: lead, until: set) }
        case .text(let bytes):
            if isRepeated { self.add(bytes, behind: lead, until: .none) }
        case .group(let alternatives):
            if item.most != 1 {
                for alternative in alternatives {
                    let unit = self.sample(of: [alternative])
                    self.add(unit, behind: lead, until: item.atom.bytes)
                }
            }
            self.attack(alternatives, behind: lead)
        case .look(let look): self.attack(look.alternatives, behind: lead)
        case .border, .nothing, .unknown: return
        }
    }

    private mutating func add(_ unit: [UInt8], behind lead: [UInt8], until taken: ByteSet) {
        guard !unit.isEmpty, self.texts.count < 2 * HostileTexts.placesMax else { return }
        let end = HostileTexts.breaks.first { !taken.contains($0) } ?? 0
        let shown = HostileTexts.shown(unit)
        let length = max(min(self.windowBytes, HostileTexts.longestBytes) - lead.count, 64)
        let run = Array(repeatElement(unit, count: length / unit.count + 1).joined())
        self.texts.append(
            HostileText(name: "\(shown), again and again", bytes: lead + run + [end, end], starts: [0])
        )
        var lines = HostileText(name: "lines of \(shown), once, twice, three times and so on", bytes: [], starts: [])
        for count in 1...HostileTexts.linesMax where lines.bytes.count < 2 * HostileTexts.longestBytes {
            lines.starts.append(lines.bytes.count)
            lines.bytes += lead + Array(repeatElement(unit, count: count).joined()) + [end]
        }
        self.texts.append(lines)
    }

    private static let breaks: [UInt8] = Array("\n !\"a0\u{1}".utf8)

    /// The shortest text of a pattern, as far as its syntax shows.
    private func sample(of alternatives: PatternSyntax.Alternatives) -> [UInt8] {
        let samples = alternatives.map { alternative in
            alternative.reduce(into: [UInt8]()) { sample, item in
                for _ in 0..<min(item.least, HostileTexts.longestBytes) where sample.count < HostileTexts.longestBytes {
                    sample += self.sample(of: item.atom)
                }
            }
        }
        return samples.filter { !$0.isEmpty }.min { $0.count < $1.count } ?? []
    }

    private func sample(of atom: PatternSyntax.Atom) -> [UInt8] {
        switch atom {
        case .character(let set, let wide): self.popular.pick(of: set, wide)
        case .text(let bytes): bytes
        case .group(let alternatives): self.sample(of: alternatives)
        case .look, .border, .nothing, .unknown: []
        }
    }

    // MARK: What every rule has to stand

    /// Of a pattern that is not understood, whatever stands in it.
    private mutating func attack(source: String, _ keywords: [String]) {
        let lead = Array((keywords.first ?? "").utf8)
        for byte in ByteSet(source.utf8).bytes.prefix(HostileTexts.placesMax) {
            self.add([byte], behind: lead, until: ByteSet([byte]))
        }
    }

    private mutating func addUsual(_ keywords: [String]) {
        var units: [(name: String, bytes: [UInt8])] = ["a", "0", "@", " ", "a@", "a.", "0-", "=\"", "(", "é"].map {
            (HostileTexts.shown(Array($0.utf8)) + ", again and again", Array($0.utf8))
        }
        units += keywords.prefix(HostileTexts.placesMax).map {
            ("the keyword `\($0)`, again and again", Array($0.utf8))
        }
        units += keywords.prefix(1).map {
            ("the keyword `\($0)` and a letter, again and again", Array(($0 + "a ").utf8))
        }
        let length = min(2 * self.windowBytes, HostileTexts.longestBytes)
        for unit in units {
            let bytes = Array(repeatElement(unit.bytes, count: length / unit.bytes.count + 1).joined())
            let starts = Array(0..<min(HostileTexts.startsMax, unit.bytes.count))
            self.texts.append(HostileText(name: unit.name, bytes: bytes, starts: starts))
        }
        let base64 = HostileTexts.base64(length)
        self.texts.append(HostileText(name: "base64", bytes: base64, starts: Array(0..<HostileTexts.startsMax)))
    }

    private static func base64(_ count: Int) -> [UInt8] {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var random = SampleRandom(seed: "hostile")
        return (0..<count).map { _ in digits[Int(random.next() % UInt64(digits.count))] }
    }

    /// A unit for a message: short, and without bytes that are no text.
    private static func shown(_ unit: [UInt8]) -> String {
        let text = String(decoding: unit.prefix(16), as: UTF8.self)
        let escaped = text.unicodeScalars.map { $0.isASCII ? $0.escaped(asASCII: true) : String($0) }.joined()
        return "`\(escaped)\(unit.count > 16 ? "…" : "")`"
    }
}

/// Which bytes most repetitions of a pattern take: where two of them want the same, there are many ways.
private struct Popularity {
    private var counts = [Int](repeating: 0, count: 256)

    init(_ pattern: PatternSyntax.Alternatives) {
        self.note(pattern)
    }

    private mutating func note(_ alternatives: PatternSyntax.Alternatives) {
        for item in alternatives.joined() {
            switch item.atom {
            case .character(let set, _) where item.most != 1:
                for byte in set.bytes { self.counts[Int(byte)] += 1 }
            case .group(let inner): self.note(inner)
            case .look(let look): self.note(look.alternatives)
            default: continue
            }
        }
    }

    /// A character of a set.
    func pick(of set: ByteSet, _ wide: PatternSyntax.Wide) -> [UInt8] {
        var best: UInt8?
        // Letters first, of those that are as good.
        for byte in Popularity.order where set.contains(byte) {
            if best.map({ self.counts[Int(byte)] > self.counts[Int($0)] }) ?? true { best = byte }
        }
        if let best { return [best] }
        return wide == .any ? Array("é".utf8) : []
    }

    private static let order: [UInt8] =
        Array(0x61...0x7a) + Array(0x30...0x39) + Array(0x41...0x5a)
        + (0...0xff).filter { !ASCII.isLetter($0) && !ASCII.isDigit($0) }
}
