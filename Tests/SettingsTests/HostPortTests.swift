import Testing

@testable import Settings

@Suite struct HostPortTests {
    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1", 8080), ("[::1]:0", "::1", 0), ("localhost:80", "localhost", 80),
        ("0.0.0.0:65535", "0.0.0.0", 65535), ("gate-way.lan:1", "gate-way.lan", 1), ("[::]:8080", "::", 8080),
    ])
    func readsAndWrites(text: String, host: String, port: Int) throws {
        let address = try HostPort(parsing: text)
        #expect(address == HostPort(host: host, port: port))
        #expect(address.description == text)
    }

    @Test(arguments: [
        "", ":", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+1",
        "::1:8080",
        "[::1]", "[::1", "[1.2.3.4]:80", "[]:80", "256.0.0.1:80", "127.1:80", "1.2.3.4.5:80", "0x7f.1:80", "a b:80",
        "a/b:80",
        "a..b:80", ".a:80", "é:80", "http://a:80", "[::1%lo]:80", "127.0.0.1\u{0}:80",
    ])
    func refuses(text: String) {
        #expect(throws: HostPort.Unreadable.self) { try HostPort(parsing: text) }
    }

    @Test(arguments: [
        ("127.0.0.1:1", true), ("127.255.1.2:1", true), ("localhost:1", true), ("[::1]:1", true),
        ("[0:0:0:0:0:0:0:1]:1", true), ("[::ffff:127.0.0.1]:1", true), ("0.0.0.0:1", false), ("[::]:1", false),
        ("10.0.0.1:1", false), ("128.0.0.1:1", false), ("localhost.evil.example:1", false),
        ("[::ffff:10.0.0.1]:1", false),
    ])
    func knowsWhatOnlyThisMachineReaches(text: String, isLoopback: Bool) throws {
        #expect(try HostPort(parsing: text).isLoopback == isLoopback)
    }
}
