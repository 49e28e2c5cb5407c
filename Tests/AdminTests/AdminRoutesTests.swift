import Exchange
import NIOCore
import NIOHTTP1
import Testing

@testable import Admin

@Suite struct AdminRoutesTests {
    private static let token = "correct horse"

    private func ask(
        _ path: String,
        method: HTTPMethod = .GET,
        token: String? = nil,
        isReady: Bool = true,
        _ headers: [(String, String)] = [("Host", "localhost:8081")]
    ) -> AdminAnswer {
        let settings = AdminSettings(
            token: token.map(Secret.init),
            hosts: ["admin.lan"],
            version: "1.2.3\"",
            ready: { isReady },
            metrics: { Array("up 1\n".utf8) }
        )
        let head = HTTPRequestHead(version: .http1_1, method: method, uri: path, headers: HTTPHeaders(headers))
        return AdminRoutes(settings: settings).answer(to: head)
    }

    private func text(_ answer: AdminAnswer) -> String {
        String(decoding: answer.body, as: UTF8.self)
    }

    @Test func answersWhatThereIs() {
        #expect(self.text(self.ask("/healthz")) == "{\"status\":\"ok\"}\n")
        #expect(self.text(self.ask("/readyz")) == "{\"status\":\"ready\"}\n")
        #expect(self.ask("/readyz", isReady: false).status == .serviceUnavailable)
        #expect(self.text(self.ask("/metrics?x=1")) == "up 1\n")
        #expect(self.ask("/metrics").contentType == "text/plain; version=0.0.4; charset=utf-8")
        #expect(self.text(self.ask("/api/version")) == "{\"name\":\"gatehouse\",\"version\":\"1.2.3\\\"\"}\n")
    }

    @Test(arguments: ["/", "/api/keys", "/api/cache/stats", "/api/reload", "/api/openapi.json"])
    func saysWhatIsNotSupportedYet(path: String) {
        let answer = self.ask(path)
        #expect(answer.status == .notFound)
        #expect(self.text(answer).contains("not supported yet"))
    }

    @Test(arguments: [
        "/x", "/api", "/api/keysx", "", "*", "//metrics", "/metrics/", "/%6detrics", "http://localhost/metrics",
    ])
    func saysWhatThereIsNot(path: String) {
        let answer = self.ask(path)
        #expect(answer.status == .notFound)
        #expect(!self.text(answer).contains("not supported yet"))
    }

    @Test func allowsOnlyReading() {
        let answer = self.ask("/metrics", method: .POST, [("Host", "localhost"), ("Content-Type", "application/json")])
        #expect(answer.status == .methodNotAllowed)
        #expect(answer.headers.contains { $0 == (name: "allow", value: "GET, HEAD") })
        #expect(self.ask("/healthz", method: .DELETE).status == .methodNotAllowed)
        #expect(self.ask("/metrics", method: .HEAD).status == .ok)
    }

    @Test(
        arguments: [
            ([("Host", "admin.lan:8081")], 200),
            ([("Host", "LOCALHOST")], 200),
            ([("Host", "localhost"), ("Origin", "http://127.0.0.1:8081")], 200),
            ([], 403),
            ([("Host", "")], 403),
            ([("Host", "evil.example")], 403),
            ([("Host", "localhost"), ("Host", "localhost")], 403),
            ([("Host", "localhost"), ("Origin", "http://evil.example")], 403),
            ([("Host", "localhost"), ("Origin", "null")], 403),
            ([("Host", "localhost"), ("Origin", "http://localhost"), ("Origin", "http://evil.example")], 403),
        ] as [([(String, String)], UInt)]
    )
    func keepsPagesOutWithoutAToken(headers: [(String, String)], status: UInt) {
        #expect(self.ask("/metrics", headers).status.code == status)
        #expect(self.ask("/healthz", headers).status == .ok)
        #expect(self.ask("/readyz", headers).status == .ok)
    }

    @Test(
        arguments: [
            ([("Authorization", "Bearer correct horse")], 200),
            ([("authorization", "bEARER correct horse"), ("Host", "10.0.0.5")], 200),
            ([], 401),
            ([("Authorization", "Bearer")], 401),
            ([("Authorization", "Bearer ")], 401),
            ([("Authorization", "correct horse")], 401),
            ([("Authorization", "Basic correct horse")], 401),
            ([("Authorization", "Bearer correct hors")], 401),
            ([("Authorization", "Bearer correct horsf")], 401),
            ([("Authorization", "Bearer correct horse ")], 401),
            ([("Authorization", "Bearer Correct horse")], 401),
            ([("Authorization", "Bearer correct horse"), ("Authorization", "Bearer correct horse")], 401),
            ([("x-api-key", "correct horse"), ("Host", "localhost")], 401),
        ] as [([(String, String)], UInt)]
    )
    func asksForItsToken(headers: [(String, String)], status: UInt) {
        let answer = self.ask("/metrics", token: Self.token, headers)
        #expect(answer.status.code == status)
        #expect(answer.headers.contains { $0.name == "www-authenticate" } == (status == 401))
        #expect(!self.text(answer).contains("horse"))
        #expect(self.ask("/healthz", token: Self.token, headers).status == .ok)
        // Whoever may not ask is not told what there is.
        #expect(self.ask("/x", token: Self.token, headers).status.code == (status == 200 ? 404 : 401))
    }

    @Test func takesAnEmptyTokenForNone() {
        #expect(self.ask("/metrics", token: "").status == .ok)
        #expect(self.ask("/metrics", token: "", [("Host", "evil.example")]).status == .forbidden)
    }

    @Test(arguments: [
        ("application/json", 404), ("Application/JSON; charset=utf-8", 404), ("text/plain", 415),
        ("application/jsonx", 415),
        ("application/x-www-form-urlencoded", 415), ("", 415),
    ])
    func takesPostsAsJSONOnly(type: String, status: UInt) {
        #expect(
            self.ask("/api/reload", method: .POST, [("Host", "localhost"), ("Content-Type", type)]).status.code
                == status
        )
        #expect(self.ask("/api/reload", method: .POST).status == .unsupportedMediaType)
    }

    @Test func refusesInJSON() {
        let answer = self.ask("/x")
        #expect(answer.contentType == "application/json")
        #expect(self.text(answer).hasPrefix(#"{"error":{"message":"There is no such path;"#))
        #expect(
            self.text(answer).hasSuffix("\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"not_found\"}}\n")
        )
    }
}
