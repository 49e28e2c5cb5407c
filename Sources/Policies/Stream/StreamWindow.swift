/// The part of a channel's text that a scan sees; places are offsets in the text of the channel as a whole.
struct StreamWindow {
    /// It ends with a whole character.
    let text: UnsafeRawBufferPointer
    /// The place of its first byte.
    let origin: Int
    /// Whether nothing will come behind it.
    let isLast: Bool

    var end: Int { self.origin + self.text.count }

    subscript(place: Int) -> UInt8 { self.text[place - self.origin] }

    /// A range of places as one of offsets.
    func offsets(_ range: Range<Int>) -> Range<Int> {
        (range.lowerBound - self.origin)..<(range.upperBound - self.origin)
    }

    func places(_ range: Range<Int>) -> Range<Int> {
        (range.lowerBound + self.origin)..<(range.upperBound + self.origin)
    }

    func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self.text[self.offsets(range)])
    }

    /// The end of the last whole character before a place. It depends on nothing that stands behind the place.
    func characterEnd(before place: Int) -> Int {
        let prefix = self.text[..<(place - self.origin)]
        return self.origin + StreamText.wholeEnd(of: UnsafeRawBufferPointer(rebasing: prefix))
    }
}
