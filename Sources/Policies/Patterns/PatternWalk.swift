/// Walks over the texts that a pattern can match, byte by byte.
///
/// A place in the pattern is what may still come: a chain of steps, kept once and known by its number. From a place,
/// ``heads(of:)`` tells which bytes may come next and to which place each leads; counted repetitions count down in the
/// place itself. It says more texts than the pattern matches where it cannot know better, never fewer.
struct PatternWalk {
    /// The number of a chain of steps.
    typealias Place = Int

    /// What may come next.
    struct Heads {
        var edges: [Edge] = []
        /// A match may end here, or what comes is not known.
        var mayEnd = false
        /// A match may end here if the text does; where it goes on, the next byte has a say.
        var mayEndText = false
        var isUnknown = false { didSet { self.mayEnd = self.mayEnd || self.isUnknown } }
    }

    struct Edge: Hashable {
        var bytes: ByteSet
        var place: Place
    }

    private enum Step: Hashable {
        case sequence(Int, index: Int)
        /// An item of a sequence, so many times more.
        case item(Int, index: Int, least: Int, most: Int?)
        case text(Int, index: Int, offset: Int)
        /// The rest of a character beyond ASCII.
        case continuation
    }

    private struct Link: Hashable {
        var step: Step
        var next: Place
    }

    /// Where every match ends.
    static let end: Place = 0
    /// Where every match begins.
    private(set) var start: [Place] = []

    private var sequences: [[PatternSyntax.Item]] = []
    /// By sequence and item: where its group's alternatives are in `sequences`.
    private var groups: [GroupKey: [Int]] = [:]
    /// Whether what may stand more often than a few times may stand any number of times: then there are few places.
    private let isLoose: Bool
    private var links: [Link?] = [nil]
    private var numbers: [Link: Place] = [:]

    private struct GroupKey: Hashable {
        var sequence: Int
        var index: Int
    }

    /// Nested so deep, or so many empty repetitions, that it is no longer followed.
    private static let depthMax = 200

    /// More often than this is any number of times in a loose walk.
    private static let timesMax = 3

    init(_ alternatives: PatternSyntax.Alternatives, isLoose: Bool = false) {
        self.isLoose = isLoose
        for alternative in alternatives {
            let sequence = self.add(alternative)
            self.start.append(self.add(.sequence(sequence, index: 0), PatternWalk.end))
        }
    }

    private mutating func add(_ sequence: [PatternSyntax.Item]) -> Int {
        self.sequences.append(sequence)
        return self.sequences.count - 1
    }

    private mutating func add(_ step: Step, _ next: Place) -> Place {
        let link = Link(step: step, next: next)
        if let place = self.numbers[link] { return place }
        self.links.append(link)
        self.numbers[link] = self.links.count - 1
        return self.links.count - 1
    }

    mutating func heads(of places: some Sequence<Place>) -> Heads {
        var heads = Heads()
        var seen: Set<Place> = []
        for place in places { self.follow(place, &heads, &seen, depth: 0) }
        return heads
    }

    private mutating func follow(_ place: Place, _ heads: inout Heads, _ seen: inout Set<Place>, depth: Int) {
        guard depth < PatternWalk.depthMax else {
            heads.isUnknown = true
            return
        }
        guard let link = self.links[place] else {
            heads.mayEnd = true
            return
        }
        guard seen.insert(place).inserted else { return }
        switch link.step {
        case .sequence(let sequence, let index):
            guard index < self.sequences[sequence].count else {
                return self.follow(link.next, &heads, &seen, depth: depth + 1)
            }
            let rest = self.add(.sequence(sequence, index: index + 1), link.next)
            let item = self.sequences[sequence][index]
            self.follow(item, sequence, index, (item.least, item.most), rest, &heads, &seen, depth: depth + 1)
        case .item(let sequence, let index, let least, let most):
            let item = self.sequences[sequence][index]
            self.follow(item, sequence, index, (least, most), link.next, &heads, &seen, depth: depth + 1)
        case .text(let sequence, let index, let offset):
            guard case .text(let bytes) = self.sequences[sequence][index].atom, offset < bytes.count else {
                return self.follow(link.next, &heads, &seen, depth: depth + 1)
            }
            let place = self.add(.text(sequence, index: index, offset: offset + 1), link.next)
            heads.edges.append(Edge(bytes: ByteSet([bytes[offset]]), place: place))
        case .continuation:
            heads.edges.append(Edge(bytes: .continuing, place: place))
            self.follow(link.next, &heads, &seen, depth: depth + 1)
        }
    }

    private mutating func follow(
        _ item: PatternSyntax.Item,
        _ sequence: Int,
        _ index: Int,
        _ times: (least: Int, most: Int?),
        _ rest: Place,
        _ heads: inout Heads,
        _ seen: inout Set<Place>,
        depth: Int
    ) {
        if times.least == 0 { self.follow(rest, &heads, &seen, depth: depth) }
        guard times.most != 0 else { return }
        var times = times
        if self.isLoose, let most = times.most, most > max(times.least, PatternWalk.timesMax) { times.most = nil }
        let isLast = times.most == 1
        let again =
            isLast
            ? rest
            : self.add(
                .item(sequence, index: index, least: max(0, times.least - 1), most: times.most.map { $0 - 1 }),
                rest
            )
        switch item.atom {
        case .character(let set, let wide):
            if !set.isEmpty { heads.edges.append(Edge(bytes: set, place: again)) }
            if wide != .none {
                heads.edges.append(Edge(bytes: .leading, place: self.add(.continuation, again)))
            }
        case .text:
            self.follow(self.add(.text(sequence, index: index, offset: 0), again), &heads, &seen, depth: depth)
        case .group(let alternatives):
            let key = GroupKey(sequence: sequence, index: index)
            let numbers = self.groups[key] ?? alternatives.map { self.add($0) }
            self.groups[key] = numbers
            for number in numbers {
                self.follow(self.add(.sequence(number, index: 0), again), &heads, &seen, depth: depth)
            }
        case .look(let look) where look.direction == .ahead && self.isEnd(rest) && isLast:
            // At the end of a match, what may follow it decides too; where nothing follows, that is for PCRE2 to say.
            heads.edges.append(Edge(bytes: look.allowed, place: PatternWalk.end))
            heads.mayEndText = true
        case .look(let look) where look.direction == .ahead:
            var behind = Heads()
            var known: Set<Place> = []
            self.follow(rest, &behind, &known, depth: depth + 1)
            for edge in behind.edges {
                let bytes = edge.bytes.intersection(look.allowed)
                if !bytes.isEmpty { heads.edges.append(Edge(bytes: bytes, place: edge.place)) }
            }
            heads.mayEnd = heads.mayEnd || behind.mayEnd
            heads.mayEndText = heads.mayEndText || behind.mayEndText
            heads.isUnknown = heads.isUnknown || behind.isUnknown
        case .look, .border, .nothing:
            self.follow(rest, &heads, &seen, depth: depth)
        case .unknown:
            heads.isUnknown = true
        }
    }

    /// Whether nothing that takes a byte or asserts anything stands behind a place.
    private func isEnd(_ place: Place) -> Bool {
        var place = place
        while let link = self.links[place] {
            guard case .sequence(let sequence, let index) = link.step,
                self.sequences[sequence][index...].allSatisfy({ if case .nothing = $0.atom { true } else { false } })
            else { return false }
            place = link.next
        }
        return true
    }
}
