/// Says at once that a pattern cannot match at a place, wherever its first few dozen bytes show it.
///
/// A table of states made from the pattern, one load a byte, a fifth of what a call of PCRE2 costs at least; and most
/// places that a literal or a number gives reason to look at are settled by it. It only ever says no: what passes is for
/// PCRE2 to decide.
struct PatternProbe: Sendable {
    private let classes: [UInt8]
    private let classCount: Int
    /// By state and class. State 0 cannot match any more, state 1 may have; the search begins in state 2.
    private let table: [UInt16]

    private static let no: UInt16 = 0
    private static let maybe: UInt16 = 1
    private static let start: UInt16 = 2

    /// Further into a match it does not look.
    private static let bytesMax = 48
    private static let statesMax = 240
    /// Of a pattern that has more when each repetition is counted, and is read loosely for that.
    private static let looseStatesMax = 400
    private static let classesMax = 128

    /// `nil` for a pattern of which nothing is known from its first byte on.
    init?(_ alternatives: PatternSyntax.Alternatives) {
        var sets: Set<ByteSet> = [.leading, .continuing]
        PatternProbe.collect(alternatives, into: &sets)
        guard !alternatives.isEmpty, let classes = PatternProbe.classes(of: sets) else { return nil }
        var builder = Builder(PatternWalk(alternatives), classes, statesMax: PatternProbe.statesMax)
        guard builder.build() else { return nil }
        if builder.isCut {
            var loose = Builder(
                PatternWalk(alternatives, isLoose: true),
                classes,
                statesMax: PatternProbe.looseStatesMax
            )
            if loose.build() { builder = loose }
        }
        self.classes = classes
        self.classCount = builder.classCount
        self.table = builder.table
    }

    var stateCount: Int { self.table.count / self.classCount }

    /// `false` if no match begins there, whatever follows the text's end.
    func mayMatch(_ text: UnsafeRawBufferPointer, at start: Int) -> Bool {
        var state = PatternProbe.start
        for byte in text[start...].prefix(PatternProbe.bytesMax) {
            state = self.table[Int(state) * self.classCount + Int(self.classes[Int(byte)])]
            if state <= PatternProbe.maybe { return state == PatternProbe.maybe }
        }
        return true
    }

    /// The probes of many rules in one piece of memory, so that asking one takes no reference to it. With each is kept
    /// what may stand before a match.
    struct Shelf: Sendable {
        /// For each probe, by byte: its class, and the highest bit if it may stand before a match; then the number of
        /// classes; then the table.
        private var words: [UInt16] = []

        private static let mayPrecede: UInt16 = 0x8000

        /// Where the probe is, from now on.
        ///
        /// - Parameter probe: `nil` for one that says of every place that a match may begin there.
        mutating func add(_ probe: PatternProbe?, before: ByteSet = .all) -> Int {
            defer {
                let classes = probe?.classes ?? [UInt8](repeating: 0, count: 256)
                self.words += zip(UInt8.min...UInt8.max, classes).map { byte, number in
                    before.contains(byte) ? UInt16(number) | Shelf.mayPrecede : UInt16(number)
                }
                let open = [PatternProbe.no, PatternProbe.maybe, PatternProbe.maybe]
                self.words += [UInt16(probe?.classCount ?? 1)] + (probe?.table ?? open)
            }
            return self.words.count
        }

        /// ``PatternProbe/mayMatch(_:at:)`` of the probe at a place of the shelf, and whether a match may follow what
        /// stands before.
        @inline(__always)
        func mayMatch(_ probe: Int, _ text: UnsafeRawBufferPointer, at start: Int) -> Bool {
            self.firstPlace(probe, text, in: start..<start + 1) != nil
        }

        /// The first place of a range at which a match may begin.
        @inline(__always)
        func firstPlace(_ probe: Int, _ text: UnsafeRawBufferPointer, in starts: Range<Int>) -> Int? {
            self.words.withUnsafeBufferPointer { words in
                var start = starts.lowerBound
                while start < starts.upperBound {
                    if Shelf.state(words, probe, text, at: start) != PatternProbe.no { return start }
                    start &+= 1
                }
                return nil
            }
        }

        /// The state in which a match that begins at a place is when it is known, or when the text ends.
        @inline(__always)
        private static func state(
            _ words: UnsafeBufferPointer<UInt16>,
            _ probe: Int,
            _ text: UnsafeRawBufferPointer,
            at start: Int
        ) -> UInt16 {
            guard start == 0 || words[probe &+ Int(text[start &- 1])] & Shelf.mayPrecede != 0 else {
                return PatternProbe.no
            }
            let classCount = Int(words[probe &+ 256])
            let table = probe &+ 257
            var state = PatternProbe.start
            var place = start
            let end = min(text.count, start &+ PatternProbe.bytesMax)
            while state > PatternProbe.maybe, place < end {
                let number = words[probe &+ Int(text[place])] & ~Shelf.mayPrecede
                state = words[table &+ Int(state) &* classCount &+ Int(number)]
                place &+= 1
            }
            // A pattern that is read loosely may go on for ever.
            return state > PatternProbe.maybe && end < text.count ? PatternProbe.maybe : state
        }
    }

    /// All sets of bytes that a pattern tells apart.
    private static func collect(_ alternatives: PatternSyntax.Alternatives, into sets: inout Set<ByteSet>) {
        for item in alternatives.joined() {
            switch item.atom {
            case .character(let set, _): sets.insert(set)
            case .text(let bytes): for byte in bytes { sets.insert(ByteSet([byte])) }
            case .group(let inner): PatternProbe.collect(inner, into: &sets)
            case .look(let look): sets.insert(look.allowed)
            case .border, .nothing, .unknown: continue
            }
        }
    }

    /// A number for each byte, the same for bytes that no set tells apart; `nil` if there are too many.
    private static func classes(of sets: Set<ByteSet>) -> [UInt8]? {
        var classes = [UInt8](repeating: 0, count: 256)
        var count = 1
        for set in sets {
            // Each class is split into what is inside the set and what is not.
            var inside: [UInt8: UInt8] = [:]
            var outside: Set<UInt8> = []
            for byte in 0...255 where !set.contains(UInt8(byte)) { outside.insert(classes[byte]) }
            for byte in 0...255 where set.contains(UInt8(byte)) {
                let old = classes[byte]
                guard outside.contains(old) else { continue }
                if let new = inside[old] {
                    classes[byte] = new
                    continue
                }
                guard count < PatternProbe.classesMax else { return nil }
                inside[old] = UInt8(count)
                classes[byte] = UInt8(count)
                count += 1
            }
        }
        return classes
    }
}

extension PatternProbe {
    /// Makes the table: sets of places of the pattern become states.
    private struct Builder {
        private var walk: PatternWalk
        /// A byte of each class.
        private let samples: [UInt8]
        private var states: [[PatternWalk.Place]: UInt16] = [:]
        private var queue: [(edges: [PatternWalk.Edge], depth: Int)] = []
        /// The classes that a set of bytes consists of.
        private var classesOfSets: [ByteSet: [Int]] = [:]
        private(set) var table: [UInt16] = []
        private let statesMax: Int
        /// Whether there are more states than are kept.
        private(set) var isCut = false
        var classCount: Int { self.samples.count }

        init(_ walk: PatternWalk, _ classes: [UInt8], statesMax: Int) {
            self.walk = walk
            self.statesMax = statesMax
            let count = Int(classes.max() ?? 0) + 1
            var samples = [UInt8](repeating: 0, count: count)
            for byte in 0...255 { samples[Int(classes[byte])] = UInt8(byte) }
            self.samples = samples
        }

        mutating func build() -> Bool {
            self.table = [UInt16](repeating: PatternProbe.no, count: self.classCount)
            self.table += [UInt16](repeating: PatternProbe.maybe, count: self.classCount)
            guard self.state(of: Set(self.walk.start).sorted(), depth: 0) == PatternProbe.start else { return false }
            var next = 0
            while next < self.queue.count {
                let (edges, depth) = self.queue[next]
                next += 1
                var behind = [[PatternWalk.Place]](repeating: [], count: self.classCount)
                for edge in Set(edges) {
                    for number in self.classes(of: edge.bytes) { behind[number].append(edge.place) }
                }
                // Classes that take the same edges lead to the same state.
                var known: [[PatternWalk.Place]: UInt16] = [:]
                for places in behind {
                    if let state = known[places] {
                        self.table.append(state)
                        continue
                    }
                    let state =
                        places.isEmpty ? PatternProbe.no : self.state(of: Set(places).sorted(), depth: depth + 1)
                    known[places] = state
                    self.table.append(state)
                }
            }
            return true
        }

        private mutating func classes(of set: ByteSet) -> [Int] {
            if let classes = self.classesOfSets[set] { return classes }
            let classes = self.samples.indices.filter { set.contains(self.samples[$0]) }
            self.classesOfSets[set] = classes
            return classes
        }

        private mutating func state(of places: [PatternWalk.Place], depth: Int) -> UInt16 {
            if let state = self.states[places] { return state }
            let number = self.queue.count + 2
            guard depth < PatternProbe.bytesMax else { return PatternProbe.maybe }
            let heads = self.walk.heads(of: places)
            guard !heads.mayEnd else { return PatternProbe.maybe }
            guard number < self.statesMax else {
                self.isCut = true
                return PatternProbe.maybe
            }
            self.states[places] = UInt16(number)
            self.queue.append((heads.edges, depth))
            return UInt16(number)
        }
    }
}
