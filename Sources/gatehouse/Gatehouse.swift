import ArgumentParser

/// The program: `gatehouse serve`, and what an operator does around it.
@main
struct Gatehouse: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "gatehouse",
        abstract: "A self-hosted gateway for AI model APIs: policies, limits and a cache in front of your providers.",
        version: Gatehouse.version,
        subcommands: [
            ServeCommand.self, CheckCommand.self, PolicyCommand.self, KeyCommand.self, VersionCommand.self,
            VaultCommand.self, CacheCommand.self, LogCommand.self, AuditCommand.self, UsageCommand.self,
        ]
    )
}

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    func run() {
        print("gatehouse \(Gatehouse.version)")
    }
}
