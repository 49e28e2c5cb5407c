import NIOCore
import NIOPosix
import Testing
import Upstreams

@Suite(.timeLimit(.minutes(1)), .enabled(if: Tool.openssl != nil, "openssl is missing"))
struct TLSTests {
    private func harness(trusting certificate: String) async throws -> Harness {
        try await Harness.make { eventLoop in
            try CurlTransport(
                eventLoop: eventLoop,
                options: CurlTransportOptions(certificateAuthoritiesFile: certificate)
            )
        }
    }

    @Test(.enabled(if: Tool.python != nil, "python3 is missing"))
    func refusesACertificateThatNobodyVouchesFor() async throws {
        let upstream = try TLSUpstream(.python, name: "localhost")
        let harness = try await Harness.make()
        #expect(try await harness.call(upstream.request(body: Array("secret".utf8))).failure?.kind == .tls)
        try await harness.shutdown()
        upstream.stop()
    }

    @Test(.enabled(if: Tool.python != nil, "python3 is missing"))
    func refusesACertificateOfAnotherName() async throws {
        let upstream = try TLSUpstream(.python, name: "wrong.example")
        let harness = try await self.harness(trusting: upstream.certificate)
        #expect(try await harness.call(upstream.request(body: Array("secret".utf8))).failure?.kind == .tls)
        try await harness.shutdown()
        upstream.stop()
    }

    @Test(.enabled(if: Tool.python != nil, "python3 is missing"))
    func speaksToAnUpstreamThatIsVouchedFor() async throws {
        let upstream = try TLSUpstream(.python, name: "localhost")
        let harness = try await self.harness(trusting: upstream.certificate)
        for size in [1, 1000, 70_000, 1_500_000] {
            let body = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
            let outcome = try await harness.call(upstream.request(body: body))
            #expect(outcome.body == body && outcome.hasEnded && outcome.offences.isEmpty)
        }
        try await harness.shutdown()
        upstream.stop()
    }

    @Test func countsTheHandshakeAsConnecting() async throws {
        let server = try WireServer { $0.hang() }
        let harness = try await Harness.make()
        var request = UpstreamRequest(url: "https://127.0.0.1:\(server.port)/")
        request.timeouts.connect = 150_000_000
        #expect(try await harness.call(request).failure?.kind == .timeout(.connect))
        try await harness.shutdown()
        server.stop()
    }

    @Test func refusesPlainHTTPThatWasNotAllowed() async throws {
        let requests = Counter()
        let server = try WireServer { connection in
            if connection.read() != nil { requests.next() }
        }
        let harness = try await Harness.make()
        var request = UpstreamRequest.to(server)
        request.allowPlainHTTP = false
        #expect(try await harness.call(request).failure?.kind == .unusable)
        #expect(requests.value == 0)
        try await harness.shutdown()
        server.stop()
    }

    @Test(.enabled(if: Tool.nginx != nil, "nginx is missing"))
    func agreesOnHTTP2WhereItMay() async throws {
        let upstream = try TLSUpstream(.nginx, name: "localhost")
        let harness = try await self.harness(trusting: upstream.certificate)
        for allows in [true, false, true] {
            var request = upstream.request()
            request.allowHTTP2 = allows
            for _ in 0..<5 {
                let outcome = try await harness.call(request)
                #expect(outcome.text == (allows ? "HTTP/2.0" : "HTTP/1.1"))
                #expect(outcome.status == 200 && outcome.hasEnded && outcome.offences.isEmpty)
            }
        }
        try await harness.shutdown()
        upstream.stop()
    }

    @Test(.enabled(if: Tool.nginx != nil, "nginx is missing"), arguments: [true, false])
    func pausesOneOfSeveralTransfers(allowsHTTP2: Bool) async throws {
        let upstream = try TLSUpstream(.nginx, name: "localhost")
        let harness = try await self.harness(trusting: upstream.certificate)
        var big = upstream.request("/big")
        big.allowHTTP2 = allowsHTTP2
        let request = big
        async let paused = harness.call(request) { recorder in
            recorder.onBytes = { recorder in
                guard recorder.outcome.pieces == 2 else { return }
                recorder.call?.pause()
                harness.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(300)) { recorder.call?.resume() }
            }
        }
        let others = try await withThrowingTaskGroup(of: Int.self) { tasks in
            for _ in 0..<8 {
                tasks.addTask { try await harness.call(request).body.count }
            }
            return try await tasks.reduce(0, +)
        }
        #expect(others == 8 * (4 << 20))
        let outcome = try await paused
        #expect(outcome.body.count == 4 << 20 && outcome.hasEnded && outcome.offences.isEmpty)
        try await harness.shutdown()
        upstream.stop()
    }

    @Test(.enabled(if: Tool.nginx != nil, "nginx is missing"), arguments: [true, false])
    func tellsThatAnUpstreamHungUp(allowsHTTP2: Bool) async throws {
        let upstream = try TLSUpstream(.nginx, name: "localhost")
        let harness = try await self.harness(trusting: upstream.certificate)
        var gone = upstream.request("/gone")
        gone.allowHTTP2 = allowsHTTP2
        #expect(try await harness.call(gone).failure?.kind == .reset)
        #expect(try await harness.call(upstream.request()).hasEnded)
        try await harness.shutdown()
        upstream.stop()
    }
}
