/// Makes the view in which the breaks inside values are left out.
enum BreakRemover {
    /// - Parameter breaks: where there may be some; put in order.
    /// - Returns: an empty view if there is none.
    static func view(
        of text: UnsafeRawBufferPointer,
        _ breaks: inout BreakPlaces,
        parent: ViewMap?,
        using view: consuming TextView
    ) -> TextView {
        var writer = ViewWriter(view, of: text, parent: parent)
        var at = 0
        if breaks.isEverywhere {
            while at < text.count { at = BreakRemover.join(text, at: at, in: &writer) }
        } else {
            breaks.sort()
            var lists = breaks.lists[...]
            for place in breaks.places where place >= at {
                while let list = lists.first, list.upperBound <= place { lists.removeFirst() }
                let list = lists.first.flatMap { $0.contains(place) ? $0 : nil }
                at = BreakRemover.join(text, at: place, list: list, in: &writer)
            }
        }
        return writer.finished()
    }

    /// - Parameters:
    ///   - place: a break, or the first byte of a word or of none.
    ///   - list: the list of strings that is joined in which it stands.
    /// - Returns: where to go on.
    private static func join(
        _ text: UnsafeRawBufferPointer,
        at place: Int,
        list: Range<Int>? = nil,
        in writer: inout ViewWriter
    ) -> Int {
        if ASCII.isAlphanumeric(text[place]) { return BreakRemover.joinWord(text, at: place, in: &writer) }
        guard BreakReader.beginsBreak(text[place]),
            let found = BreakReader.read(text, at: place)
                ?? list.flatMap({ BreakReader.listJoint(text, at: place, in: $0) })
        else { return place + 1 }
        // A line end takes the spaces before it.
        writer.replace(found.range, found.change)
        return found.range.upperBound
    }

    /// - Parameter start: of a word.
    /// - Returns: where to go on.
    private static func joinWord(_ text: UnsafeRawBufferPointer, at start: Int, in writer: inout ViewWriter) -> Int {
        // Most words are longer than one letter, and no numbers.
        let isAlone = !ASCII.isAlphanumeric(text.byte(at: start + 1))
        if isAlone, let end = SpacedText.endOfSingles(in: text, at: start) {
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
        var end = start + 1
        while end < text.count, ASCII.isAlphanumeric(text[end]) { end += 1 }
        return end
    }
}
