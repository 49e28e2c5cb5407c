import Testing

@testable import Cache

/// What stays when not all can: the store against the two orders that everybody knows, at the same number of entries.
@Suite struct EvictionTests {
    /// A stream of requests: some asked for often, and now and then a run of such as nobody asks for twice.
    struct Stream {
        static let questions = 8000
        static let scanFirst = 1_000_000

        var generator = SeededGenerator(seed: 42)
        var scanned = 0
        var scanLeft = 0
        let cumulated: [Double]

        /// Zipf: the question of rank r comes with a weight of r^-0.9.
        init() {
            var sum = 0.0
            self.cumulated = (1...Stream.questions).map { rank in
                sum += 1 / Stream.power(Double(rank))
                return sum
            }
        }

        /// rank^0.9 by ten halvings of the exponent's gap: no need of a logarithm.
        private static func power(_ rank: Double) -> Double {
            var (result, root) = (1.0, rank)
            var exponent = 0.9
            for _ in 0..<30 {
                root = root.squareRoot()
                exponent *= 2
                if exponent >= 1 {
                    result *= root
                    exponent -= 1
                }
            }
            return result
        }

        mutating func next(_ index: Int) -> Int {
            if index % 6000 == 5999 {
                self.scanLeft = 2500
            }
            if self.scanLeft > 0, index % 4 != 0 {
                self.scanLeft -= 1
                self.scanned += 1
                return Stream.scanFirst + self.scanned
            }
            let point = Double.random(in: 0..<(self.cumulated.last ?? 1), using: &self.generator)
            var (low, high) = (0, self.cumulated.count)
            while low < high {
                let middle = (low + high) / 2
                if self.cumulated[middle] < point { low = middle + 1 } else { high = middle }
            }
            return low
        }

        /// One question in eight may be one that takes the upstream half a minute.
        static func upstreamMilliseconds(_ question: Int, _ dear: UInt64) -> UInt64 {
            question % 8 == 3 ? dear : 300
        }
    }

    struct Score: CustomStringConvertible {
        var hits = 0
        var requests = 0
        var saved: UInt64 = 0
        var total: UInt64 = 0

        mutating func count(_ question: Int, _ dear: UInt64, isHit: Bool) {
            let cost = Stream.upstreamMilliseconds(question, dear)
            self.requests += 1
            self.total += cost
            if isHit {
                self.hits += 1
                self.saved += cost
            }
        }

        var hitRatio: Double { Double(self.hits) / Double(self.requests) }
        var savedRatio: Double { Double(self.saved) / Double(self.total) }
        var description: String { "hits \(self.hitRatio), time saved \(self.savedRatio)" }
    }

    /// First in, first out; or, if a hit makes it young again, the least recently used goes first.
    struct Queue {
        let capacity: Int
        let isLRU: Bool
        var stamps: [Int: Int] = [:]
        var order: [(question: Int, stamp: Int)] = []
        var first = 0
        var clock = 0

        mutating func request(_ question: Int) -> Bool {
            let isHit = self.stamps[question] != nil
            if !isHit || self.isLRU {
                self.clock += 1
                self.stamps[question] = self.clock
                self.order.append((question, self.clock))
            }
            while self.stamps.count > self.capacity {
                let oldest = self.order[self.first]
                self.first += 1
                if self.stamps[oldest.question] == oldest.stamp {
                    self.stamps[oldest.question] = nil
                }
            }
            return isHit
        }
    }

    static let requests = 30_000

    func scoreOfStore(_ dear: UInt64) throws -> (score: Score, entries: Int) {
        let folder = try TemporaryFolder(inMemory: true)
        let cache = try ExactCache(directory: folder.path, options: .init(bytesMax: 4 << 20, linger: 0))
        let reader = cache.makeReader()
        var stream = Stream()
        var score = Score()
        var most = 0
        for index in 0..<EvictionTests.requests {
            let question = stream.next(index)
            let now = AnswerFixture.now + UInt64(index) * 100
            let isHit = cache.get(AnswerFixture.fingerprint(question), now: now, reader: reader) { _ in true } ?? false
            score.count(question, dear, isHit: isHit)
            if !isHit {
                var answer = AnswerFixture.answer(storedAt: now, ttl: 1_000_000_000)
                answer.upstreamMilliseconds = Stream.upstreamMilliseconds(question, dear)
                cache.put(question, count: 3000, answer)
                cache.flush()
            }
            if index % 1000 == 0 {
                most = max(most, Int(cache.stats.entries))
            }
        }
        #expect(cache.stats.drops == 0)
        #expect(cache.stats.corrupt == 0)
        return (score, most)
    }

    @Test(arguments: [300, 30_000] as [UInt64])
    func keepsWhatIsUsedAndWhatWasDear(dear: UInt64) throws {
        let (store, entries) = try self.scoreOfStore(dear)
        var scores: [Bool: Score] = [:]
        for isLRU in [false, true] {
            var queue = Queue(capacity: entries, isLRU: isLRU)
            var stream = Stream()
            var score = Score()
            for index in 0..<EvictionTests.requests {
                let question = stream.next(index)
                score.count(question, dear, isHit: queue.request(question))
            }
            scores[isLRU] = score
        }
        let (fifo, lru) = (try #require(scores[false]), try #require(scores[true]))
        print("\(entries) entries; store: \(store); LRU: \(lru); FIFO: \(fifo)")
        if dear > 300 {
            #expect(store.savedRatio > 1.25 * lru.savedRatio)
            #expect(store.savedRatio > 1.25 * fifo.savedRatio)
        } else {
            #expect(store.hitRatio > 1.1 * lru.hitRatio)
            #expect(store.hitRatio > 1.1 * fifo.hitRatio)
        }
    }

    /// The flood is three times what the store holds.
    @Test func aFloodDoesNotPushOutWhatIsUsed() throws {
        let folder = try TemporaryFolder(inMemory: true)
        let cache = try ExactCache(directory: folder.path, options: .init(bytesMax: 4 << 20, linger: 0))
        let reader = cache.makeReader()
        for number in 0..<100 {
            cache.put(number, count: 3000, AnswerFixture.answer(ttl: 1_000_000_000))
        }
        cache.flush()
        var now = AnswerFixture.now
        for _ in 0..<50 {
            now += 1000
            for number in 0..<100 {
                #expect(cache.body(of: AnswerFixture.fingerprint(number), now: now, reader) != nil)
            }
        }
        for number in 0..<2500 {
            now += 10
            cache.put(1000 + number, count: 3000, AnswerFixture.answer(storedAt: now, ttl: 1_000_000_000))
            cache.flush()
        }
        let kept = (0..<100).filter { cache.body(of: AnswerFixture.fingerprint($0), now: now, reader) != nil }
        #expect(cache.stats.evictions > 1500)
        #expect(kept.count >= 95)
    }

    @Test(
        arguments: [
            // hits, seconds since it was stored, milliseconds of the upstream, bytes: the second is worth more.
            ((1, 100, 300, 1000), (1, 100, 30_000, 1000)), ((1, 100, 300, 9000), (1, 100, 300, 1000)),
            ((1, 1000, 300, 1000), (1, 100, 300, 1000)), ((0, 100, 300, 1000), (9, 100, 300, 1000)),
            ((0, 10, 300, 1000), (99, 500, 300, 1000)),
        ] as [((UInt32, UInt32, UInt64, UInt32), (UInt32, UInt32, UInt64, UInt32))]
    )
    func worthIsWhatIsSavedForEachByteAndSecond(
        less: (UInt32, UInt32, UInt64, UInt32),
        more: (UInt32, UInt32, UInt64, UInt32)
    ) {
        func worth(_ facts: (hits: UInt32, age: UInt32, milliseconds: UInt64, bytes: UInt32)) -> Float {
            let row = IndexRow(
                number: .none,
                storedAt: 10_000 - facts.age,
                goneAt: .max,
                cost: EntryWorth.cost(upstreamMilliseconds: facts.milliseconds, usage: nil),
                bytes: facts.bytes
            )
            return EntryWorth.worth(of: row, hits: facts.hits, now: 10_000, typicalAge: EntryWorth.TypicalAge())
        }
        #expect(worth(less) < worth(more))
    }
}
