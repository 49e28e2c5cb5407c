import ArgumentParser
import Exchange
import Glibc
import Policies
import Settings

/// `gatehouse policy …`: what a security engineer does with rules before they are enforced.
struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Test, list and try the rules and policies.",
        subcommands: [Test.self, List.self, Scan.self, Replay.self]
    )

    /// Where the rules are.
    struct Place: ParsableArguments {
        @Option(
            name: .long,
            help: "The folder of policies. Default: the one of the configuration.",
            completion: .directory
        )
        var policies: String?

        @Option(name: .long, help: "The configuration that names it.", completion: .file(extensions: ["yaml", "yml"]))
        var config: String?

        @Flag(name: .long, help: "Print the result as JSON.")
        var json = false

        /// Everything of the folder; what is wrong with it is printed, and the command fails.
        func load() throws -> PolicySet {
            do {
                return try PolicySet.load(directory: self.folder())
            } catch let fault as PolicyFault {
                if self.json {
                    let report: JSONValue = ["valid": false, "faults": .texts(fault.lines)]
                    print(report.text)
                } else {
                    let lines = Array("\(fault)\n".utf8)
                    _ = write(STDERR_FILENO, lines, lines.count)
                }
                throw ExitCode(1)
            }
        }

        private func folder() throws -> String {
            if let policies = self.policies { return policies }
            return try Configuration.Folders(file: self.config, environment: Hardening.takeEnvironment()).policies
        }
    }

    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run the samples that the rules bring along.",
            discussion: "It exits 0 when every sample does what its rule says, and 1 when not."
        )

        @OptionGroup var place: Place

        func run() throws {
            let report = RuleTester.run(try self.place.load())
            print(self.place.json ? report.json.text : report.text)
            // A folder without rules is a wrong folder: a check that can never fail is none.
            if report.rules == 0 { Console.say("There is no rule in this folder.") }
            if !report.passed || report.rules == 0 { throw ExitCode(1) }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the policies and the rules.")

        @OptionGroup var place: Place

        @Flag(name: .long, help: "Say for each rule how it runs.")
        var explain = false

        func run() throws {
            let set = try self.place.load()
            print(self.place.json ? set.json.text : set.table(explained: self.explain))
        }
    }

    struct Scan: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a policy finds in a request body or a text, and what it would do.",
            discussion: """
                A file that is JSON is read as the body of a request, any other as one text. The matched text itself is \
                never shown. It exits 1 when the policy would block.
                """
        )

        @OptionGroup var place: Place

        @Option(name: .long, help: "The policy to try.")
        var policy = "default"

        @Argument(help: "A file, or - for standard input.", completion: .file())
        var file: String

        func run() throws {
            let set = try self.place.load()
            guard let policy = set.policy(named: self.policy) else {
                throw ValidationError(
                    "There is no policy `\(self.policy)`; there are: \(set.names.joined(separator: ", "))"
                )
            }
            let inspection = self.inspect(try self.bytes(), under: policy)
            print(self.place.json ? inspection.json(under: policy).text : inspection.table(under: policy))
            if case .block = inspection.outcome { throw ExitCode(1) }
        }

        private func inspect(_ bytes: [UInt8], under policy: Policy) -> Inspection {
            let scratch = ScanScratch()
            return bytes.withUnsafeBytes { bytes in
                var tape = JSONTape()
                do throws(JSONFault) {
                    try tape.scan(bytes)
                } catch {
                    return Inspector.inspect(text: bytes, side: .request, under: policy, using: scratch)
                }
                return Inspector.inspect(bytes, tape: tape, side: .request, under: policy, using: scratch)
            }
        }

        private static let bytesMax = 64 << 20

        private func bytes() throws -> [UInt8] {
            let descriptor = self.file == "-" ? STDIN_FILENO : open(self.file, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else {
                throw ValidationError("\(self.file) cannot be opened: \(String(cString: strerror(errno)))")
            }
            defer { if descriptor != STDIN_FILENO { close(descriptor) } }
            var bytes: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 64 << 10)
            while bytes.count <= Self.bytesMax {
                let count = read(descriptor, &chunk, chunk.count)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else {
                    throw ValidationError("\(self.file) cannot be read: \(String(cString: strerror(errno)))")
                }
                if count == 0 { return bytes }
                bytes += chunk[..<count]
            }
            throw ValidationError("\(self.file) is larger than \(Self.bytesMax >> 20) MiB")
        }
    }

    struct Replay: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a candidate would change for past requests (not supported yet)."
        )

        @Argument(parsing: .captureForPassthrough) var words: [String] = []

        func run() throws {
            throw ValidationError("`gatehouse policy replay` is not supported yet.")
        }
    }
}
