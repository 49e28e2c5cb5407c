import Exchange

struct ViewScratch {}

struct JoinedTexts {
    struct Piece {
        var text: Int
        var range: Range<Int>
    }
    private var count = 0
    mutating func removeAll() { self.count = 0 }
    mutating func append(_ text: UnsafeRawBufferPointer) { self.count += 1 }
    var isWorthwhile: Bool { self.count > 1 }
}

extension RuleSet {
    func scanReadings(of text: UnsafeRawBufferPointer, using views: inout ViewScratch, into state: inout ScanState) {
        self.scan(text, into: &state)
    }

    func scanJoined(
        _ texts: borrowing JoinedTexts,
        using views: inout ViewScratch,
        into state: inout ScanState,
        _ found: (RuleMatch, [JoinedTexts.Piece]) -> Void
    ) {}
}
