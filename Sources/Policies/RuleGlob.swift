/// The name of one rule or of many: `secret.*`, `*`, `pii.email`. A star stands for any characters.
package struct RuleGlob: Sendable, Hashable {
    package let pattern: String
    private let pieces: [[UInt8]]

    package init(_ pattern: String) {
        self.pattern = pattern
        self.pieces = pattern.split(separator: "*", omittingEmptySubsequences: false).map { Array($0.utf8) }
    }

    package func matches(_ id: String) -> Bool {
        let id = Array(id.utf8)
        guard let first = self.pieces.first, let last = self.pieces.last, self.pieces.count > 1 else {
            return id == self.pieces.first ?? []
        }
        guard id.starts(with: first) else { return false }
        var place = first.count
        for piece in self.pieces.dropFirst().dropLast() {
            let starts = place..<(id.count + 1)
            guard let found = starts.first(where: { id[$0...].starts(with: piece) }) else { return false }
            place = found + piece.count
        }
        return id.count - place >= last.count && id.suffix(last.count).elementsEqual(last)
    }
}
