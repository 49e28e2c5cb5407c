import Testing

@testable import Settings

@Suite struct BaseURLTests {
    @Test(arguments: [
        ("https://api.openai.com/v1", true, "api.openai.com", 443, "/v1", "https://api.openai.com/v1"),
        ("HTTPS://API.Example.com/V1/", true, "api.example.com", 443, "/V1", "https://api.example.com/V1"),
        ("http://127.0.0.1:11434/v1", false, "127.0.0.1", 11434, "/v1", "http://127.0.0.1:11434/v1"),
        ("http://[::1]:80", false, "::1", 80, "", "http://[::1]:80"),
        ("http://[::1]/a/b//", false, "::1", 80, "/a/b", "http://[::1]/a/b"),
        ("https://localhost", true, "localhost", 443, "", "https://localhost"),
    ])
    func reads(text: String, isTLS: Bool, host: String, port: Int, path: String, canonical: String) throws {
        let url = try BaseURL(parsing: text)
        #expect(url.isTLS == isTLS && url.host == host && url.port == port && url.path == path && url.text == canonical)
    }

    @Test(arguments: [
        "", "api.openai.com/v1", "ftp://a/b", "file:///etc/passwd", "https://", "https:///v1", "https://:443/v1",
        "https://user@host/v1", "https://user:word@host/v1", "https://host/v1?a=b", "https://host/v1#a",
        "https://host:0/v1",
        "https://host:65536/v1", "https://host:/v1", "https://host:x/v1", "https://ho st/v1", "https://host/v1\n",
        "https://host/a/../b", "https://host/./b", "https://host//b", "https://host/%2e%2e/b", "https://host\\evil/v1",
        "https://hôst/v1", "https://[::1/v1", "https://::1/v1", "https://127.1/v1", "https:/host/v1", "gopher://host",
    ])
    func refuses(text: String) {
        #expect(throws: BaseURL.Unreadable.self) { try BaseURL(parsing: text) }
    }
}
