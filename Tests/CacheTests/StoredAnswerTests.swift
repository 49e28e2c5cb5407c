import Exchange
import Testing

@testable import Cache

@Suite struct StoredAnswerTests {
    let fingerprint = AnswerFixture.fingerprint(1)
    let body = Array("data: hello\n\n".utf8)

    func encoded(_ answer: CachedAnswer = AnswerFixture.answer()) throws -> [UInt8] {
        let value = self.body.withUnsafeBytes { StoredAnswer.encode(answer, body: $0, under: self.fingerprint) }
        return try #require(value)
    }

    func isGood(_ value: [UInt8], under fingerprint: Fingerprint) -> Bool {
        value.withUnsafeBytes { value in
            if case .good = StoredAnswer.read(value, under: fingerprint, seal: nil, { _ in }) { true } else { false }
        }
    }

    @Test func givesBackWhatItWasGiven() throws {
        var answers = [AnswerFixture.answer()]
        answers.append(
            CachedAnswer(
                form: .whole,
                status: 203,
                contentType: .json,
                endpoint: .embeddings,
                dialect: .anthropic,
                storedAt: 0,
                expiresAt: .max,
                policy: "",
                target: "",
                staleUntil: 17,
                errorStaleUntil: 18,
                upstreamMilliseconds: 19,
                labels: CacheLabels(key: "k", namespace: "n", model: "m", tags: ["a", "", "b"], policy: "p@1")
            )
        )
        for answer in answers {
            try self.encoded(answer).withUnsafeBytes { value in
                var copy: CachedAnswer?
                _ = StoredAnswer.read(value, under: self.fingerprint, seal: nil) { view in
                    copy = view.copy
                    #expect([UInt8](view.body) == self.body)
                }
                #expect(copy == answer)
            }
        }
    }

    @Test func refusesEveryFlippedBit() throws {
        let value = try self.encoded()
        for index in value.indices {
            for bit in 0..<8 {
                var damaged = value
                damaged[index] ^= 1 << UInt8(bit)
                #expect(!self.isGood(damaged, under: self.fingerprint))
            }
        }
    }

    @Test func refusesEveryOtherLength() throws {
        let value = try self.encoded()
        for count in 0..<value.count {
            #expect(!self.isGood(Array(value[..<count]), under: self.fingerprint))
        }
        #expect(!self.isGood(value + [0], under: self.fingerprint))
    }

    @Test func refusesAValueOfAnotherFingerprint() throws {
        let value = try self.encoded()
        #expect(self.isGood(value, under: self.fingerprint))
        #expect(!self.isGood(value, under: AnswerFixture.fingerprint(2)))
        // Also when the head was made to look like its own.
        var moved = value
        AnswerFixture.fingerprint(2).withUnsafeBytes { moved.replaceSubrange(88..<120, with: $0) }
        #expect(!self.isGood(moved, under: AnswerFixture.fingerprint(2)))
    }

    @Test(arguments: [
        CacheLabels(tags: Array(repeating: "t", count: 9)),
        CacheLabels(tags: [String(repeating: "t", count: 65)]),
        CacheLabels(namespace: String(repeating: "n", count: 1025)),
    ])
    func refusesLabelsThatAreTooMany(labels: CacheLabels) {
        var answer = AnswerFixture.answer()
        answer.labels = labels
        let value = self.body.withUnsafeBytes { StoredAnswer.encode(answer, body: $0, under: self.fingerprint) }
        #expect(value == nil)
    }

    @Test func refusesATextThatIsTooLong() {
        var answer = AnswerFixture.answer()
        answer.target = String(repeating: "x", count: StoredAnswer.textBytesMax + 1)
        let value = self.body.withUnsafeBytes { StoredAnswer.encode(answer, body: $0, under: self.fingerprint) }
        #expect(value == nil)
    }

    @Test func tellsItsAge() throws {
        try self.encoded().withUnsafeBytes { value in
            let reading = StoredAnswer.read(value, under: self.fingerprint, seal: nil) { view in
                #expect(view.age(at: AnswerFixture.now + 2500) == 2)
                #expect(view.age(at: 0) == 0)
                #expect(view.timeToLive(at: AnswerFixture.now + 2500) == 57)
                #expect(view.timeToLive(at: .max) == 0)
            }
            #expect(reading == .good)
        }
    }
}
