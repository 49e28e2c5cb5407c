import NIOCore
import NIOPosix
import Testing
import Upstreams

@Suite(.timeLimit(.minutes(2)), .bothWays)
struct BackpressureTests {
    private static let size = 4 << 20

    @Sendable private static func big(_ connection: WireConnection) {
        while connection.read() != nil {
            guard connection.write(answer([UInt8](repeating: 0x61, count: Self.size))) else { return }
        }
    }

    @Test func pausesAndResumes() async throws {
        try await withServer(Self.big) { server, harness async throws in
            let outcome = try await harness.call(.to(server)) { recorder in
                recorder.onBytes = { recorder in
                    guard recorder.outcome.pieces % 8 == 0 else { return }
                    recorder.call?.pause()
                    let before = recorder.outcome.body.count
                    harness.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(5)) {
                        if recorder.outcome.body.count != before {
                            recorder.outcome.offences.append("bytes while paused")
                        }
                        recorder.call?.resume()
                    }
                }
            }
            #expect(outcome.hasEnded && outcome.body.count == Self.size && outcome.offences.isEmpty)
        }
    }

    /// The kernel's own buffers may take in much more (its limit is 32 MB on some machines); ours must not.
    @Test func holdsLittleWhilePaused() async throws {
        try await withServer(Self.big) { server, harness async throws in
            let outcome = try await harness.call(.to(server)) { recorder in
                recorder.onHead = { recorder in
                    recorder.call?.pause()
                    harness.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(200)) { recorder.call?.resume() }
                }
                recorder.onBytes = { recorder in
                    if recorder.outcome.pieces == 1, recorder.outcome.body.count > 64 << 10 {
                        recorder.outcome.offences.append("\(recorder.outcome.body.count) bytes were held")
                    }
                }
            }
            #expect(outcome.hasEnded && outcome.body.count == Self.size)
            #expect(outcome.offences.isEmpty)
        }
    }

    @Test func doesNotCountAPauseAsIdle() async throws {
        try await withServer(Self.big) { server, harness async throws in
            let timeouts = UpstreamTimeouts(idle: 100_000_000)
            let outcome = try await harness.call(.to(server, timeouts: timeouts)) { recorder in
                recorder.onHead = { recorder in
                    recorder.call?.pause()
                    harness.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(300)) { recorder.call?.resume() }
                }
            }
            #expect(outcome.hasEnded && outcome.body.count == Self.size)
        }
    }

    @Test func countsThePauseInTheTotal() async throws {
        try await withServer(Self.big) { server, harness async throws in
            let outcome = try await harness.call(.to(server, timeouts: UpstreamTimeouts(total: 100_000_000))) {
                recorder in
                recorder.onHead = { recorder in
                    recorder.call?.pause()
                    harness.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(300)) { recorder.call?.resume() }
                }
            }
            #expect(outcome.failure?.kind == .timeout(.total))
        }
    }

    @Test func mayBePausedBeforeItHasAConnection() async throws {
        try await withServer({ connection in
            while connection.read() != nil { connection.write(answer("late")) }
        }) { server, harness async throws in
            let outcome = try await harness.call(.to(server)) { recorder in
                harness.eventLoop.assumeIsolated().execute {
                    recorder.call?.pause()
                    let seen = recorder.outcome.status
                    harness.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(100)) {
                        if recorder.outcome.status != seen { recorder.outcome.offences.append("head while paused") }
                        recorder.call?.resume()
                    }
                }
            }
            #expect(outcome.text == "late" && outcome.hasEnded && outcome.offences.isEmpty)
        }
    }

    @Test(arguments: ["start", "head", "bytes", "later"])
    func saysNothingAfterACancel(moment: String) async throws {
        try await withServer(Self.big) { server, harness async throws in
            for _ in 0..<5 {
                let outcome = try await harness.call(.to(server)) { recorder in
                    let giveUp: (Recorder) -> Void = { recorder in
                        recorder.call?.cancel()
                        recorder.call?.cancel()
                        recorder.call?.pause()
                        recorder.call?.resume()
                        // Whatever came after this would be an offence.
                        let seen = recorder.outcome.pieces
                        harness.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(30)) {
                            if recorder.outcome.pieces != seen { recorder.outcome.offences.append("bytes") }
                            if recorder.outcome.hasEnded { recorder.outcome.offences.append("end") }
                            recorder.finish()
                        }
                    }
                    switch moment {
                    case "start": harness.eventLoop.assumeIsolated().execute { giveUp(recorder) }
                    case "head": recorder.onHead = giveUp
                    case "bytes": recorder.onBytes = { if $0.outcome.pieces == 1 { giveUp($0) } }
                    default:
                        harness.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(2)) { giveUp(recorder) }
                    }
                }
                #expect(outcome.failure == nil)
                if !outcome.hasEnded { #expect(outcome.offences.isEmpty) }
            }
            let after = try await harness.call(.to(server))
            #expect(after.body.count == Self.size && after.hasEnded)
        }
    }

    @Test func startsFromWithinACallback() async throws {
        try await withServer({ connection in
            while let request = connection.read() { connection.write(answer(request.body)) }
        }) { server, harness async throws in
            let request = UpstreamRequest.to(server, Array("again".utf8))
            let promise = harness.eventLoop.makePromise(of: Outcome.self)
            try await harness.onLoop { transport in
                let last = Recorder(promise)
                let first = Recorder(harness.eventLoop.makePromise(of: Outcome.self))
                first.onBytes = { _ in
                    last.call = transport.start(request, receiver: last)
                    last.hasStarted = true
                }
                first.call = transport.start(request, receiver: first)
                first.hasStarted = true
                // The promise is this test's own; nothing waits for it.
                first.discardPromise()
            }
            #expect(try await promise.futureResult.get().text == "again")
        }
    }

    @Test func mayBeShutDownFromWithinACallback() async throws {
        let server = try WireServer(Self.big)
        let harness = try await Harness.make()
        let promise = harness.eventLoop.makePromise(of: Outcome.self)
        try await harness.onLoop { transport in
            let recorder = Recorder(promise)
            recorder.onBytes = { if $0.outcome.pieces == 3 { transport.shutdown() } }
            recorder.call = transport.start(.to(server), receiver: recorder)
            recorder.hasStarted = true
        }
        let outcome = try await promise.futureResult.get()
        #expect(outcome.failure?.kind == .closed && outcome.pieces == 3)
        server.stop()
    }
}
