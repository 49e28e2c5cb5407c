import NIOCore
import NIOPosix
import Testing
import Upstreams

@Suite(.timeLimit(.minutes(2)), .bothWays)
struct CurlTransportTests {
    /// Answers each request with its own body.
    @Sendable private static func echo(_ connection: WireConnection) {
        while let request = connection.read() {
            guard connection.write(answer(request.body)) else { return }
        }
    }

    @Test(arguments: [0, 10, 1000, 1024, 16_384, 65_535, 65_536, 70_000, 1_200_000])
    func bringsBackWhatItSent(size: Int) async throws {
        try await withServer(Self.echo) { server, harness async throws in
            let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            for _ in 0..<3 {
                let outcome = try await harness.call(.to(server, body))
                #expect(outcome.status == 200)
                #expect(outcome.body == body)
                #expect(outcome.hasEnded && outcome.failure == nil)
                #expect(outcome.offences.isEmpty)
            }
        }
    }

    @Test func keepsConnectionsAlive() async throws {
        let connections = Counter()
        try await withServer({
            connections.next()
            Self.echo($0)
        }) { server, harness async throws in
            for _ in 0..<20 {
                #expect(try await harness.call(.to(server)).hasEnded)
            }
            #expect(connections.value == 1)
        }
    }

    @Test func sendsTheRequestsHeadersAndNothingOfItsOwn() async throws {
        try await withServer({ connection in
            while let request = connection.read() { connection.write(answer(request.head)) }
        }) { server, harness async throws in
            var request = UpstreamRequest.to(server)
            request.headers = [
                ("Authorization", "Bearer test"), ("content-type", "application/json"), ("accept", "text/event-stream"),
                ("user-agent", "gatehouse/test"), ("x-empty", ""),
            ]
            let outcome = try await harness.call(request)
            #expect(
                outcome.text.split(separator: "\r\n").map(String.init) == [
                    "POST /v1/chat/completions HTTP/1.1", "Host: 127.0.0.1:\(server.port)",
                    "Authorization: Bearer test",
                    "content-type: application/json", "accept: text/event-stream", "user-agent: gatehouse/test",
                    "Content-Length: 2",
                ]
            )
        }
    }

    @Test(arguments: [
        (UpstreamRequest.Method.get, 0, "GET"), (.post, 0, "POST"), (.post, 5, "POST"), (.other("DELETE"), 0, "DELETE"),
        (.other("PUT"), 5, "PUT"), (.other("PATCH"), 0, "PATCH"),
    ])
    func speaksTheMethod(method: UpstreamRequest.Method, size: Int, name: String) async throws {
        try await withServer({ connection in
            while let request = connection.read() {
                connection.write(answer("\(request.head.prefix { $0 != " " }) \(request.body.count)"))
            }
        }) { server, harness async throws in
            var request = UpstreamRequest.to(server, [UInt8](repeating: 0x20, count: size))
            request.method = method
            for _ in 0..<2 {
                #expect(try await harness.call(request).text == "\(name) \(size)")
                #expect(try await harness.call(.to(server, Array("abc".utf8))).text == "POST 3")
            }
        }
    }

    @Test(arguments: [
        ("name\r\nx", "v"), ("name", "v\r\nx: y"), ("name", "v\0"), ("", "v"), ("na me", "v"), ("name:", "v"),
    ])
    func refusesHeadersThatWouldBreakOut(name: String, value: String) async throws {
        try await withServer(Self.echo) { server, harness async throws in
            var request = UpstreamRequest.to(server)
            request.headers.append((name, value))
            #expect(try await harness.call(request).failure?.kind == .unusable)
            #expect(try await harness.call(.to(server)).hasEnded)
        }
    }

    @Test(arguments: [
        "file:///etc/passwd", "ftp://127.0.0.1/", "http://127.0.0.1:1/", "127.0.0.1:80", "", "https://", "http://a b/",
        "https://user:word@127.0.0.1/", "gopher://127.0.0.1/",
    ])
    func refusesAddresses(url: String) async throws {
        let harness = try await Harness.make()
        let outcome = try await harness.call(
            UpstreamRequest(url: url, timeouts: UpstreamTimeouts(connect: 200_000_000))
        )
        #expect(outcome.failure?.kind == .unusable)
        #expect(outcome.offences.isEmpty)
        try await harness.shutdown()
    }

    @Test func tellsRefusedConnectionsAndUnknownNames() async throws {
        let server = try WireServer(Self.echo)
        server.stop()
        let harness = try await Harness.make()
        #expect(try await harness.call(.to(server)).failure?.kind == .connect)
        let unknown = UpstreamRequest(
            url: "https://name.invalid/v1",
            timeouts: UpstreamTimeouts(connect: 2_000_000_000)
        )
        let kind = try await harness.call(unknown).failure?.kind
        #expect(kind == .resolve || kind == .timeout(.connect))
        try await harness.shutdown()
    }

    @Test func runsOnTwoLoopsAtOnce() async throws {
        let server = try WireServer(Self.echo)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        try await withThrowingTaskGroup(of: Int.self) { tasks in
            for eventLoop in group.makeIterator() {
                let harness = try await Harness.make(on: eventLoop)
                tasks.addTask {
                    var right = 0
                    for round in 0..<200 {
                        let body = Array("loop says \(round)".utf8)
                        if try await harness.call(.to(server, body)).body == body { right += 1 }
                    }
                    try await harness.shutdown()
                    return right
                }
            }
            for try await right in tasks {
                #expect(right == 200)
            }
        }
        try await group.shutdownGracefully()
        server.stop()
    }

    @Test func carriesManyCallsAtOnce() async throws {
        try await withServer(Self.echo) { server, harness async throws in
            let wrong = try await withThrowingTaskGroup(of: Int.self) { tasks in
                for caller in 0..<100 {
                    tasks.addTask {
                        var wrong = 0
                        for round in 0..<20 {
                            let body = [UInt8](repeating: UInt8(caller), count: 10 + round * 3500)
                            let outcome = try await harness.call(.to(server, body))
                            if outcome.body != body || !outcome.offences.isEmpty { wrong += 1 }
                        }
                        return wrong
                    }
                }
                return try await tasks.reduce(0, +)
            }
            #expect(wrong == 0)
        }
    }

    @Test func failsWhatIsUnderWayAtShutdown() async throws {
        let server = try WireServer { connection in
            _ = connection.read()
            connection.hang()
        }
        let harness = try await Harness.make()
        async let outcome = harness.call(.to(server))
        async let second = harness.call(.to(server))
        try await harness.wait(milliseconds: 30)
        try await harness.shutdown()
        #expect(try await outcome.failure?.kind == .closed)
        #expect(try await second.failure?.kind == .closed)
        #expect(try await harness.call(.to(server)).failure?.kind == .closed)
        try await harness.shutdown()
        server.stop()
    }

    @Test func isFreedOnceItWasShutDown() async throws {
        let server = try WireServer(Self.echo)
        let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
        let watched = try await eventLoop.submit { NIOLoopBound(Weak(), eventLoop: eventLoop) }.get()
        let harness = try await Harness.make(on: eventLoop) { eventLoop in
            let transport = try CurlTransport(eventLoop: eventLoop)
            watched.value.object = transport
            return Passing(transport)
        }
        #expect(try await harness.call(.to(server)).hasEnded)
        try await harness.onLoop { transport in
            #expect(watched.value.object != nil)
            transport.shutdown()
            (transport as? Passing)?.inner = nil
        }
        #expect(try await eventLoop.submit { watched.value.object == nil }.get())
        server.stop()
    }
}

private final class Weak {
    weak var object: CurlTransport?
}

/// Passes all on to a transport that can be let go.
private final class Passing: UpstreamTransport {
    var inner: CurlTransport?

    init(_ inner: CurlTransport) {
        self.inner = inner
    }

    func start(_ request: UpstreamRequest, receiver: any UpstreamReceiver) -> any UpstreamCall {
        self.inner?.start(request, receiver: receiver) ?? Nothing()
    }

    func shutdown() {
        self.inner?.shutdown()
    }

    private final class Nothing: UpstreamCall {
        func pause() {}
        func resume() {}
        func cancel() {}
    }
}
