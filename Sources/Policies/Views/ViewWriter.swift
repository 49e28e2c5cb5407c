/// Writes a view while its text is read from front to back: takes each place that reads differently, copies what is
/// around it, and leaves out what is far from any.
struct ViewWriter {
    let source: UnsafeRawBufferPointer
    private(set) var view: TextView
    /// The map of the view that is the source, if it is one. Only places near a change that it notes are changed: all
    /// others were read when the text before it was.
    private let parent: ViewMap?
    private var parentPiece = 0
    /// How far of the source is in the view or was left out.
    private var at = 0

    /// So much is kept on either side of a change, for rules that look at the words near by.
    static let reach = 512
    /// And then up to the end of the word, but no further than this.
    static let reachMax = 4096
    /// How near to a change of the source a place must be.
    static let freshDistance = 64

    /// - Parameter view: an empty one, whose buffers are used.
    init(_ view: consuming TextView, of source: UnsafeRawBufferPointer, parent: ViewMap?) {
        self.view = view
        self.source = source
        self.parent = parent
        self.view.map.sourceCount = source.count
    }

    var isEmpty: Bool { self.view.map.pieces.isEmpty }

    /// Writes bytes in place of a range of the source. Ranges come in order; they do not overlap.
    mutating func replace(_ range: Range<Int>, _ change: ViewMap.Change, with bytes: [UInt8] = []) {
        let range = max(range.lowerBound, self.at)..<max(range.upperBound, self.at)
        guard self.isFresh(range) else { return }
        self.copy(to: range.lowerBound)
        let start = self.view.bytes.count
        self.view.bytes.append(contentsOf: bytes)
        // What was unpacked is a text of its own.
        if change == .decoded, !bytes.isEmpty { self.view.addsForeign = true }
        self.note(range, from: start, change)
    }

    mutating func replace(_ range: Range<Int>, with decoding: Decoding) {
        guard self.isFresh(range) else { return }
        self.copy(to: range.lowerBound)
        let start = self.view.bytes.count
        for byte in 0..<decoding.count {
            self.view.bytes.append(UInt8(truncatingIfNeeded: decoding.utf8 >> (8 * UInt32(byte))))
        }
        if decoding.utf8 & 0x80 != 0 || decoding.ascii.map(ASCII.isUnseen) == true { self.view.addsForeign = true }
        self.note(range, from: start, .decoded)
    }

    private mutating func note(_ range: Range<Int>, from start: Int, _ change: ViewMap.Change) {
        self.view.map.append(
            ViewMap.Piece(
                start: start,
                end: self.view.bytes.count,
                sourceStart: range.lowerBound,
                sourceEnd: range.upperBound,
                change: change
            )
        )
        self.at = range.upperBound
    }

    /// Makes a range of the source part of the character before it.
    mutating func absorb(_ range: Range<Int>) {
        guard range.lowerBound > 0, self.isFresh(range) else { return }
        if self.at < range.lowerBound || self.isEmpty {
            let character = self.source[range.lowerBound - 1]
            self.replace((range.lowerBound - 1)..<range.lowerBound, .decoded, with: [character])
        }
        self.view.map.extendLast(to: range.upperBound)
        self.at = range.upperBound
    }

    /// Whether the view has a change that ends at this place of the source, and not with nothing.
    func endsWithChange(at place: Int) -> Bool {
        guard let last = self.view.map.pieces.last else { return false }
        return last.sourceEnd == place && self.at == place && last.end > last.start
    }

    /// The byte of the view that stands for what is before this place of the source.
    func byte(before place: Int) -> UInt8 {
        if self.at == place, place > 0, let last = self.view.bytes.last, !self.isEmpty { return last }
        return self.source.byte(at: place - 1)
    }

    /// A change that is only worth it beside another one.
    func isNear(_ place: Int) -> Bool {
        !self.isEmpty && place - self.at <= ViewWriter.freshDistance
    }

    /// Whether a place of the source has to do with what was decoded to make it. Places come in order.
    private mutating func isFresh(_ range: Range<Int>) -> Bool {
        guard let parent else { return true }
        while self.parentPiece < parent.pieces.count,
            parent.pieces[self.parentPiece].end + ViewWriter.freshDistance < range.lowerBound
                || parent.pieces[self.parentPiece].change == .gap
        {
            self.parentPiece += 1
        }
        guard self.parentPiece < parent.pieces.count else { return false }
        return parent.pieces[self.parentPiece].start <= range.upperBound + ViewWriter.freshDistance
    }

    /// Copies what stands before the next change, or the two ends of it.
    private mutating func copy(to place: Int) {
        guard place > self.at else { return }
        if place - self.at > 2 * ViewWriter.reach {
            let tail = self.isEmpty ? self.at : self.end(ofExcerptTo: self.at)
            let head = self.start(ofExcerptBefore: place)
            if head > tail { self.leaveOut(from: tail, to: head) }
        }
        self.copyBytes(self.at..<place)
        self.at = place
    }

    private mutating func leaveOut(from tail: Int, to head: Int) {
        self.copyBytes(self.at..<tail)
        let start = self.view.bytes.count
        self.view.bytes.append(contentsOf: ViewMap.gapBytes)
        self.note(tail..<head, from: start, .gap)
    }

    private mutating func copyBytes(_ range: Range<Int>) {
        self.view.bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: self.source[range]))
    }

    private func end(ofExcerptTo place: Int) -> Int {
        var end = place + ViewWriter.reach
        let limit = min(self.source.count, place + ViewWriter.reachMax)
        while end < limit, self.source[end] > UInt8(ascii: " ") { end += 1 }
        return min(end, self.source.count)
    }

    private func start(ofExcerptBefore place: Int) -> Int {
        var start = place - ViewWriter.reach
        let limit = max(0, place - ViewWriter.reachMax)
        while start > limit, self.source[start - 1] > UInt8(ascii: " ") { start -= 1 }
        return max(start, 0)
    }

    /// The view, with what follows the last change; an empty one if nothing was changed.
    consuming func finished() -> TextView {
        guard !self.isEmpty else { return self.view }
        let tail = self.end(ofExcerptTo: self.at)
        if tail < self.source.count {
            self.leaveOut(from: tail, to: self.source.count)
        } else {
            self.copyBytes(self.at..<self.source.count)
        }
        return self.view
    }
}

extension UnsafeRawBufferPointer {
    /// The byte at an offset; a NUL where there is none.
    @inline(__always)
    func byte(at offset: Int) -> UInt8 {
        offset >= 0 && offset < self.count ? self[offset] : 0
    }

    /// Whether these bytes stand at an offset.
    func has(_ bytes: StaticString, at offset: Int) -> Bool {
        guard offset >= 0, offset + bytes.utf8CodeUnitCount <= self.count else { return false }
        for index in 0..<bytes.utf8CodeUnitCount where self[offset + index] != bytes.utf8Start[index] { return false }
        return true
    }
}
