/// One event of a stream on its way through a ``StreamRewriter``: where its texts stand, and what it has to wait for.
struct HeldEvent {
    /// A piece of a channel's text.
    struct Piece {
        var channel: Int
        /// Where it begins in its channel's text.
        var start: Int
        var end: Int
        /// The inside of the JSON string in the event's data.
        var raw: Range<Int>
    }

    /// What it may overtake while others wait for their text.
    enum Order {
        /// It says nothing of the answer's parts, like a comment: it waits for nobody.
        case free
        /// Text alone: it waits for its own channels, and for what structures its choice.
        case text
        /// A call of a tool, an end: it waits for all of its choice, and the rest of the choice for it.
        case structure
    }

    /// The length of the block as it came.
    var rawCount = 0
    /// Where the data stands in the block; behind it, where the block told it in several lines.
    var data = 0..<0
    var isJoined = false
    var name: Range<Int>?
    /// Its lines hold something that must not go out, beside its data.
    var isReframed = false

    var order = Order.free
    /// The choice that it is about; `nil` for the answer as a whole, or several of them.
    var scope: Int?
    /// It is nothing but text: where nothing is left of that, nothing is left of the event.
    var isOnlyText = true
    private(set) var piece: Piece?
    private(set) var morePieces: [Piece] = []
    /// Strings that come whole and go out otherwise; in the order of the data.
    var replacements: [Replacement] = []
    /// Where reasons stand for which choices end, with their quotes.
    var reasons: [Range<Int>] = []
    /// It signs the thinking of this content block.
    var signs: Int?
    /// Where its bytes lie while it waits.
    var place = 0

    var byteCount: Int { self.rawCount + (self.isJoined ? self.data.count : 0) }

    mutating func append(_ piece: Piece) {
        if self.piece == nil { self.piece = piece } else { self.morePieces.append(piece) }
    }

    func forEachPiece(_ body: (Piece) -> Void) {
        guard let piece = self.piece else { return }
        body(piece)
        for piece in self.morePieces { body(piece) }
    }

    func allPieces(_ condition: (Piece) -> Bool) -> Bool {
        guard let piece = self.piece else { return true }
        return condition(piece) && self.morePieces.allSatisfy(condition)
    }

    /// The scope that one more part of the event is about.
    mutating func isAbout(_ scope: Int, isFirst: Bool) {
        self.scope = isFirst || self.scope == scope ? scope : nil
    }
}

/// What waits in front of an event, summed up.
struct WaitingEvents {
    private var isEmpty = true
    private var structures: [Int?] = []
    private var scopes: [Int?] = []
    private var channels: [Int] = []

    mutating func add(_ event: HeldEvent) {
        if event.order == .free { return }
        self.isEmpty = false
        if !self.scopes.contains(event.scope) { self.scopes.append(event.scope) }
        if event.order == .structure, !self.structures.contains(event.scope) { self.structures.append(event.scope) }
        event.forEachPiece { piece in
            if !self.channels.contains(piece.channel) { self.channels.append(piece.channel) }
        }
    }

    /// Whether an event whose own text is decided must stay behind them.
    func holdBack(_ event: HeldEvent) -> Bool {
        guard !self.isEmpty else { return false }
        switch event.order {
        case .free:
            return false
        case .text:
            return self.stands(in: self.structures, event.scope)
                || !event.allPieces { !self.channels.contains($0.channel) }
        case .structure:
            return self.stands(in: self.scopes, event.scope)
        }
    }

    private func stands(in scopes: [Int?], _ scope: Int?) -> Bool {
        if scope == nil { return !scopes.isEmpty }
        return scopes.contains(scope) || scopes.contains(nil)
    }
}
