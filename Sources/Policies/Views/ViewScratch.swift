/// Makes the views of texts, one after the other in the same buffers.
struct ViewScratch {
    private var spare: [TextView] = []
    /// Of the text whose reasons were asked for last.
    private var breaks = BreakPlaces()
    /// Bytes that the views of this text may still have.
    private var bytesLeft = 0
    private var isStopped = false
    private var isComplete = true
    /// Bytes of all views of the last text: the work of reading it.
    private(set) var viewBytes = 0

    /// How often one decoding may lie in another. Each repeats what it can of itself: `%252540` is one.
    static let decodingsMax = 3
    /// Base64 in base64.
    static let unpackingsMax = 2
    /// All views of a text may have so many times its bytes, and some more.
    static let growthMax = 6
    static let bytesMin = 64 * 1024

    init() {}

    /// What in a text asks for views of it.
    mutating func reasons(of text: UnsafeRawBufferPointer) -> ViewReasons {
        ViewReasons.of(text, breaks: &self.breaks)
    }

    /// Gives each view of a text to a function, until that says that it is enough.
    ///
    /// - Parameters:
    ///   - reasons: those of the text, for which ``reasons(of:)`` was asked last, or some of them.
    ///   - knownEnd: of a text that still grows, how far it reads the same whatever follows.
    ///   - body: returns whether to go on.
    /// - Returns: `false` if there is more in the text than was looked at: encodings inside encodings inside encodings.
    mutating func forEachView(
        of text: UnsafeRawBufferPointer,
        _ reasons: ViewReasons,
        knownEnd: Int? = nil,
        _ body: (borrowing TextView) -> Bool
    ) -> Bool {
        let (growth, overflows) = text.count.multipliedReportingOverflow(by: ViewScratch.growthMax)
        self.bytesLeft = max(overflows ? .max : growth, ViewScratch.bytesMin)
        self.viewBytes = 0
        self.isStopped = false
        self.isComplete = true
        let depth = Depth(decodings: ViewScratch.decodingsMax, unpackings: ViewScratch.unpackingsMax)
        self.explore(text, reasons, from: nil, depth, knownEnd, body)
        return self.isComplete
    }

    private struct Depth {
        var decodings: Int
        var unpackings: Int
    }

    /// - Parameter origin: the view that has the text; `nil` for the text itself.
    private mutating func explore(
        _ text: UnsafeRawBufferPointer,
        _ reasons: ViewReasons,
        from origin: TextView?,
        _ depth: Depth,
        _ knownEnd: Int?,
        _ body: (borrowing TextView) -> Bool
    ) {
        var breaks = BreakPlaces()
        swap(&breaks, &self.breaks)
        defer { swap(&breaks, &self.breaks) }
        if !self.isStopped, reasons.contains(.escapes) || reasons.contains(.foreign) {
            var next = depth
            next.decodings -= 1
            let (view, hasTags) = CharacterDecoder.view(
                of: text,
                hasControls: reasons.contains(.controls),
                parent: origin?.map,
                using: self.take(.decoded)
            )
            self.visit(view, from: origin, next, knownEnd, body)
            if hasTags, !self.isStopped {
                self.visit(HiddenText.view(of: text, using: self.take(.hidden)), from: origin, next, knownEnd, body)
            }
        }
        if !self.isStopped, reasons.contains(.encodedRuns) {
            var next = depth
            next.unpackings -= 1
            let view = RunDecoder.view(of: text, parent: origin?.map, using: self.take(.unpacked))
            self.visit(view, from: origin, next, knownEnd, body)
        }
        if !self.isStopped, reasons.contains(.breaks) {
            let view = BreakRemover.view(of: text, &breaks, parent: origin?.map, using: self.take(.joined))
            self.visit(view, from: origin, depth, knownEnd, body)
        }
    }

    private mutating func visit(
        _ made: consuming TextView,
        from origin: TextView?,
        _ depth: Depth,
        _ knownEnd: Int?,
        _ body: (borrowing TextView) -> Bool
    ) {
        var view = made
        guard !view.map.pieces.isEmpty else {
            self.spare.append(view)
            return
        }
        if let origin { view.parents = [origin.map] + origin.parents }
        view.know(upTo: knownEnd)
        if depth.decodings < 0 || depth.unpackings < 0 {
            if view.decodesCharacters { self.stop() }
        } else if view.bytes.count > self.bytesLeft {
            self.stop()
        } else {
            self.bytesLeft -= view.bytes.count
            self.viewBytes += view.bytes.count
            if !body(view) { self.isStopped = true }
            if !self.isStopped, view.kind != .joined {
                view.bytes.withUnsafeBytes { bytes in
                    var reasons = self.reasons(of: bytes)
                    if !view.addsForeign { reasons.subtract([.foreign, .controls]) }
                    self.explore(bytes, reasons, from: view, depth, knownEnd == nil ? nil : view.openPlace, body)
                }
            }
        }
        self.spare.append(view)
    }

    private mutating func stop() {
        self.isStopped = true
        self.isComplete = false
    }

    private mutating func take(_ kind: TextView.Kind) -> TextView {
        var view = self.spare.popLast() ?? TextView(kind)
        view.reset(kind)
        return view
    }
}

extension TextView {
    /// - Parameter sourceEnd: how far the text of which this is a view is known; `nil` if it is whole.
    fileprivate mutating func know(upTo sourceEnd: Int?) {
        self.knownEnd = self.bytes.count
        self.openPlace = self.bytes.count
        guard let sourceEnd else { return }
        self.knownEnd = min(self.map.offset(ofSource: sourceEnd), self.bytes.count)
        self.openPlace = self.bytes.withUnsafeBytes { bytes in
            let known = UnsafeRawBufferPointer(rebasing: bytes[..<self.knownEnd])
            return self.kind == .joined ? known.count : ViewWatch.openPlace(in: known)
        }
    }

    /// Whether more was decoded than spaces, quotation marks and slashes, which are escaped in layers by honest programs.
    fileprivate var decodesCharacters: Bool {
        self.map.pieces.contains { piece in
            piece.change == .decoded && piece.end <= self.knownEnd
                && self.bytes[piece.start..<piece.end].contains { byte in
                    ASCII.isGraphic(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "'")
                        && byte != UInt8(ascii: "/")
                }
        }
    }
}
