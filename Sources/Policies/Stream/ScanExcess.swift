import Exchange

/// What runs on behind a match that outgrew its rule, up to the first byte that cannot belong to it.
struct ScanExcess {
    let rule: Int
    let level: Finding.Level
    /// Where the match began.
    let start: Int
    /// How far it runs as far as is known.
    private(set) var end: Int
    private(set) var isOpen = true
    private let isBlock: Bool

    init(of match: RuleMatch, isBlock: Bool) {
        self.rule = match.rule
        self.level = match.level
        self.start = match.start
        self.end = match.end
        self.isBlock = isBlock
    }

    mutating func grow(in window: StreamWindow) {
        guard self.isOpen else { return }
        while self.end < window.end {
            let byte = window[self.end]
            guard self.isBlock ? BlockSearch.isBody(byte) : ScanExcess.isToken(byte) else {
                self.isOpen = false
                return
            }
            self.end += 1
        }
        if window.isLast { self.isOpen = false }
    }

    /// A visible character of ASCII that is no bracket, no quotation mark and no comma.
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x7f...0xff: false
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: ","), UInt8(ascii: ";"),
            UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
            false
        default: true
        }
    }
}
