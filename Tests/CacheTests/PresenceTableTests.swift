import Testing

@testable import Cache

@Suite struct PresenceTableTests {
    let table: PresenceTable

    init() throws {
        self.table = try #require(PresenceTable(storeBytesMax: 1 << 20))
        self.table.setFilled()
    }

    @Test func saysMaybeToAllUntilItIsFilled() throws {
        let table = try #require(PresenceTable(storeBytesMax: 1 << 20))
        #expect(table.mayContain(AnswerFixture.fingerprint(1)))
        table.setFilled()
        #expect(!table.mayContain(AnswerFixture.fingerprint(1)))
    }

    /// Far more than there are slots, so that most find none.
    @Test(arguments: [100, 1000, 20_000])
    func neverMissesWhatIsThere(count: Int) {
        var generator = SeededGenerator(seed: 1)
        var there: [Int: Int] = [:]
        for _ in 0..<count * 3 {
            let number = Int.random(in: 0..<count, using: &generator)
            if Bool.random(using: &generator) || there[number] == nil {
                self.table.insert(AnswerFixture.fingerprint(number))
                there[number, default: 0] += 1
            } else {
                self.table.remove(AnswerFixture.fingerprint(number))
                there[number] = there[number].flatMap { $0 == 1 ? nil : $0 - 1 }
            }
            self.table.noteHit(AnswerFixture.fingerprint(Int.random(in: 0..<count, using: &generator)))
        }
        for number in there.keys {
            #expect(self.table.mayContain(AnswerFixture.fingerprint(number)))
        }
        for (number, times) in there {
            for _ in 0..<times {
                self.table.remove(AnswerFixture.fingerprint(number))
            }
        }
        let left = (0..<count).filter { self.table.mayContain(AnswerFixture.fingerprint($0)) }
        #expect(left.isEmpty)
    }

    @Test func saysNoToAlmostAllThatIsNotThere() {
        for number in 0..<500 {
            self.table.insert(AnswerFixture.fingerprint(number))
        }
        let wrong = (1000..<11_000).filter { self.table.mayContain(AnswerFixture.fingerprint($0)) }
        #expect(wrong.count < 20)
    }

    @Test func countsHits() {
        let fingerprint = AnswerFixture.fingerprint(1)
        self.table.noteHit(fingerprint)
        #expect(self.table.hits(of: fingerprint) == 0)
        self.table.insert(fingerprint)
        for _ in 0..<5000 {
            self.table.noteHit(fingerprint)
        }
        #expect(self.table.hits(of: fingerprint) == 4095)
        #expect(self.table.hits(of: AnswerFixture.fingerprint(2)) == 0)
    }

    /// A new answer to the same request comes before the old one goes.
    @Test func aNewAnswerBeginsWithHalfOfTheHits() {
        let fingerprint = AnswerFixture.fingerprint(1)
        self.table.insert(fingerprint, hits: 100)
        self.table.insert(fingerprint)
        self.table.remove(fingerprint)
        #expect(self.table.hits(of: fingerprint) == 50)
        #expect(self.table.mayContain(fingerprint))
    }
}
