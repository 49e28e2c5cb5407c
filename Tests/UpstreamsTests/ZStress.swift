import NIOCore
import NIOPosix
import Testing
import Upstreams

struct ZStress {
    @Test(arguments: 0..<200)
    func stress(round: Int) async throws {
        let phase = Counter()
        let log = Counter()
        try await withServer({ connection in
            phase.next()
            while connection.read() != nil { log.next(); connection.write(answer("late")) }
        }) { server, harness async throws in
            let outcome = try await harness.call(.to(server, timeouts: UpstreamTimeouts(firstByte: 3_000_000_000))) { recorder in
                harness.eventLoop.assumeIsolated().execute { recorder.call?.pause() }
                harness.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(100)) {
                    recorder.call?.resume()
                }
            }
            if outcome.text != "late" { Issue.record("round \(round) \(outcome.failure.debugDescription) conn \(phase.value) requests \(log.value)") }
        }
    }
}
