/// Makes the view of what tag characters say: ASCII that no reader sees and every model reads.
enum HiddenText {
    /// - Returns: an empty view if there is none.
    static func view(of text: UnsafeRawBufferPointer, using view: consuming TextView) -> TextView {
        view.map.sourceCount = text.count
        var at = 0
        while let start = HiddenText.nextLead(in: text, from: at) {
            guard let character = ScalarReader.read(text, at: start), Signs.tags.contains(character.value) else {
                at = start + 1
                continue
            }
            if let last = view.map.pieces.last, last.sourceEnd < start {
                HiddenText.append(ViewMap.gapBytes, for: last.sourceEnd..<start, .gap, to: &view)
            }
            let byte = UInt8(truncatingIfNeeded: character.value - 0xe0000)
            HiddenText.append([byte], for: start..<character.end, .decoded, to: &view)
            at = character.end
        }
        return view
    }

    private static func append(
        _ bytes: [UInt8],
        for range: Range<Int>,
        _ change: ViewMap.Change,
        to view: inout TextView
    ) {
        let start = view.bytes.count
        view.bytes += bytes
        view.map.append(
            ViewMap.Piece(
                start: start,
                end: view.bytes.count,
                sourceStart: range.lowerBound,
                sourceEnd: range.upperBound,
                change: change
            )
        )
    }

    /// The first byte of characters from U+C0000 on.
    private static func nextLead(in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        start < text.count ? text[start...].firstIndex(of: 0xf3) : nil
    }
}
