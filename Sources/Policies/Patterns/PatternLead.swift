/// How far into a match of a pattern its literal stands.
///
/// The author of a rule writes a plain expression and a few keywords. Where the expression shows that each match holds one
/// of the keywords at most so many bytes behind its start, the pattern is tried only at the few positions before each hit
/// instead of over the whole text. What this reader of expressions does not understand simply runs over the whole text.
struct PatternLead: Sendable {
    /// The least and the most bytes between the start of a match and the start of the literal.
    var distance: ClosedRange<Int>
    /// What stands there: the rule's keywords, or the pattern's own literals, lower-cased, where it has none.
    var literals: [String]
    /// The bytes of which what stands before the literal can be made.
    var bytes: ByteSet
    /// What a match is from its literal on; empty where that is not known.
    var rest: PatternSyntax.Alternatives

    /// A literal further behind than this is no guide.
    static let distanceMax = 256
    /// The shortest literal that is worth looking for where the rule names none.
    static let derivedBytesMin = 3

    /// - Parameter keywords: the rule's; empty to look for literals of the pattern's own.
    init?(of source: String, keywords: [String]) {
        guard let expression = PatternSyntax.parse(source) else { return nil }
        let wanted = keywords.map { $0.utf8.map(ASCII.lowercased) }
        guard let lead = PatternLead.find(in: expression, wanted) else { return nil }
        guard lead.distance.upperBound <= PatternLead.distanceMax else { return nil }
        self.distance = lead.distance
        self.bytes = lead.bytes
        self.rest = lead.rest ?? []
        self.literals =
            keywords.isEmpty ? lead.literals.map { String(decoding: $0, as: UTF8.self) }.sorted() : keywords
    }

    /// The alternatives of a pattern that do not begin with the literal.
    static func leadingAlternatives(
        of syntax: PatternSyntax.Alternatives,
        keywords: [String]
    ) -> PatternSyntax.Alternatives {
        let wanted = keywords.map { $0.utf8.map(ASCII.lowercased) }
        return PatternSyntax.alternatives(of: syntax).filter { alternative in
            guard let lead = PatternLead.find(in: [alternative], wanted) else { return true }
            return lead.distance.upperBound > 0
        }
    }

    private struct Lead {
        var distance: ClosedRange<Int>
        var literals: Set<[UInt8]>
        var bytes: ByteSet
        var rest: PatternSyntax.Alternatives?

        mutating func join(_ other: Lead) {
            self.distance =
                min(
                    self.distance.lowerBound,
                    other.distance.lowerBound
                )...max(
                    self.distance.upperBound,
                    other.distance.upperBound
                )
            self.literals.formUnion(other.literals)
            self.bytes.formUnion(other.bytes)
            self.rest = self.rest.flatMap { rest in other.rest.map { rest + $0 } }
        }
    }

    /// Each alternative must have a literal.
    private static func find(in alternatives: [[PatternSyntax.Item]], _ wanted: [[UInt8]]) -> Lead? {
        var joined: Lead?
        for sequence in alternatives {
            guard let lead = PatternLead.find(in: sequence, wanted) else { return nil }
            if joined == nil { joined = lead } else { joined?.join(lead) }
        }
        return joined
    }

    private static func find(in sequence: [PatternSyntax.Item], _ wanted: [[UInt8]]) -> Lead? {
        var before = PatternSyntax.Width(least: 0, most: 0)
        var bytes = ByteSet.none
        for index in sequence.indices {
            let strings = PatternSyntax.exactStrings(of: sequence[index...])
            let lead =
                PatternLead.lead(in: strings, wanted, sequence[index...])
                ?? PatternLead.nested(in: sequence[index], wanted, sequence[(index + 1)...])
            if let lead, let most = before.most {
                let distance = lead.distance
                return Lead(
                    distance: before.least + distance.lowerBound...most + distance.upperBound,
                    literals: lead.literals,
                    bytes: bytes.union(lead.bytes),
                    rest: lead.rest
                )
            }
            before = before + sequence[index].width
            bytes.formUnion(sequence[index].atom.bytes)
        }
        return nil
    }

    private static func nested(
        in item: PatternSyntax.Item,
        _ wanted: [[UInt8]],
        _ following: ArraySlice<PatternSyntax.Item>
    ) -> Lead? {
        guard case .group(let alternatives) = item.atom, item.least >= 1 else { return nil }
        guard var lead = PatternLead.find(in: alternatives, wanted) else { return nil }
        lead.rest = item.most == 1 ? lead.rest.map { rest in rest.map { $0 + following } } : nil
        return lead
    }

    /// Where the wanted literals stand in texts of which every match has one at this place; the first in each text counts.
    ///
    /// - Parameter items: of which the texts are made.
    private static func lead(
        in strings: [[UInt8]],
        _ wanted: [[UInt8]],
        _ items: ArraySlice<PatternSyntax.Item>
    ) -> Lead? {
        guard !strings.isEmpty else { return nil }
        var distances: [Int] = []
        var bytes = ByteSet.none
        for string in strings {
            if wanted.isEmpty {
                guard string.count >= PatternLead.derivedBytesMin else { return nil }
                distances.append(0)
            } else {
                guard let place = wanted.compactMap({ PatternLead.firstIndex(of: $0, in: string) }).min() else {
                    return nil
                }
                distances.append(place)
                bytes.formUnion(ByteSet(string[..<place]).caseless)
            }
        }
        guard let least = distances.min(), let most = distances.max() else { return nil }
        return Lead(
            distance: least...most,
            literals: wanted.isEmpty ? Set(strings) : [],
            bytes: bytes,
            rest: most == 0 ? [Array(items)] : nil
        )
    }

    private static func firstIndex(of needle: [UInt8], in string: [UInt8]) -> Int? {
        guard needle.count <= string.count else { return nil }
        return (0...(string.count - needle.count)).first { string[$0...].starts(with: needle) }
    }
}
