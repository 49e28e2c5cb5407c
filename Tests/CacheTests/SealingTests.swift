import Testing

@testable import Cache

@Suite struct SealingTests {
    let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
    }

    static func key(_ seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        return (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    func open(_ masterKey: [UInt8]?) throws -> ExactCache {
        try ExactCache(
            directory: self.folder.path,
            options: .init(bytesMax: 16 << 20, linger: 0, masterKey: masterKey)
        )
    }

    @Test func findsWhatItSealedAlsoWhenReopened() throws {
        for _ in 0..<2 {
            let cache = try self.open(SealingTests.key(1))
            let reader = cache.makeReader()
            cache.put(1, count: 9000)
            #expect(cache.body(of: AnswerFixture.fingerprint(1), reader) == AnswerFixture.body(1, count: 9000))
            cache.flush()
            let copy = cache.get(AnswerFixture.fingerprint(1), now: AnswerFixture.now, reader: reader) { $0.copy }
            #expect(copy == AnswerFixture.answer())
        }
        let cache = try self.open(SealingTests.key(1))
        #expect(cache.body(of: AnswerFixture.fingerprint(1), cache.makeReader())?.count == 9000)
    }

    @Test func nothingThatWasSaidLiesOpenOnTheDisk() throws {
        let needle = Array("the answer is forty-two".utf8)
        let fingerprint = AnswerFixture.fingerprint(1)
        var answer = AnswerFixture.answer()
        answer.labels = CacheLabels(key: "k1", namespace: "secret plans")
        func value(_ seal: AnswerSeal?) throws -> [UInt8] {
            let value = needle.withUnsafeBytes {
                StoredAnswer.encode(answer, body: $0, under: fingerprint, seal: seal)
            }
            return try #require(value)
        }
        let seal = AnswerSeal(masterKey: SealingTests.key(1), salt: AnswerSeal.newSalt())
        for text in ["forty-two", "secret plans", "gpt-4o", "default@7"] {
            #expect(try SealingTests.contains(value(nil), text))
            #expect(try !SealingTests.contains(value(seal), text))
        }
        // Each time under another nonce.
        #expect(try value(seal) != value(seal))
    }

    private static func contains(_ bytes: [UInt8], _ text: String) -> Bool {
        let text = Array(text.utf8)
        return bytes.indices.contains { bytes[$0...].starts(with: text) }
    }

    @Test func everyFlippedBitIsFound() throws {
        let fingerprint = AnswerFixture.fingerprint(1)
        let seal = AnswerSeal(masterKey: SealingTests.key(1), salt: AnswerSeal.newSalt())
        let sealed = Array("short".utf8).withUnsafeBytes {
            StoredAnswer.encode(AnswerFixture.answer(), body: $0, under: fingerprint, seal: seal)
        }
        let value = try #require(sealed)
        func reads(_ value: [UInt8], _ fingerprint: Fingerprint) -> Bool {
            value.withUnsafeBytes { StoredAnswer.read($0, under: fingerprint, seal: seal) { _ in } } == .good
        }
        #expect(reads(value, fingerprint))
        for index in value.indices {
            var damaged = value
            damaged[index] ^= 1 << UInt8(index % 8)
            #expect(!reads(damaged, fingerprint))
        }
        for count in 0..<value.count {
            #expect(!reads(Array(value[..<count]), fingerprint))
        }
        // Sealed for one request, it opens for no other, whatever the head says.
        var moved = value
        AnswerFixture.fingerprint(2).withUnsafeBytes { moved.replaceSubrange(88..<120, with: $0) }
        #expect(!reads(moved, AnswerFixture.fingerprint(2)))
    }

    @Test(
        arguments: [
            (nil, key(1)), (key(1), nil), (key(1), key(2)),
        ] as [([UInt8]?, [UInt8]?)]
    )
    func whatIsSealedOtherwiseIsForeignAndGoes(before: [UInt8]?, after: [UInt8]?) throws {
        do {
            let cache = try self.open(before)
            for number in 0..<3 {
                cache.put(number)
            }
            cache.flush()
        }
        let cache = try self.open(after)
        let reader = cache.makeReader()
        #expect(cache.body(of: AnswerFixture.fingerprint(1), reader) == nil)
        #expect(cache.stats.foreign == 1)
        #expect(cache.stats.corrupt == 0)
        cache.flush()
        #expect(cache.stats.entries == 2)
        cache.put(1)
        cache.flush()
        #expect(cache.body(of: AnswerFixture.fingerprint(1), reader) == AnswerFixture.body(1))
    }

    @Test func purgesReachWhatIsSealed() throws {
        let cache = try self.open(SealingTests.key(1))
        let reader = cache.makeReader()
        var answer = AnswerFixture.answer()
        answer.labels.tags = ["blue"]
        cache.put(1, answer)
        cache.put(2)
        try cache.purge(.tag("blue"))
        #expect(cache.body(of: AnswerFixture.fingerprint(1), reader) == nil)
        #expect(cache.body(of: AnswerFixture.fingerprint(2), reader) != nil)
    }

    @Test func aKeyOfAnotherLengthIsRefused() {
        #expect(throws: MasterKeyError.self) { try self.open([1, 2, 3]) }
    }
}
