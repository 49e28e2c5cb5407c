import Exchange

/// What runs on behind a match that outgrew its rule, up to the first byte that cannot belong to it.
struct ScanExcess {
    /// As far as the rule waited for it.
    let match: RuleMatch
    /// How far it runs as far as is known.
    private(set) var end: Int
    private(set) var isOpen = true
    /// Of what it is made.
    private let bytes: ByteSet

    init(of match: RuleMatch, madeOf bytes: ByteSet) {
        self.match = match
        self.end = match.end
        self.bytes = bytes
    }

    mutating func grow(in window: StreamWindow) {
        guard self.isOpen else { return }
        while self.end < window.end {
            guard self.bytes.contains(window[self.end]) else {
                self.isOpen = false
                return
            }
            self.end += 1
        }
        if window.isLast { self.isOpen = false }
    }
}
