import NIOHTTP1
import Testing

@testable import Gateway

@Suite struct HeadFactsTests {
    private func head(
        _ fields: [(String, String)],
        version: HTTPVersion = .http1_1,
        uri: String = "/v1/models"
    ) -> HTTPRequestHead {
        HTTPRequestHead(version: version, method: .POST, uri: uri, headers: HTTPHeaders(fields))
    }

    private func status(
        _ fields: [(String, String)],
        version: HTTPVersion = .http1_1,
        uri: String = "/v1/models"
    ) -> Int {
        do {
            _ = try HeadFacts(self.head(fields, version: version, uri: uri))
            return 200
        } catch {
            return error.status
        }
    }

    @Test(arguments: [
        ("Authorization", "Bearer k-1"), ("authorization", "bearer k-1"), ("x-api-key", "k-1"),
        ("X-Goog-Api-Key", "k-1"),
        ("api-key", "k-1"),
    ])
    func readsTheKeyFromWhicheverFieldAnSDKUses(name: String, value: String) throws {
        #expect(try HeadFacts(self.head([("Host", "h"), (name, value)])).credential == "k-1")
    }

    @Test func keepsTheGatehouseKeyApart() throws {
        let facts = try HeadFacts(
            self.head([("Host", "h"), ("x-gatehouse-key", "k-1"), ("Authorization", "Bearer p")])
        )
        #expect(facts.gatehouseKey == "k-1")
        #expect(facts.credential == "p")
    }

    @Test func takesTwoDifferentKeysForNone() throws {
        let facts = try HeadFacts(self.head([("Host", "h"), ("x-api-key", "a"), ("Authorization", "Bearer b")]))
        #expect(facts.credential != "a")
        #expect(facts.credential != "b")
        #expect(facts.credential.utf8.contains { $0 < 0x20 })
    }

    @Test func takesTheSameKeyTwiceForOne() throws {
        let facts = try HeadFacts(self.head([("Host", "h"), ("x-api-key", "a"), ("Authorization", "Bearer a")]))
        #expect(facts.credential == "a")
    }

    @Test(
        arguments: [
            ([("Host", "a"), ("Host", "a")], 400), ([], 400), ([("Host", "")], 400), ([("Host", "a b")], 400),
            ([("Host", "a/b")], 400), ([("Host", "u@h")], 400), ([("Host", "[::1]:80")], 200),
            ([("Host", "a.b:1")], 200),
            ([("Host", "a"), ("Content-Length", "1"), ("Transfer-Encoding", "chunked")], 400),
            ([("Host", "a"), ("Content-Length", "1"), ("Content-Length", "1")], 400),
            ([("Host", "a"), ("Content-Length", "+1")], 400), ([("Host", "a"), ("Content-Length", "")], 400),
            ([("Host", "a"), ("Content-Length", "99999999999999999999")], 400),
            ([("Host", "a"), ("Transfer-Encoding", "gzip, chunked")], 400),
            ([("Host", "a"), ("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "chunked")], 400),
            ([("Host", "a"), ("Expect", "200-ok")], 417), ([("Host", "a"), ("Expect", "100-Continue")], 200),
        ] as [([(String, String)], Int)]
    )
    func refusesWhatCouldBeReadInTwoWays(fields: [(String, String)], status: Int) {
        #expect(self.status(fields) == status)
    }

    @Test func refusesOtherVersionsAndLongTargets() {
        #expect(self.status([("Host", "a")], version: HTTPVersion(major: 2, minor: 0)) == 505)
        #expect(self.status([], version: .http1_0) == 200)
        #expect(self.status([("Transfer-Encoding", "chunked")], version: .http1_0) == 400)
        #expect(self.status([("Host", "a")], uri: "/" + String(repeating: "a", count: 8192)) == 414)
    }

    @Test func echoesOnlyAVisibleRequestID() throws {
        #expect(try HeadFacts(self.head([("Host", "h"), ("X-Request-Id", "abc-1")])).clientRequestID == "abc-1")
        #expect(try HeadFacts(self.head([("Host", "h"), ("X-Request-Id", "a b")])).clientRequestID == nil)
        let long = String(repeating: "a", count: 129)
        #expect(try HeadFacts(self.head([("Host", "h"), ("X-Request-Id", long)])).clientRequestID == nil)
    }
}
