import Exchange
import Testing

@Suite struct HostRuleTests {
    @Test(arguments: [
        "localhost", "LocalHost", "localhost:8080", "127.0.0.1", "127.0.0.1:1", "127.255.0.3:65535", "[::1]",
        "[::1]:8080",
        "[0:0:0:0:0:0:0:1]",
    ])
    func acceptsLoopbackNames(host: String) {
        #expect(HostRule().accepts(host: host))
    }

    @Test(arguments: [
        "", ":8080", "example.com", "localhost.", "localhost.example.com", "a.localhost", "127.0.0.1.example.com",
        "127.1",
        "127.0.0", "127.0.0.256", "127.0.0.01", "127.0.0.+1", "0127.0.0.1", "0x7f.0.0.1", "2130706433", "0.0.0.0",
        "10.0.0.1",
        "localhost:", "localhost:0", "localhost:65536", "localhost:+80", "localhost:80:80", "localhost:80x",
        "localhost/",
        "user@localhost", "local host", " localhost", "localhost\r\n", "[::1", "::1]", "[::1]x", "[::1]:", "[]",
        "[localhost]",
        "[::ffff:127.0.0.1]", "lоcalhost",
    ])
    func refusesEverythingElse(host: String) {
        #expect(!HostRule().accepts(host: host))
    }

    @Test(arguments: [
        ("gateway.lan", "gateway.lan", true),
        ("Gateway.LAN", "gateway.lan:8080", true),
        ("gateway.lan", "x.gateway.lan", false),
        ("gateway.lan:8080", "gateway.lan:8080", true),
        ("gateway.lan:8080", "gateway.lan:8081", false),
        ("gateway.lan:8080", "gateway.lan", false),
        ("fd00::1", "[fd00::1]:8080", true),
        ("[fd00::1]", "[FD00::1]", true),
        ("10.0.0.5", "10.0.0.5:80", true),
        ("*", "example.com", false),
    ])
    func acceptsWhatTheOperatorLists(listed: String, host: String, accepted: Bool) {
        #expect(HostRule(hosts: [listed]).accepts(host: host) == accepted)
        #expect(HostRule(hosts: [listed]).accepts(host: "localhost"))
    }

    @Test(arguments: [
        (nil, true),
        ("http://localhost:3000", true),
        ("HTTPS://127.0.0.1", true),
        ("http://gateway.lan", true),
        ("null", false),
        ("", false),
        ("http://", false),
        ("http://example.com", false),
        ("http://localhost.example.com", false),
        ("http://localhost:3000/", false),
        ("http://user@localhost", false),
        ("ftp://localhost", false),
        ("localhost", false),
        ("http:localhost", false),
    ])
    func acceptsAnOriginOfItsOwnNames(origin: String?, accepted: Bool) {
        #expect(HostRule(hosts: ["gateway.lan"]).accepts(origin: origin) == accepted)
    }

    @Test func tellsAnOperatorWhatIsNoName() {
        #expect(HostRule.isName("gateway.lan"))
        #expect(HostRule.isName("[fd00::1]:8080"))
        #expect(!HostRule.isName("http://gateway.lan"))
        #expect(!HostRule.isName("*.lan"))
    }
}
