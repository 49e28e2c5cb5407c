import Glibc
import NIOCore
import Testing
import Upstreams

/// What an upstream may do wrong, and what becomes of it.
@Suite(.timeLimit(.minutes(2)), .bothWays)
struct UpstreamFaultTests {
    /// Short deadlines, in milliseconds.
    private static func timeouts(
        firstByte: UInt64 = 5000,
        idle: UInt64 = 5000,
        total: UInt64 = 10_000
    ) -> UpstreamTimeouts {
        UpstreamTimeouts(
            connect: 2_000_000_000,
            firstByte: firstByte * 1_000_000,
            idle: idle * 1_000_000,
            total: total * 1_000_000
        )
    }

    /// Each case: what is sent before the connection is closed or reset, and the kind of failure.
    struct Wire: Sendable, CustomTestStringConvertible {
        var name: String
        var sends: [String]
        var resets = false
        var kind: UpstreamFailure.Kind
        var testDescription: String { self.name }
    }

    private static let ok = "HTTP/1.1 200 OK\r\n"

    static let broken: [Wire] = [
        Wire(name: "closed without a byte", sends: [], kind: .reset),
        Wire(name: "reset without a byte", sends: [], resets: true, kind: .reset),
        Wire(name: "reset inside the status line", sends: ["HTTP/1.1 20"], resets: true, kind: .reset),
        Wire(name: "cut inside the body", sends: [ok + "content-length: 50\r\n\r\nabc"], kind: .cut),
        Wire(name: "reset inside the body", sends: [ok + "content-length: 50\r\n\r\nabc"], resets: true, kind: .cut),
        Wire(name: "cut between chunks", sends: [ok + "transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n"], kind: .cut),
        Wire(name: "bad chunk size", sends: [ok + "transfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n"], kind: .cut),
        Wire(name: "not HTTP", sends: ["BANANA 200\r\n\r\n"], kind: .badAnswer),
        Wire(name: "HTTP/0.9", sends: ["hello"], kind: .badAnswer),
        Wire(name: "status 999", sends: ["HTTP/1.1 999 X\r\ncontent-length: 0\r\n\r\n"], kind: .badAnswer),
        Wire(name: "status 099", sends: ["HTTP/1.1 099 X\r\ncontent-length: 0\r\n\r\n"], kind: .badAnswer),
        Wire(
            name: "status 101",
            sends: ["HTTP/1.1 101 X\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"],
            kind: .badAnswer
        ),
        Wire(
            name: "two lengths",
            sends: [ok + "content-length: 3\r\ncontent-length: 5\r\n\r\nabcde"],
            kind: .badAnswer
        ),
        Wire(name: "negative length", sends: [ok + "content-length: -3\r\n\r\nabc"], kind: .badAnswer),
        Wire(name: "gzip", sends: [ok + "content-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc"], kind: .badAnswer),
        Wire(name: "a NUL in a field", sends: [ok + "x: a\0b\r\ncontent-length: 0\r\n\r\n"], kind: .badAnswer),
        Wire(name: "folded field", sends: [ok + "x: a\r\n  b\r\ncontent-length: 0\r\n\r\n"], kind: .badAnswer),
        Wire(name: "a field without a name", sends: [ok + ": a\r\ncontent-length: 0\r\n\r\n"], kind: .badAnswer),
    ]

    @Test(arguments: broken)
    func namesWhatBroke(wire: Wire) async throws {
        try await withServer({ connection in
            guard connection.read() != nil else { return }
            for text in wire.sends { connection.write(text) }
            // A reset throws away what the peer has not read yet; these cases are about what comes after it was read.
            if wire.resets {
                if !wire.sends.isEmpty { pause(milliseconds: 30) }
                connection.reset()
            }
        }) { server, harness async throws in
            let outcome = try await harness.call(.to(server, timeouts: Self.timeouts()))
            #expect(outcome.failure?.kind == wire.kind)
            #expect(outcome.offences.isEmpty && !outcome.hasEnded)
            // A body that was begun is delivered as far as it came.
            if wire.kind == .cut { #expect(outcome.status == 200) }
        }
    }

    @Test(arguments: [
        ("length", "content-length: 5\r\n\r\nhello"),
        ("chunked", "transfer-encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n"),
        ("chunked with trailers", "transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nx-trailer: 1\r\n\r\n"),
        ("until the end", "connection: close\r\n\r\nhello"),
        ("identity", "content-encoding: identity\r\ncontent-length: 5\r\n\r\nhello"),
        ("twice the same length", "content-length: 5\r\ncontent-length: 5\r\n\r\nhello"),
    ])
    func readsEachFraming(name: String, rest: String) async throws {
        try await withServer({ connection in
            while connection.read() != nil {
                for byte in Array((Self.ok + rest).utf8) { connection.write([byte]) }
                if name == "until the end" { return }
            }
        }) { server, harness async throws in
            for _ in 0..<2 {
                let outcome = try await harness.call(.to(server))
                #expect(outcome.text == "hello" && outcome.hasEnded && outcome.offences.isEmpty)
            }
        }
    }

    @Test func readsAnswersWithoutABody() async throws {
        try await withServer({ connection in
            while connection.read() != nil { connection.write("HTTP/1.1 204 No Content\r\n\r\n") }
        }) { server, harness async throws in
            let outcome = try await harness.call(.to(server))
            #expect(outcome.status == 204 && outcome.body.isEmpty && outcome.hasEnded)
        }
    }

    @Test func skipsInterimAnswers() async throws {
        try await withServer({ connection in
            while connection.read() != nil {
                connection.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n")
                connection.write(answer("fine", extra: "x-a: b\r\n"))
            }
        }) { server, harness async throws in
            let outcome = try await harness.call(.to(server))
            #expect(outcome.status == 200 && outcome.text == "fine")
            #expect(outcome.head?.first("X-A") == "b" && outcome.head?.first("link") == nil)
        }
    }

    @Test(arguments: ["302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
    func followsNoRedirect(status: String) async throws {
        let requests = Counter()
        try await withServer({ connection in
            while connection.read() != nil {
                requests.next()
                connection.write(answer("", status: status, extra: "location: /elsewhere\r\n"))
            }
        }) { server, harness async throws in
            let outcome = try await harness.call(.to(server))
            #expect(outcome.status == Int(status.prefix(3)) && outcome.hasEnded)
            #expect(outcome.head?.first("location") == "/elsewhere")
            #expect(requests.value == 1)
        }
    }

    @Test(arguments: [
        "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 200 OK\r\n" + String(repeating: "x-filler: y\r\n", count: 100),
        "HTTP/1.1 200 OK\r\nx: " + String(repeating: "y", count: 30_000) + "\r\n",
    ])
    func boundsTheHead(piece: String) async throws {
        try await withServer({ connection in
            guard connection.read() != nil else { return }
            for round in 0..<4000 {
                // The status line comes once.
                let isFirst = round == 0 || piece.hasPrefix("HTTP/1.1 100")
                guard connection.write(Array(isFirst ? piece.utf8[...] : piece.utf8.dropFirst(17))) else { return }
            }
        }) { server, harness async throws in
            let outcome = try await harness.call(.to(server))
            #expect(outcome.failure?.kind == .tooLarge)
            #expect(outcome.status == nil)
        }
    }

    @Test(arguments: [false, true])
    func boundsTheBody(isChunked: Bool) async throws {
        try await withServer({ connection in
            guard connection.read() != nil else { return }
            let block = [UInt8](repeating: 0x78, count: 65536)
            connection.write(Self.ok + (isChunked ? "transfer-encoding: chunked\r\n\r\n" : "connection: close\r\n\r\n"))
            while connection.write(isChunked ? Array("10000\r\n".utf8) + block + [13, 10] : block) {}
        }) { server, harness async throws in
            let outcome = try await harness.call(.to(server, answerBytesMax: 1 << 20))
            #expect(outcome.failure?.kind == .tooLarge)
            #expect(outcome.body.count <= 1 << 20)
        }
    }

    struct Hang: Sendable, CustomTestStringConvertible {
        var sends: String
        var timeouts: UpstreamTimeouts
        var deadline: UpstreamFailure.Deadline
        var testDescription: String { "\(self.deadline.rawValue) after \(self.sends.count) bytes" }
    }

    static let hangs: [Hang] = [
        Hang(sends: "", timeouts: timeouts(firstByte: 100), deadline: .firstByte),
        Hang(sends: ok + "x: ", timeouts: timeouts(firstByte: 100), deadline: .firstByte),
        Hang(sends: "HTTP/1.1 100 Continue\r\n\r\n", timeouts: timeouts(firstByte: 100), deadline: .firstByte),
        Hang(sends: ok + "content-length: 9\r\n\r\n", timeouts: timeouts(idle: 100), deadline: .idle),
        Hang(sends: ok + "content-length: 9\r\n\r\nabc", timeouts: timeouts(idle: 100), deadline: .idle),
        Hang(sends: "", timeouts: timeouts(total: 100), deadline: .total),
        Hang(sends: ok + "content-length: 9\r\n\r\nabc", timeouts: timeouts(total: 100), deadline: .total),
    ]

    @Test(arguments: hangs)
    func keepsEachDeadline(hang: Hang) async throws {
        try await withServer({ connection in
            guard connection.read() != nil else { return }
            connection.write(hang.sends)
            connection.hang()
        }) { server, harness async throws in
            let before = NIODeadline.now()
            let outcome = try await harness.call(.to(server, timeouts: hang.timeouts))
            #expect(outcome.failure?.kind == .timeout(hang.deadline))
            #expect(NIODeadline.now() - before >= .milliseconds(90))
            #expect(NIODeadline.now() - before < .seconds(4))
        }
    }

    @Test func endsASlowDripByTheTotalDeadlineAlone() async throws {
        try await withServer({ connection in
            guard connection.read() != nil else { return }
            connection.write(Self.ok + "content-length: 1000\r\n\r\n")
            while connection.write("x") { pause(milliseconds: 20) }
        }) { server, harness async throws in
            let outcome = try await harness.call(.to(server, timeouts: Self.timeouts(idle: 5000, total: 300)))
            #expect(outcome.failure?.kind == .timeout(.total))
        }
    }

    @Test func repeatsARequestWhoseIdleConnectionHadClosed() async throws {
        let connections = Counter()
        try await withServer({ connection in
            connections.next()
            guard let request = connection.read() else { return }
            connection.write(answer(request.body))
        }) { server, harness async throws in
            for round in 0..<10 {
                let body = Array("round \(round)".utf8)
                let outcome = try await harness.call(.to(server, body))
                #expect(outcome.body == body && outcome.hasEnded)
            }
            #expect(connections.value == 10)
        }
    }

    @Test func repeatsARequestThatAnIdleConnectionDied() async throws {
        let connections = Counter()
        try await withServer({ connection in
            // The first connection answers once and dies at the second request, without a byte.
            let number = connections.next()
            guard let first = connection.read() else { return }
            connection.write(answer(first.body))
            guard let second = connection.read() else { return }
            if number == 1 { return connection.reset() }
            connection.write(answer(second.body))
        }) { server, harness async throws in
            #expect(try await harness.call(.to(server, Array("one".utf8))).text == "one")
            #expect(try await harness.call(.to(server, Array("two".utf8))).text == "two")
            #expect(connections.value == 2)
        }
    }

    @Test func neverTakesUnaskedBytesForAnAnswer() async throws {
        let connections = Counter()
        try await withServer({ connection in
            let number = connections.next()
            while let request = connection.read() {
                connection.write(answer(request.body))
                if number == 1 {
                    pause(milliseconds: 30)
                    connection.write(answer("smuggled"))
                }
            }
        }) { server, harness async throws in
            #expect(try await harness.call(.to(server, Array("one".utf8))).text == "one")
            try await harness.wait(milliseconds: 100)
            for _ in 0..<3 {
                #expect(try await harness.call(.to(server, Array("two".utf8))).text == "two")
            }
            #expect(connections.value == 2)
        }
    }

    @Test func goesOnAfterResetsOfIdleConnections() async throws {
        let requests = Counter()
        let ends = Counter()
        try await withServer({ connection in
            guard let request = connection.read() else { return }
            requests.next()
            // All are answered once all have come, so that none uses another's connection.
            while requests.value < 7 { pause(milliseconds: 1) }
            connection.write(answer(request.body))
            // A reset throws away what the peer has not read yet.
            pause(milliseconds: 200)
            connection.reset()
            ends.next()
        }) { server, harness async throws in
            // Seven dead connections at once: more than libcurl would try one after the other.
            let ended = try await withThrowingTaskGroup(of: Bool.self) { tasks in
                for _ in 0..<7 {
                    tasks.addTask { try await harness.call(.to(server)).hasEnded }
                }
                return try await tasks.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(ended == 7)
            while ends.value < 7 { try await harness.wait(milliseconds: 10) }
            try await harness.wait(milliseconds: 50)
            #expect(try await harness.call(.to(server, Array("after".utf8))).text == "after")
        }
    }
}

func pause(milliseconds: UInt32) {
    usleep(milliseconds * 1000)
}
