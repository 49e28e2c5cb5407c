import Ledger
import Testing

@Suite struct RequestIDTests {
    @Test func isAnIdOfThirtyPlainCharacters() {
        var random = LoopRandom(seed: 1)
        for wallClock in [0, 1_735_689_600_000, UInt64.max] {
            let text = RequestID(wallClock: wallClock, random: &random).description
            #expect(text.hasPrefix("req_"))
            #expect(text.utf8.count == 30)
            #expect(text.dropFirst(4).allSatisfy { "0123456789abcdefghjkmnpqrstvwxyz".contains($0) })
        }
    }

    @Test func isNeverTheSameAgain() {
        var first = LoopRandom(seed: 1)
        var second = LoopRandom(seed: 2)
        var seen: Set<String> = []
        for _ in 0..<10_000 {
            seen.insert(RequestID(wallClock: 5, random: &first).description)
            seen.insert(RequestID(wallClock: 5, random: &second).description)
        }
        #expect(seen.count == 20_000)
    }

    @Test func sortsByTime() {
        var random = LoopRandom(seed: 1)
        let times: [UInt64] = [0, 1, 31, 32, 1_735_689_600_000, 1_735_689_600_001, 281_474_976_710_655]
        let texts = times.map { RequestID(wallClock: $0, random: &random).description }
        #expect(texts == texts.sorted())
    }

    @Test func writesEachOfItsBitsOnce() {
        // Ten bytes of randomness: no character stays the same in many ids but those of the time.
        var random = LoopRandom(seed: 3)
        let texts = (0..<200).map { _ in Array(RequestID(wallClock: 5, random: &random).description.utf8) }
        for place in 0..<30 {
            let different = Set(texts.map { $0[place] }).count
            #expect(place < 14 ? different <= 16 : different > 20, "character \(place)")
        }
    }
}
