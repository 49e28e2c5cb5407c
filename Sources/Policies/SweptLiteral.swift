/// A literal that a sweep looks for, and what is known of the bytes around it.
struct SweptLiteral: Sendable, Hashable {
    /// Lower-cased.
    var bytes: [UInt8]
    /// What may stand at each of its places: a letter, in one case or in both.
    var sets: [ByteSet]
    /// The bytes that may stand before it, where one does.
    var before: ByteSet
    /// The bytes that may follow, one set for each place: with them a short literal is not looked at everywhere.
    var following: [ByteSet]

    static let followingMax = 3

    /// In any case, between any bytes.
    init(_ literal: String) {
        self.init(bytes: literal.utf8.map(ASCII.lowercased))
    }

    init(bytes: [UInt8], sets: [ByteSet]? = nil, before: ByteSet = .all, following: [ByteSet] = []) {
        self.bytes = bytes
        self.sets = sets ?? bytes.map { ByteSet([$0]).caseless }
        self.before = before
        self.following = Array(following.prefix(SweptLiteral.followingMax))
    }

    /// What either of two rules waits for.
    mutating func join(_ other: SweptLiteral) {
        self.sets = zip(self.sets, other.sets).map { $0.union($1) }
        self.before.formUnion(other.before)
        self.following = zip(self.following, other.following).map { $0.union($1) }
    }

    /// Whether it stands at a place of a text, between bytes that can stand around it.
    func stands(at start: Int, in text: UnsafeRawBufferPointer) -> Bool {
        guard start >= 0, self.bytes.count + self.following.count <= text.count - start else { return false }
        if start > 0, !self.before.contains(text[start - 1]) { return false }
        for (place, set) in self.sets.enumerated() where !set.contains(text[start + place]) { return false }
        let end = start + self.bytes.count
        for (place, set) in self.following.enumerated() where !set.contains(text[end + place]) { return false }
        return true
    }
}
