import Exchange

@testable import Cache

enum AnswerFixture {
    static let now: UInt64 = 1_700_000_000_000

    static func answer(storedAt: UInt64 = now, ttl: UInt64 = 60_000) -> CachedAnswer {
        CachedAnswer(
            form: .stream,
            status: 200,
            contentType: .eventStream,
            endpoint: .chatCompletions,
            dialect: .openAI,
            storedAt: storedAt,
            expiresAt: storedAt + ttl,
            policy: "default@7",
            isChangedByPolicy: true,
            usage: TokenUsage(prompt: 12, completion: 34),
            bodyHasUsage: true,
            target: "openai/gpt-4o",
            upstreamModel: "gpt-4o-2024-08-06"
        )
    }

    static func fingerprint(_ number: Int) -> Fingerprint {
        var generator = SeededGenerator(seed: UInt64(bitPattern: Int64(number)))
        let bytes = (0..<Fingerprint.byteCount).map { _ in UInt8.random(in: 0...255, using: &generator) }
        guard let fingerprint = bytes.withUnsafeBytes({ Fingerprint($0) }) else {
            preconditionFailure("a fingerprint has 32 bytes")
        }
        return fingerprint
    }

    /// A body that can be told from every other.
    static func body(_ number: Int, count: Int = 200) -> [UInt8] {
        var generator = SeededGenerator(seed: UInt64(bitPattern: Int64(number)) &+ 77)
        var body = [UInt8](repeating: 0, count: count)
        body.withUnsafeMutableBytes { bytes in
            var offset = 0
            while offset < bytes.count {
                withUnsafeBytes(of: generator.next()) { word in
                    UnsafeMutableRawBufferPointer(rebasing: bytes[offset...])
                        .copyMemory(from: UnsafeRawBufferPointer(rebasing: word.prefix(bytes.count - offset)))
                }
                offset += 8
            }
        }
        return body
    }
}

extension ExactCache {
    /// The stored body, copied.
    func body(
        of fingerprint: Fingerprint,
        now: UInt64 = AnswerFixture.now,
        _ reader: CacheReader
    ) -> [UInt8]? {
        self.get(fingerprint, now: now, reader: reader) { [UInt8]($0.body) }
    }

    @discardableResult
    func put(_ number: Int, count: Int = 200, _ answer: CachedAnswer = AnswerFixture.answer()) -> Bool {
        AnswerFixture.body(number, count: count).withUnsafeBytes {
            self.put(AnswerFixture.fingerprint(number), answer, body: $0)
        }
    }
}
