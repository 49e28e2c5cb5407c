import ArgumentParser
import Glibc
import UnixSignals

/// `gatehouse serve`: runs the gateway until SIGTERM; SIGHUP reads the configuration again.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the gateway.",
        discussion: """
            Without --config it reads ./gatehouse.yaml if there is one, else it runs on built-in defaults: this machine only, \
            no keys, the `demo` provider and every provider whose usual variable is set. SIGHUP reloads, SIGTERM drains.
            """
    )

    @Option(name: .long, help: "The configuration.", completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    func run() async throws {
        Hardening.forgoCrashReports()
        let environment = Hardening.takeEnvironment()
        // Trapped before the first listener, so that no signal finds the process half way up.
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        let gateway: RunningGateway
        do {
            gateway = try await RunningGateway(configFile: self.config, environment: environment)
        } catch {
            Console.say("gatehouse: cannot start: \(error)")
            throw ExitCode(1)
        }
        Console.say(
            "gatehouse \(Gatehouse.version) listens on http://\(gateway.listens), admin on http://\(gateway.adminListens)"
                + " (configuration revision \(gateway.revision))"
        )

        let watch = Task { await Self.watch(gateway) }
        for await signal in signals {
            guard signal == .sighup else { break }
            do {
                let (revision, kept) = try await gateway.reload()
                Console.say("gatehouse: configuration reloaded, revision \(revision)")
                if !kept.isEmpty {
                    Console.say("gatehouse: \(kept.joined(separator: ", ")) changed; that takes a restart")
                }
            } catch {
                Console.say("gatehouse: reload refused, the old configuration stays: \(error)")
            }
        }
        watch.cancel()
        Console.say("gatehouse: draining")
        let cut = await gateway.stop()
        Console.say(cut == 0 ? "gatehouse: stopped" : "gatehouse: stopped; \(cut) connections were cut off")
    }

    private static func watch(_ gateway: RunningGateway) async {
        var lastFault = ""
        var lastBandFault = ""
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(500))
            do {
                try await gateway.noticeKeys()
                lastFault = ""
            } catch {
                let fault = "\(error)"
                if fault != lastFault { Console.say("gatehouse: the keys cannot be read, the old ones stay: \(fault)") }
                lastFault = fault
            }
            do {
                try await gateway.saveBands()
                lastBandFault = ""
            } catch {
                let fault = "\(error)"
                if fault != lastBandFault { Console.say("gatehouse: what the bands earned is not kept: \(fault)") }
                lastBandFault = fault
            }
        }
    }
}

/// What the program says to whoever runs it. Standard output belongs to the request log.
enum Console {
    static func say(_ line: String) {
        var rest = Array("\(line)\n".utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}
