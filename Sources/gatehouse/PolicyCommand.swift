import ArgumentParser
import Exchange
import Policies
import Settings

/// `gatehouse policy …`: what a security engineer does with rules before they are enforced.
struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Test, list and try the rules and policies.",
        subcommands: [Test.self, List.self, Scan.self, Replay.self, Hash.self]
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
            try self.load(directory: self.folder())
        }

        func load(directory: String) throws -> PolicySet {
            do throws(PolicyFault) {
                return try PolicySet.load(directory: directory)
            } catch {
                throw self.failure(error.lines)
            }
        }

        /// Prints what is wrong with a file that was to be read; the command then exits 1.
        func failure(_ lines: [String]) -> ExitCode {
            if self.json {
                let report: JSONValue = ["valid": false, "faults": .texts(lines)]
                print(report.text)
            } else {
                Console.say(lines.joined(separator: "\n"))
            }
            return ExitCode(1)
        }

        private func folder() throws -> String {
            if let policies = self.policies { return policies }
            return try Configuration.Folders(file: self.config, environment: Hardening.takeEnvironment()).policies
        }
    }
}

extension PolicySet {
    /// The policy that a command line names.
    func policy(asked name: String) throws -> Policy {
        guard let policy = self.policy(named: name) else {
            let names = self.names.isEmpty ? "there is none" : "there are: \(self.names.joined(separator: ", "))"
            throw ValidationError("There is no policy `\(name)`; \(names)")
        }
        return policy
    }
}

extension Policy.Side: ExpressibleByArgument {}
