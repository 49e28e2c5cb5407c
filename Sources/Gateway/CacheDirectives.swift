import Exchange

/// What a caller asks of the cache: `Cache-Control` (RFC 9111, 5.2.1) and Gatehouse's own fields.
///
/// A caller may only tighten: a shorter life, a younger answer, none at all.
struct CacheDirectives: Equatable {
    /// `no-store`: neither read nor write.
    var noStore = false
    /// `no-cache`, or `max-age=0`: write only.
    var noCache = false
    /// `only-if-cached`: 504 rather than a call.
    var onlyIfCached = false
    /// Seconds; an older answer is none.
    var maxAge: UInt64?
    /// Seconds that an answer to this request may live.
    var ttl: UInt64?
    var namespace = ""

    init() {}

    /// - Parameter ttlMax: what the operator lets an answer live, in seconds.
    init(_ facts: HeadFacts, ttlMax: UInt64) throws(Refusal) {
        if let control = facts.cacheControl {
            for directive in control.split(separator: ",") {
                try self.read(directive.drop(while: { $0 == " " }))
            }
        }
        if let text = facts.cacheTTL {
            guard let seconds = Self.seconds(text), seconds > 0 else {
                throw Refusal(
                    .invalidRequest,
                    "x-gatehouse-cache-ttl is a number of seconds, at least 1.",
                    param: "x-gatehouse-cache-ttl"
                )
            }
            guard seconds <= ttlMax else {
                throw Refusal(
                    .invalidRequest,
                    "x-gatehouse-cache-ttl may shorten the life of an answer, never lengthen it: at most \(ttlMax).",
                    param: "x-gatehouse-cache-ttl"
                )
            }
            self.ttl = seconds
        }
        if let namespace = facts.cacheNamespace {
            guard !namespace.isEmpty, namespace.utf8.count <= 64, namespace.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
            else {
                throw Refusal(
                    .invalidRequest,
                    "x-gatehouse-cache-namespace is a name of at most 64 visible ASCII characters.",
                    param: "x-gatehouse-cache-namespace"
                )
            }
            self.namespace = namespace
        }
    }

    private mutating func read(_ directive: Substring) throws(Refusal) {
        let parts = directive.split(separator: "=", maxSplits: 1)
        guard let name = parts.first.map(String.init) else { return }
        if name.isField("no-store") {
            self.noStore = true
        } else if name.isField("no-cache") {
            self.noCache = true
        } else if name.isField("only-if-cached") {
            self.onlyIfCached = true
        } else if name.isField("max-age") {
            // A number that cannot be read is the strictest one (RFC 9111, 4.2.1).
            let seconds = parts.count == 2 ? Self.seconds(String(parts[1])) ?? 0 : 0
            self.maxAge = seconds
            if seconds == 0 { self.noCache = true }
        }
    }

    private static func seconds(_ text: String) -> UInt64? {
        var result: UInt64 = 0
        guard !text.isEmpty, text.utf8.count <= 10 else { return nil }
        for byte in text.utf8 {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            result = result * 10 + UInt64(byte - 0x30)
        }
        return result
    }
}
