import Cache
import Exchange
import Keys

extension StageOperation {
    /// What a request asks for, as the key of a cached answer.
    static let fingerprinting = [("0.5 KB", 512), ("8 KB", 8192), ("64 KB", 65_536)].map { label, size in
        let request = SampleRequest(bytes: size)
        return StageOperation("fingerprint \(label)", bytes: request.body.count) {
            let key = FingerprintKey((0..<32).map { _ in UInt8.random(in: .min ... .max) })
            let tape = try request.scanned()
            let target = "openai openai https://api.openai.com/v1 gpt-4o-mini"
            let model = CachedModel(name: "gpt-4o-mini", targets: [target])
            let caller = Caller(keyID: "kid0123456789", name: "measured")
            var scratch = CacheScratch()
            return { times in
                request.body.withUnsafeBytes { bytes in
                    var sum: UInt64 = 0
                    for _ in 0..<times {
                        let fields = FingerprintFields(
                            endpoint: .chatCompletions,
                            dialect: .openAI,
                            model: model,
                            scope: CacheScope(caller)
                        )
                        let fingerprint = key.fingerprint(fields, tape: tape, body: bytes, scratch: &scratch)
                        sum &+= fingerprint.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
                    }
                    return sum
                }
            }
        }
    }

    static let caching = [("0.5 KB", 512), ("8 KB", 8192)].flatMap { label, size in
        let body = SampleRequest(bytes: size).body
        return [
            StageOperation("cache get \(label)", bytes: body.count) { try Self.hits(on: body) },
            StageOperation("cache put \(label)") { try Self.stores(of: body) },
        ]
    }

    /// Hits on one of a thousand committed answers after another.
    private static func hits(on body: [UInt8]) throws -> Repetition {
        let cache = try Self.cache()
        for number in 0..<Self.storedAnswers { Self.put(number, body, into: cache) }
        cache.flush()
        guard cache.stats.stores == Self.storedAnswers else { throw UnfitSample("the cache did not take every answer") }
        let reader = cache.makeReader()
        var number = 0
        return { times in
            var sum: UInt64 = 0
            for _ in 0..<times {
                number = (number + 1) % Self.storedAnswers
                guard let fingerprint = Fingerprint(number: number) else { continue }
                let bytes = cache.get(fingerprint, now: 1, reader: reader) { view in view.body.count }
                sum &+= UInt64(bytes ?? 0)
            }
            return sum
        }
    }

    /// Stores until they are committed: what the loop does and what the writer's thread does, in groups as they come. The
    /// store is small enough that old answers make room for new ones, as in a cache that has run for a while.
    private static func stores(of body: [UInt8]) throws -> Repetition {
        let cache = try Self.cache()
        var number = 0
        return { times in
            for _ in 0..<times {
                number += 1
                Self.put(number, body, into: cache)
            }
            cache.flush()
            return cache.stats.stores
        }
    }

    private static let storedAnswers = 1000
    private static let putsPerFlush = 64

    private static func cache() throws -> ExactCache {
        try withTemporaryFolder { folder in
            try ExactCache(directory: folder, options: ExactCache.Options(bytesMax: 64 << 20))
        }
    }

    /// Waits for the writer now and then, because a full queue would drop what comes.
    private static func put(_ number: Int, _ body: [UInt8], into cache: ExactCache) {
        let answer = CachedAnswer(
            form: .whole,
            contentType: .json,
            endpoint: .chatCompletions,
            dialect: .openAI,
            storedAt: 0,
            expiresAt: .max,
            policy: "default@1f2e3d4c5b6a",
            usage: TokenUsage(prompt: 120, completion: 40),
            bodyHasUsage: true,
            target: "openai/gpt-4o-mini",
            upstreamModel: "gpt-4o-mini-2024-07-18"
        )
        guard let fingerprint = Fingerprint(number: number) else { return }
        _ = body.withUnsafeBytes { bytes in cache.put(fingerprint, answer, body: bytes) }
        if number % Self.putsPerFlush == 0 { cache.flush() }
    }
}

extension Fingerprint {
    /// As random as a real one, by a mixer of 64 bits, and the same for the same number.
    fileprivate init?(number: Int) {
        var words = InlineArray<4, UInt64>(repeating: 0)
        for index in words.indices {
            var mixed = UInt64(number &* 4 &+ index) &* 0x9e37_79b9_7f4a_7c15
            mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
            words[index] = mixed ^ mixed >> 27
        }
        let fingerprint = Swift.withUnsafeBytes(of: &words) { Fingerprint(UnsafeRawBufferPointer($0)) }
        guard let fingerprint else { return nil }
        self = fingerprint
    }
}
