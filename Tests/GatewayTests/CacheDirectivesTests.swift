import Exchange
import NIOHTTP1
import Testing

@testable import Gateway

@Suite struct CacheDirectivesTests {
    private func directives(_ fields: [(String, String)], ttlMax: UInt64 = 3600) throws -> CacheDirectives {
        let head = HTTPRequestHead(
            version: .http1_1,
            method: .POST,
            uri: "/",
            headers: HTTPHeaders([("Host", "h")] + fields)
        )
        return try CacheDirectives(try HeadFacts(head), ttlMax: ttlMax)
    }

    @Test func readsWhatACallerAsksOfTheCache() throws {
        #expect(try self.directives([]) == CacheDirectives())
        #expect(try self.directives([("Cache-Control", "no-store")]).noStore)
        #expect(try self.directives([("Cache-Control", "No-Cache")]).noCache)
        #expect(try self.directives([("Cache-Control", "max-age=0")]).noCache)
        #expect(try self.directives([("Cache-Control", "max-age=nonsense")]).noCache)
        #expect(try self.directives([("Cache-Control", "max-age=60, only-if-cached")]).maxAge == 60)
        #expect(try self.directives([("Cache-Control", "max-age=60, only-if-cached")]).onlyIfCached)
        #expect(try self.directives([("x-gatehouse-cache-ttl", "60")]).ttl == 60)
        #expect(try self.directives([("x-gatehouse-cache-namespace", "a-b")]).namespace == "a-b")
    }

    @Test(arguments: [
        ("x-gatehouse-cache-ttl", "0"), ("x-gatehouse-cache-ttl", "-1"), ("x-gatehouse-cache-ttl", "3601"),
        ("x-gatehouse-cache-ttl", ""), ("x-gatehouse-cache-namespace", ""), ("x-gatehouse-cache-namespace", "a b"),
    ])
    func refusesToLoosen(name: String, value: String) {
        #expect(throws: Refusal.self) { try self.directives([(name, value)]) }
    }
}
