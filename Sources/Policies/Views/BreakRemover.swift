/// Makes the view in which the breaks inside values are left out.
enum BreakRemover {
    /// - Returns: an empty view if there is none.
    static func view(
        of text: UnsafeRawBufferPointer,
        parent: ViewMap?,
        using view: consuming TextView
    ) -> TextView {
        var writer = ViewWriter(view, of: text, parent: parent)
        var at = 0
        while at < text.count {
            if let found = BreakReader.read(text, at: at) {
                // A line end takes the spaces before it.
                writer.replace(found.range, found.change)
                at = found.range.upperBound
            } else if ASCII.isAlphanumeric(text[at]), !ASCII.isAlphanumeric(text.byte(at: at - 1)) {
                at = BreakRemover.joinWord(text, at: at, in: &writer)
            } else {
                at += 1
            }
        }
        return writer.finished()
    }

    /// - Parameter start: of a word.
    /// - Returns: where to go on.
    private static func joinWord(_ text: UnsafeRawBufferPointer, at start: Int, in writer: inout ViewWriter) -> Int {
        if let end = SpacedText.endOfSingles(in: text, at: start) {
            for place in stride(from: start + 1, to: end, by: 2) { writer.replace(place..<place + 1, .spacing) }
            return end
        }
        if ASCII.isDigit(text[start]), let groups = SpacedText.groups(in: text, at: start) {
            var at = start
            while at < groups.range.upperBound {
                guard !ASCII.isDigit(text[at]), let separator = SpacedText.separator(in: text, at: at) else {
                    at += 1
                    continue
                }
                let dash = groups.change == .regrouping ? [UInt8(ascii: "-")] : []
                writer.replace(at..<at + separator.count, groups.change, with: dash)
                at += separator.count
            }
            return groups.range.upperBound
        }
        var end = start
        while ASCII.isAlphanumeric(text.byte(at: end)) { end += 1 }
        return max(end, start + 1)
    }
}
