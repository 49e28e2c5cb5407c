import ArgumentParser

/// A command that is documented and not built: it says so instead of pretending.
protocol UnbuiltCommand: ParsableCommand {
    static var name: String { get }
    /// Whatever was asked for.
    var words: [String] { get }
}

extension UnbuiltCommand {
    func run() throws {
        let asked = ([Self.name] + self.words.prefix(1)).joined(separator: " ")
        throw ValidationError("`gatehouse \(asked)` is not supported yet.")
    }
}

struct VaultCommand: UnbuiltCommand {
    static let name = "vault"
    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Keep provider keys (not supported yet)."
    )
    @Argument(parsing: .allUnrecognized) var words: [String] = []
}

struct LogCommand: UnbuiltCommand {
    static let name = "log"
    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Query past requests (not supported yet)."
    )
    @Argument(parsing: .allUnrecognized) var words: [String] = []
}

struct AuditCommand: UnbuiltCommand {
    static let name = "audit"
    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Verify the audit log (not supported yet)."
    )
    @Argument(parsing: .allUnrecognized) var words: [String] = []
}

struct UsageCommand: UnbuiltCommand {
    static let name = "usage"
    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Show what was used (not supported yet)."
    )
    @Argument(parsing: .allUnrecognized) var words: [String] = []
}
