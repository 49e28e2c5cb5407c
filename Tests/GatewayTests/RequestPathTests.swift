import Exchange
import NIOHTTP1
import Testing

@testable import Gateway

@Suite struct RequestPathTests {
    private func path(_ uri: String, _ method: HTTPMethod = .POST) -> (RequestPath?, Int) {
        let head = HTTPRequestHead(version: .http1_1, method: method, uri: uri, headers: ["host": "h"])
        do {
            return (try RequestPath(head), 200)
        } catch {
            return (nil, error.status)
        }
    }

    @Test func knowsItsRoutes() {
        #expect(self.path("/v1/chat/completions").0 == .chatCompletions)
        #expect(self.path("/v1/chat/completions?api-version=1").0 == .chatCompletions)
        #expect(self.path("/v1/embeddings").0 == .embeddings)
        #expect(self.path("/v1/messages").0 == .messages)
        #expect(self.path("/v1/models", .GET).0 == .models)
        #expect(self.path("/v1/models/a", .GET).0 == .model("a"))
        #expect(self.path("/v1/models/demo/demo", .GET).0 == .model("demo/demo"))
        #expect(self.path("/healthz", .GET).0 == .health)
        #expect(self.path("/openai/v1/chat/completions").0 == .provider("openai", rest: "v1/chat/completions"))
        #expect(self.path("http://h/v1/messages").0 == .messages)
    }

    @Test(arguments: [
        ("/v1/chat/completions", HTTPMethod.GET, 405), ("/v1/models", .POST, 405), ("/v1/responses", .POST, 404),
        ("/nope", .POST, 404), ("/api/keys", .GET, 404), ("/metrics", .GET, 404), ("//v1/messages", .POST, 400),
        ("/x/../v1/messages", .POST, 400), ("/x/./y", .POST, 400), ("/x/%2e%2e/y", .POST, 400),
        ("/x%2fy/z", .POST, 400),
        ("/x/%zz", .POST, 400), ("/x/%00", .POST, 400), ("/a\\b", .POST, 400), ("v1/messages", .POST, 400),
        ("*", .POST, 400), ("http://other/v1/messages", .POST, 400), ("/x/y#z", .POST, 400),
        ("/v1/messages", .TRACE, 405), ("h:22", .CONNECT, 405),
    ])
    func refusesWhatLeadsNowhere(uri: String, method: HTTPMethod, status: Int) {
        #expect(self.path(uri, method).1 == status)
    }

    @Test func guessesTheSurfaceOfAnError() {
        #expect(RequestPath.dialect(of: "/v1/messages") == .anthropic)
        #expect(RequestPath.dialect(of: "/v1beta/models/x:generateContent") == .gemini)
        #expect(RequestPath.dialect(of: "/v1/chat/completions") == .openAI)
    }
}
