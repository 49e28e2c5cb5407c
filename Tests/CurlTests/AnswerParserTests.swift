import Testing

@testable import Curl

struct AnswerParserTests {
    /// What an answer came to.
    private struct Outcome: Equatable {
        var status: Int?
        var fields: [String] = []
        var body: [UInt8] = []
        var isComplete = false
        var keepsAlive = false
        var leftOver = 0
        var fault: AnswerParser.Fault?
    }

    /// Parses pieces one after the other, then the end of the connection.
    private static func parse(_ pieces: [ArraySlice<UInt8>]) -> Outcome {
        var parser = AnswerParser()
        var outcome = Outcome()
        for piece in pieces {
            Array(piece).withUnsafeBytes { bytes in
                var offset = 0
                while true {
                    switch parser.step(bytes, at: &offset) {
                    case .more:
                        if offset != bytes.count { outcome.leftOver = -1 }
                        return
                    case .head(let head):
                        outcome.status = head.status
                        outcome.fields = head.allFields.map { "\($0): \($1)" }
                    case .body(let range):
                        outcome.body.append(contentsOf: bytes[range])
                    case .end:
                        outcome.isComplete = true
                        outcome.leftOver += bytes.count - offset
                        return
                    case .fault(let fault):
                        outcome.fault = fault
                        return
                    }
                }
            }
        }
        if outcome.fault == nil, case .complete = parser.ending { outcome.isComplete = true }
        outcome.keepsAlive = parser.keepsAlive && outcome.isComplete
        return outcome
    }

    private static func parse(_ text: String) -> Outcome {
        Self.parse([Array(text.utf8)[...]])
    }

    private static let ok = "HTTP/1.1 200 OK\r\n"

    static let whole: [(text: String, body: String, keepsAlive: Bool)] = [
        (ok + "Content-Length: 5\r\nX: y\r\n\r\nhello", "hello", true),
        (ok + "content-length: 0\r\n\r\n", "", true),
        (ok + "content-length: 5\r\ncontent-length: 5\r\n\r\nhello", "hello", true),
        (ok + "Transfer-Encoding: Chunked\r\n\r\n2\r\nhe\r\n03 ;x=y\r\nllo\r\n0\r\n\r\n", "hello", true),
        (ok + "transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n00\r\nx-trailer: 1\r\ny: z\r\n\r\n", "hello", true),
        (ok + "transfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "hello", false),
        (ok + "content-length: 5\r\nConnection: x, Close\r\n\r\nhello", "hello", false),
        (ok + "\r\nhello", "hello", false),
        ("HTTP/1.0 200 OK\r\ncontent-length: 5\r\nconnection: keep-alive\r\n\r\nhello", "hello", false),
        ("HTTP/1.1 200\r\ncontent-length: 5\r\n\r\nhello", "hello", true),
        ("HTTP/1.1 204 No Content\r\n\r\n", "", true),
        ("HTTP/1.1 304 Not Modified\r\ncontent-length: 7\r\n\r\n", "", true),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nlink: x\r\n\r\n\(ok)content-length: 5\r\n\r\nhello",
            "hello", true
        ),
    ]

    @Test(arguments: whole)
    func readsEachFramingAtEachCut(text: String, body: String, keepsAlive: Bool) {
        let bytes = Array(text.utf8)
        let expected = Self.parse(text)
        #expect(expected.body == Array(body.utf8) && expected.isComplete && expected.fault == nil)
        #expect(expected.keepsAlive == keepsAlive && expected.leftOver == 0)
        for cut in bytes.indices {
            #expect(Self.parse([bytes[..<cut], bytes[cut...]]) == expected)
        }
        #expect(Self.parse(bytes.indices.map { bytes[$0...$0] }) == expected)
    }

    @Test(arguments: whole.filter { $0.keepsAlive })
    func isNotCompleteBeforeItsEnd(text: String, body: String, keepsAlive: Bool) {
        let bytes = Array(text.utf8)
        for end in bytes.indices {
            #expect(!Self.parse([bytes[..<end]]).isComplete)
        }
        let after = Self.parse([bytes + Array("HTTP".utf8)[...]].map { $0[...] })
        #expect(after.isComplete && after.leftOver == 4)
    }

    static let bad: [String] = [
        "BANANA 200\r\n\r\n", "HTTP/2 200 OK\r\n\r\n", "HTTP/1.2 200 OK\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n",
        "HTTP/1.1 999 X\r\n\r\n", "HTTP/1.1 20 X\r\n\r\n", "HTTP/1.1 2000 X\r\n\r\n", "HTTP/1.1 101 X\r\n\r\n", "hello",
        ok + ": x\r\n\r\n", ok + "a b: x\r\n\r\n", ok + "x\r\n\r\n", ok + "x: y\r\n z\r\n\r\n", ok + "x: a\rb\r\n\r\n",
        ok + "content-length: -1\r\n\r\n", ok + "content-length: +1\r\n\r\na", ok + "content-length: 1, 1\r\n\r\na",
        ok + "content-length: 9999999999999999999\r\n\r\na", ok + "content-length: \r\n\r\na",
        ok + "content-length: 3\r\ncontent-length: 4\r\n\r\nabcd", ok + "content-length: 0x1\r\n\r\na",
        ok + "transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n", ok + "transfer-encoding: identity\r\n\r\n",
        ok + "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", ok + "content-encoding: gzip\r\n\r\na",
    ]

    @Test(arguments: bad)
    func refusesHeads(text: String) {
        let bytes = Array(text.utf8)
        let outcome = Self.parse(text)
        guard case .badHead = outcome.fault else {
            Issue.record("\(outcome)")
            return
        }
        #expect(Self.parse(bytes.indices.map { bytes[$0...$0] }).fault == outcome.fault)
    }

    @Test(arguments: [
        "zz\r\nabc\r\n", "\r\nabc", "3\nabc\r\n", "3\r\nabcd\r\n", "3\r\nabc\n0\r\n\r\n", "-1\r\n",
        "1000000000000000\r\n",
        "3 x\r\nabc\r\n", "0x3\r\nabc\r\n", "3;\u{1}\r\nabc\r\n", " 3\r\nabc\r\n",
        "3;" + String(repeating: "x", count: 2000),
    ])
    func refusesChunks(text: String) {
        #expect(Self.parse(Self.ok + "transfer-encoding: chunked\r\n\r\n" + text).fault == .badChunks)
    }

    @Test(arguments: ["HTTP/1.1 100 X\r\n\r\n", "x: y\r\n", String(repeating: "x", count: 100)])
    func boundsHeadsAndTrailers(piece: String) {
        let many = String(repeating: piece, count: 20_000)
        let isInterim = piece.hasPrefix("HTTP")
        #expect(Self.parse(isInterim ? many : Self.ok + many).fault == .headTooLarge)
        guard !isInterim else { return }
        #expect(Self.parse(Self.ok + "transfer-encoding: chunked\r\n\r\n0\r\n" + many).fault == .headTooLarge)
    }

    @Test func survivesMutations() {
        var seed: UInt64 = 0x9e37_79b9_7f4a_7c15
        func random(below bound: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(truncatingIfNeeded: (seed &>> 33) % UInt64(max(1, bound)))
        }
        let words = [
            "\r\n", "\n", "\r", ":", "0", "ffffffffffffffff", "HTTP/1.1 ", "content-length: 9", " ", "\0", ";", "-",
        ]
        for round in 0..<20_000 {
            var bytes = Array(Self.whole[round % Self.whole.count].text.utf8)
            for _ in 0...random(below: 4) {
                let place = random(below: bytes.count)
                switch random(below: 4) {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random(below: 256))
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + random(below: 8)))
                case 2: bytes.insert(contentsOf: words[random(below: words.count)].utf8, at: place)
                default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + random(below: 30))], at: place)
                }
                if bytes.isEmpty { bytes = [0x48] }
            }
            let cut = random(below: bytes.count)
            let whole = Self.parse([bytes[...]])
            let halves = Self.parse([bytes[..<cut], bytes[cut...]])
            // A fault may be seen earlier or later; what is sound must be the same.
            #expect(whole.isComplete == halves.isComplete && whole.status == halves.status && whole.body == halves.body)
            #expect(whole.keepsAlive == halves.keepsAlive && (whole.fault == nil) == (halves.fault == nil))
        }
    }
}
