import ArgumentParser
import Exchange
import Policies
import Settings

extension PolicyCommand {
    struct Replay: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a candidate folder of policies would change for past requests.",
            discussion: """
                The file holds a request a line: its body, or {"key": NAME, "body": {…}}. Each is inspected under the \
                current and under the candidate policies; what would be newly blocked, no longer redacted and so on is \
                counted by rule and key. Nothing is sent, and no text is shown. It exits 0 whatever would change.
                """
        )

        @OptionGroup var place: Place

        @Option(name: .long, help: "The folder of policies to try.", completion: .directory)
        var candidate: String

        @Option(name: .long, help: "The policy, in both folders.")
        var policy = "default"

        @Option(name: .long, help: "What is read: requests or answers.")
        var side = Policy.Side.request

        @Option(name: .long, help: "Replay captured traffic (not supported yet).")
        var since: String?

        @Argument(help: "A file of requests, one a line, or - for standard input.", completion: .file())
        var file: String?

        func validate() throws {
            guard self.since == nil else {
                throw ValidationError("`gatehouse policy replay --since` is not supported yet.")
            }
            guard self.file != nil else { throw ValidationError("Missing expected argument '<file>'") }
        }

        func run() throws {
            let current = try self.place.load().policy(asked: self.policy)
            let candidate = try self.place.load(directory: self.candidate).policy(asked: self.policy)
            var comparison = PolicyComparison(from: current, to: candidate, side: self.side)
            do throws(InputFile.Fault) {
                let bytes = try InputFile(self.file ?? "-").bytes()
                bytes.withUnsafeBytes { bytes in
                    comparison.read(bytes) { number in
                        if number.isMultiple(of: 100) { Terminal.progress("\(number) requests") }
                    }
                }
            } catch {
                throw ValidationError("\(error)")
            }
            Terminal.endProgress()
            print(self.place.json ? comparison.json.text : comparison.text)
        }
    }
}
