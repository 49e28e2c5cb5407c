/// Where in running text a literal may have begun that a sweep cannot tell yet, because its window has not come.
///
/// An automaton over the beginnings of all literals (Aho and Corasick, 1975): one load a byte tells the longest end of the
/// text with which one of them begins. Cases are folded; what it says is never too little.
final class LiteralPrefixes: Sendable {
    /// What may stand before a literal that begins as a place of the automaton says.
    struct Opening: Sendable, Hashable {
        /// By class of the byte before, one bit each; all of them where it is another byte.
        var before: UInt64 = 0
        /// From the start of a match to the literal: the least and the most of all rules that wait for one of them.
        var lead: ClosedRange<Int>?

        mutating func join(_ other: Opening) {
            self.before |= other.before
            guard let lead = other.lead else { return }
            self.lead =
                self.lead.map { min($0.lowerBound, lead.lowerBound)...max($0.upperBound, lead.upperBound) } ?? lead
        }
    }

    typealias Node = UInt16

    static let root: Node = 0
    /// A literal may be there of which the automaton knows no more.
    static let unknown = Node.max

    /// By byte; 0 for those with which nothing goes on.
    private let classes: [UInt8]
    private let classCount: Int
    /// By node and class.
    private let next: [Node]
    /// By node: how many bytes of a literal there are, the node of the longest shorter ones, and who waits for it.
    private let depths: [UInt8]
    private let shorter: [Node]
    private let openings: [Opening]

    /// More than these bytes of a text make no difference.
    let bytesMax: Int

    private static let nodesMax = 60_000
    /// So many bytes that may stand at one place are told apart.
    private static let branchesMax = 4

    /// - Parameters:
    ///   - literals: with the ways from the start of a match to them; of those that need not be held for none.
    ///   - isProse: the bytes of the texts that it is asked about.
    init?(_ literals: [(literal: SweptLiteral, lead: ClosedRange<Int>?)], isProse: (UInt8) -> Bool) {
        var classes = [UInt8](repeating: 0, count: 256)
        var count = 1
        for byte in UInt8(0)...127 where isProse(byte) && byte == ASCII.lowercased(byte) {
            guard count < 64 else { return nil }
            classes[Int(byte)] = UInt8(count)
            classes[Int(ASCII.uppercased(byte))] = UInt8(count)
            count += 1
        }
        var trie = Trie(classCount: count)
        for (literal, lead) in literals where literal.bytes.count > 1 {
            var opening = Opening(before: 1, lead: lead)
            literal.before.visit { opening.before |= 1 << UInt64(classes[Int($0)]) }
            let wanted = LiteralWindow(literal).shift + LiteralWindow.bytesSeen - 1
            let sets = (literal.sets + literal.following).prefix(wanted)
            let steps = sets.map { set in
                Set(set.bytes.map { classes[Int($0)] }).subtracting([0]).sorted()
            }
            trie.add(steps, isWhole: steps.count == wanted, opening)
        }
        guard trie.depths.count < LiteralPrefixes.nodesMax else { return nil }
        trie.link()
        self.classes = classes
        self.classCount = count
        self.next = trie.next.map { Node(truncatingIfNeeded: $0) }
        self.depths = trie.depths
        self.shorter = trie.shorter.map { Node(truncatingIfNeeded: $0) }
        self.openings = trie.openings
        self.bytesMax = Int(trie.depths.max() ?? 0)
    }

    /// The node behind a part of a text; ``unknown`` once the automaton cannot say.
    @inline(__always)
    func read(_ text: UnsafeRawBufferPointer, _ range: Range<Int>, from node: Node) -> Node {
        self.next.withUnsafeBufferPointer { next in
            self.classes.withUnsafeBufferPointer { classes in
                var node = node
                for place in range {
                    guard node != LiteralPrefixes.unknown else { return node }
                    node = next[Int(node) &* self.classCount &+ Int(classes[Int(text[place])])]
                }
                return node
            }
        }
    }

    /// Where the first literal may begin that the end of a text cuts.
    func openStart(_ node: Node, end: Int) -> Int { end - Int(self.depths[Int(node)]) }

    /// Where a match may begin whose literal has begun before a word that the text ends in; at the word if there is none.
    ///
    /// - Parameter isLead: whether a byte may stand in a match before its literal.
    func leadStart(
        _ node: Node,
        in text: UnsafeRawBufferPointer,
        before word: Int,
        isLead: (UInt8) -> Bool
    ) -> Int {
        var node = node
        var first = word
        while node != LiteralPrefixes.root {
            let start = text.count - Int(self.depths[Int(node)])
            guard start < word, start >= 0 else { break }
            let opening = self.openings[Int(node)]
            node = self.shorter[Int(node)]
            guard let lead = opening.lead,
                start == 0 || opening.before >> UInt64(self.classes[Int(text[start - 1])]) & 1 != 0
            else { continue }
            var begin = start
            while begin > 0, start - begin < lead.upperBound, isLead(text[begin - 1]) { begin -= 1 }
            if start - begin >= lead.lowerBound { first = min(first, begin) }
        }
        return first
    }
}

extension LiteralPrefixes {
    /// The beginnings, one behind another.
    private struct Trie {
        let classCount: Int
        var next: [Int]
        var depths: [UInt8] = [0]
        var shorter: [Int] = [0]
        var openings = [Opening()]

        private static let none = -1
        private static let unknown = Int(LiteralPrefixes.unknown)

        init(classCount: Int) {
            self.classCount = classCount
            self.next = Array(repeating: Trie.none, count: classCount)
        }

        /// - Parameter isWhole: whether the window ends behind the steps.
        mutating func add(_ steps: [[UInt8]], isWhole: Bool, _ opening: Opening) {
            var nodes = [0]
            for (index, step) in steps.enumerated() {
                let isLast = index == steps.count - 1
                let isTold = step.count <= LiteralPrefixes.branchesMax && (isWhole || !isLast)
                var children: [Int] = []
                for node in nodes {
                    for number in step.map(Int.init) {
                        let child = self.child(of: node, number, isTold: isTold)
                        guard child != Trie.unknown else { continue }
                        self.openings[child].join(opening)
                        children.append(child)
                    }
                }
                guard isTold else { return }
                nodes = Array(Set(children))
            }
        }

        private mutating func child(of node: Int, _ number: Int, isTold: Bool) -> Int {
            let place = node * self.classCount + number
            guard isTold, self.next[place] != Trie.unknown else {
                self.next[place] = Trie.unknown
                return Trie.unknown
            }
            if self.next[place] != Trie.none { return self.next[place] }
            let child = self.depths.count
            self.next[place] = child
            self.next += Array(repeating: Trie.none, count: self.classCount)
            self.depths.append(self.depths[node] + 1)
            self.shorter.append(0)
            self.openings.append(Opening())
            return child
        }

        /// Where a beginning does not go on, the longest shorter one does.
        mutating func link() {
            var queue: [Int] = []
            for number in 0..<self.classCount {
                if self.next[number] == Trie.none { self.next[number] = 0 }
                if self.next[number] > 0, self.next[number] != Trie.unknown { queue.append(self.next[number]) }
            }
            var index = 0
            while index < queue.count {
                let node = queue[index]
                index += 1
                for number in 0..<self.classCount {
                    let place = node * self.classCount + number
                    let other = self.next[self.shorter[node] * self.classCount + number]
                    if self.next[place] == Trie.none {
                        self.next[place] = other
                    } else if other == Trie.unknown {
                        self.next[place] = other
                    } else if self.next[place] != Trie.unknown {
                        self.shorter[self.next[place]] = other
                        queue.append(self.next[place])
                    }
                }
            }
        }
    }
}
