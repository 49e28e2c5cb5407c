import NIOCore
import Testing
import Upstreams

/// When a connection serves another request, and when it must not.
@Suite(.timeLimit(.minutes(2)), .bothWays)
struct KeptConnectionTests {
    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", 1),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 1),
        ("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok", 4),
        ("HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok", 4),
        ("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nbad", 4),
    ])
    func servesAnotherRequestWhereItMay(wire: String, connections expected: Int) async throws {
        let connections = Counter()
        try await withServer({ connection in
            connections.next()
            while connection.read() != nil { connection.write(wire) }
        }) { server, harness async throws in
            for _ in 0..<4 {
                let outcome = try await harness.call(.to(server))
                #expect(outcome.text == "ok" && outcome.hasEnded && outcome.offences.isEmpty)
            }
            #expect(connections.value == expected)
        }
    }

    @Test func isNotUsedAgainWhenItsExchangeWasGivenUp() async throws {
        try await withServer({ connection in
            while let request = connection.read() {
                let body = answer(request.body)
                connection.write(Array(body.dropLast()))
                pause(milliseconds: 20)
                connection.write(Array(body.suffix(1)))
            }
        }) { server, harness async throws in
            for round in 0..<5 {
                let outcome = try await harness.call(.to(server, Array("given up".utf8))) { recorder in
                    recorder.onBytes = { recorder in
                        recorder.call?.cancel()
                        recorder.finish()
                    }
                }
                #expect("given up".hasPrefix(outcome.text) && !outcome.hasEnded && outcome.failure == nil)
                let body = Array("round \(round)".utf8)
                #expect(try await harness.call(.to(server, body)).body == body)
            }
        }
    }

    @Test func failsWhenEachConnectionDies() async throws {
        let requests = Counter()
        try await withServer({ connection in
            guard let first = connection.read() else { return }
            guard requests.next() == 1 else { return }
            connection.write(answer(first.body))
            if connection.read() != nil { requests.next() }
        }) { server, harness async throws in
            #expect(try await harness.call(.to(server)).hasEnded)
            let outcome = try await harness.call(.to(server))
            #expect(outcome.failure?.kind == .reset && outcome.status == nil)
            // Once on the kept connection, once on a new one, and no more.
            #expect(requests.value <= 3)
        }
    }

    @Test func sendsALongBodyToASlowReader() async throws {
        try await withServer({ connection in
            pause(milliseconds: 100)
            while let request = connection.read() {
                guard connection.write(answer(request.body)) else { return }
            }
        }) { server, harness async throws in
            let body = (0..<(3 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 9) }
            for _ in 0..<2 {
                let outcome = try await harness.call(.to(server, body, answerBytesMax: 16 << 20))
                #expect(outcome.body == body && outcome.hasEnded)
            }
        }
    }

    @Test func hearsAnAnswerBeforeTheRequestIsSent() async throws {
        let connections = Counter()
        try await withServer({ connection in
            connections.next()
            connection.write(answer("too much", status: "413 Content Too Large", extra: "connection: close\r\n"))
            pause(milliseconds: 200)
        }) { server, harness async throws in
            let body = [UInt8](repeating: 0x61, count: 8 << 20)
            let outcome = try await harness.call(.to(server, body))
            #expect(outcome.status == 413 || outcome.failure != nil)
            #expect(outcome.offences.isEmpty)
        }
    }

    @Test func endsAfterAPauseOnTheLastByte() async throws {
        try await withServer({ connection in
            while connection.read() != nil { connection.write(answer("all of it")) }
        }) { server, harness async throws in
            for _ in 0..<2 {
                let outcome = try await harness.call(.to(server)) { recorder in
                    recorder.onBytes = { recorder in
                        recorder.call?.pause()
                        harness.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(20)) {
                            recorder.call?.resume()
                        }
                    }
                }
                #expect(outcome.text == "all of it" && outcome.hasEnded && outcome.offences.isEmpty)
            }
        }
    }

    @Test func tellsThatTheUpstreamWentWhilePaused() async throws {
        try await withServer({ connection in
            guard connection.read() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nabc")
            pause(milliseconds: 20)
            connection.reset()
        }) { server, harness async throws in
            let outcome = try await harness.call(.to(server)) { recorder in
                recorder.onBytes = { recorder in
                    recorder.call?.pause()
                    harness.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(80)) { recorder.call?.resume() }
                }
            }
            #expect(outcome.failure?.kind == .cut && outcome.text == "abc" && outcome.offences.isEmpty)
        }
    }

    @Test func survivesUpstreamsOfEveryKind() async throws {
        let served = Counter()
        try await withServer({ connection in
            while let request = connection.read() {
                switch served.next() % 9 {
                case 0: return
                case 1: return connection.reset()
                case 2:
                    connection.write("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nabc")
                    return connection.reset()
                case 3:
                    connection.write(answer(request.body))
                    return
                case 4:
                    connection.write("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")
                    connection.write(request.body)
                    return
                default:
                    guard connection.write(answer(request.body)) else { return }
                }
            }
        }) { server, harness async throws in
            let wrong = try await withThrowingTaskGroup(of: Int.self) { tasks in
                for caller in 0..<40 {
                    tasks.addTask {
                        var wrong = 0
                        for round in 0..<40 {
                            let body = [UInt8](repeating: UInt8(caller), count: 10 + round * 700)
                            let outcome = try await harness.call(.to(server, body))
                            if !outcome.offences.isEmpty { wrong += 1 }
                            if outcome.hasEnded, outcome.body != body { wrong += 1 }
                        }
                        return wrong
                    }
                }
                return try await tasks.reduce(0, +)
            }
            #expect(wrong == 0)
        }
    }
}
