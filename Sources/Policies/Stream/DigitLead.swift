/// How far into a match of a number's pattern its first digit stands, and what may stand before it.
///
/// In a stream this says how much of a text that ends now a number could still begin with: `GB` of an IBAN, `+` or `(` of
/// a telephone number.
struct DigitLead: Sendable, Hashable {
    /// At most, in bytes.
    var distance: Int
    var bytes: ByteSet

    /// `nil` if the pattern does not show that each match has a digit near its beginning.
    init?(of source: String) {
        guard let expression = PatternSyntax.parse(source), let lead = DigitLead.find(in: expression) else {
            return nil
        }
        self = lead
    }

    private init(distance: Int, bytes: ByteSet) {
        self.distance = distance
        self.bytes = bytes
    }

    private static func find(in alternatives: [[PatternSyntax.Item]]) -> DigitLead? {
        var joined: DigitLead?
        for sequence in alternatives {
            guard let lead = DigitLead.find(in: sequence) else { return nil }
            joined = lead.joined(with: joined)
        }
        return joined
    }

    private static func find(in sequence: [PatternSyntax.Item]) -> DigitLead? {
        var before = DigitLead(distance: 0, bytes: ByteSet())
        var joined: DigitLead?
        for item in sequence {
            if let inside = DigitLead.find(in: item.atom) {
                let lead = DigitLead(
                    distance: before.distance + inside.distance,
                    bytes: before.bytes.union(inside.bytes)
                )
                joined = lead.joined(with: joined)
                // One that may be left out has its digit if it is not.
                if item.least >= 1 { return joined }
            } else {
                guard let most = item.width.most else { return nil }
                before.distance += most
                before.bytes.formUnion(item.atom.bytes)
            }
        }
        return nil
    }

    private func joined(with other: DigitLead?) -> DigitLead {
        guard let other else { return self }
        return DigitLead(distance: max(self.distance, other.distance), bytes: self.bytes.union(other.bytes))
    }

    private static func find(in atom: PatternSyntax.Atom) -> DigitLead? {
        switch atom {
        case .group(let alternatives): return DigitLead.find(in: alternatives)
        case .nothing: return nil
        case .oneOf, .any:
            let bytes = atom.bytes
            let isDigit = !bytes.isEmpty && bytes.subtracting(.digits).isEmpty
            return isDigit ? DigitLead(distance: 0, bytes: ByteSet()) : nil
        }
    }
}
