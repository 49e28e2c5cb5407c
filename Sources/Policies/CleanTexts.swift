import Exchange

/// The texts in which lately nothing was found, so that the turns of a conversation that are sent again with each request,
/// system prompts, and words such as `assistant` and `chat.completion` are not scanned again.
///
/// A text of up to 32 bytes is kept as it is, a longer one as a keyed SHA-256 of all its bytes, made when it comes the second
/// time; what comes only once costs a quick hash and a slot. A text counts under the rule set that scanned it, and only if
/// that scan was whole: a match, a failure or a budget that was spent leaves nothing here. One loop's own, and of fixed size:
/// two slots for each place, of which the second is for newcomers, so that texts which never come again push out none that do.
struct CleanTexts {
    private struct Slot {
        var hash: UInt64 = 0
        /// The serial number of the rule set; 0 in an empty slot.
        var rules: UInt64 = 0
        var count = 0
        /// `words` are there; else the text was seen only once.
        var isKnown = false
        /// The text itself, filled with zeros, or its digest.
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

        func isOf(_ candidate: Candidate) -> Bool {
            self.hash == candidate.hash && self.rules == candidate.rules && self.count == candidate.count
        }
    }

    /// A text that is looked up, and then noted if it was scanned and is clean.
    struct Candidate {
        fileprivate var hash: UInt64
        fileprivate var rules: UInt64
        fileprivate var count: Int
        /// Of a text that is short, or that was seen before.
        fileprivate var words: (UInt64, UInt64, UInt64, UInt64)?
    }

    /// A power of two: with two slots of 72 bytes each, 288 KiB.
    private static let placeCount = 2048
    private static let verbatimBytesMax = 32
    /// Longer texts are not remembered: what they take at a time is for the budget to bound.
    private static let bytesMax = 1 << 20

    /// Made with the first text: a scratch that inspects no body needs none.
    private var slots: [Slot] = []
    private let quickHash: QuickHash
    private let digest: KeyedHash

    init() {
        var random = SystemRandomNumberGenerator()
        self.quickHash = QuickHash(seed: random.next())
        self.digest = KeyedHash(key: (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }

    /// Nil: the text is known to be clean. Else what to note it by if it is found to be.
    func unknown(_ text: UnsafeRawBufferPointer, under rules: RuleSet) -> Candidate? {
        var candidate = Candidate(hash: self.quickHash(text), rules: rules.serial, count: text.count)
        let isShort = text.count <= CleanTexts.verbatimBytesMax
        if isShort { candidate.words = CleanTexts.words(of: text) }
        guard !self.slots.isEmpty else { return candidate }
        let place = CleanTexts.place(of: candidate)
        for slot in place..<place + 2 where self.slots[slot].isOf(candidate) {
            if !isShort { candidate.words = self.digest.innerDigest(of: text).withUnsafeBytes(CleanTexts.words) }
            guard self.slots[slot].isKnown, let words = candidate.words else { return candidate }
            return self.slots[slot].words == words ? nil : candidate
        }
        return candidate
    }

    mutating func note(_ candidate: Candidate) {
        guard candidate.count <= CleanTexts.bytesMax else { return }
        if self.slots.isEmpty { self.slots = Array(repeating: Slot(), count: 2 * CleanTexts.placeCount) }
        let place = CleanTexts.place(of: candidate)
        var slot = Slot(hash: candidate.hash, rules: candidate.rules, count: candidate.count)
        if let words = candidate.words {
            slot.isKnown = true
            slot.words = words
        }
        // Whoever came back moves to the front; the one that stood there becomes the newcomer.
        if self.slots[place + 1].isOf(candidate) {
            self.slots[place + 1] = self.slots[place]
            self.slots[place] = slot
        } else if self.slots[place].isOf(candidate) || self.slots[place].rules == 0 {
            self.slots[place] = slot
        } else {
            self.slots[place + 1] = slot
        }
    }

    private static func place(of candidate: Candidate) -> Int {
        Int(truncatingIfNeeded: candidate.hash & UInt64(CleanTexts.placeCount - 1)) * 2
    }

    /// Of at most 32 bytes.
    private static func words(of bytes: UnsafeRawBufferPointer) -> (UInt64, UInt64, UInt64, UInt64) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes.prefix($0.count)) }
        return words
    }
}

extension ScanScratch {
    /// Appends the matches of a text and its views to the state, as `RuleSet.scanReadings` does, unless it is known that there
    /// are none.
    func scan(_ text: UnsafeRawBufferPointer, for rules: RuleSet) {
        guard self.remembersTexts else {
            rules.scanReadings(of: text, using: &self.views, into: &self.state)
            return
        }
        guard let candidate = self.cleanTexts.unknown(text, under: rules) else { return }
        let (matches, failures) = (self.state.matches.count, self.state.failures.count)
        rules.scanReadings(of: text, using: &self.views, into: &self.state)
        guard self.state.matches.count == matches, self.state.failures.count == failures, !self.state.timer.isSpent
        else {
            return
        }
        self.cleanTexts.note(candidate)
    }
}
