import ArgumentParser
import Glibc
import Settings

/// `gatehouse check`: reads a configuration as the server would, and says what is wrong with it.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a configuration, or print its JSON Schema.",
        discussion: """
            Without --config it reads ./gatehouse.yaml if there is one, else the built-in configuration. It exits 0 when \
            a server would start with it, and 1 when not.
            """
    )

    @Option(name: .long, help: "The file to check.", completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    @Flag(name: .long, help: "Print the JSON Schema of the file instead.")
    var schema = false

    @Flag(name: .long, help: "Print the result as JSON.")
    var json = false

    func run() throws {
        if self.schema {
            print(ConfigurationSchema.json.text)
            return
        }
        do {
            let configuration = try Configuration.load(file: self.config, environment: Hardening.takeEnvironment())
            // Loads the policies that it names, as the server would.
            _ = try SnapshotBuilder(configuration)
            let summary = ConfigurationSummary(configuration)
            print(self.json ? summary.json.text : summary.text)
            for warning in SemanticParts.warnings(of: configuration) { Console.say("warning: \(warning)") }
        } catch {
            if self.json {
                let result: JSONValue = ["valid": false, "faults": FaultReport.json(error)]
                print(result.text)
            } else {
                Console.say("\(error)")
            }
            throw ExitCode(1)
        }
    }

}
