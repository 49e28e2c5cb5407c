import ArgumentParser
import Exchange
import Glibc
import Keys
import Settings

/// `gatehouse key …`: writes the store itself; a running server notices within a second.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make, list and end the keys that callers show.",
        discussion: "A running server notices a change within a second.",
        subcommands: [Create.self, List.self, Show.self, Update.self, Rotate.self, Revoke.self]
    )

    /// Where the keys are.
    struct Place: ParsableArguments {
        @Option(name: .long, help: "The data folder. Default: the one of the configuration.", completion: .directory)
        var data: String?

        @Option(name: .long, help: "The configuration that names it.", completion: .file(extensions: ["yaml", "yml"]))
        var config: String?

        func folder() throws -> String {
            if let data = self.data { return data }
            return try Configuration.Folders(file: self.config, environment: Hardening.takeEnvironment()).data
        }

        func store() throws -> KeyStore {
            try KeyStore.open(data: self.folder())
        }
    }

    /// What a key allows.
    struct Allowance: ParsableArguments {
        @Option(name: .long, help: "The team that its use is counted for.")
        var team: String?

        @Option(name: .long, help: "The policy for its requests. Default: the configured one.")
        var policy: String?

        @Option(name: .long, help: "The models it may use, separated by commas: gpt-*,anthropic/*. Default: all.")
        var models: String?

        @Option(name: .long, help: "Requests in a period, like 60/min.", transform: LimitSettings.Rate.init(parsing:))
        var requests: LimitSettings.Rate?

        @Option(name: .long, help: "Tokens in a period, like 100k/min.", transform: LimitSettings.Rate.init(parsing:))
        var tokens: LimitSettings.Rate?

        @Option(name: .long, help: "Requests in flight at once.")
        var concurrent: Int?

        @Flag(name: .long, help: "Tell its callers what a policy or a rule in shadow mode found.")
        var explain = false

        @Option(name: .long, help: "How long it is good for, like 12h or 30d. Default: until revoked.")
        var expires: Lifetime?

        func validate() throws {
            guard self.concurrent ?? 1 > 0 else { throw ValidationError("--concurrent must be at least 1.") }
        }

        func apply(to grant: inout KeyGrant, now: UInt64) {
            if let team = self.team { grant.team = team }
            if let policy = self.policy { grant.policy = policy }
            if let models = self.models { grant.models = models.split(separator: ",").map(String.init) }
            if let requests = self.requests { grant.limits.requests = requests }
            if let tokens = self.tokens { grant.limits.tokens = tokens }
            if let concurrent = self.concurrent { grant.limits.concurrent = concurrent }
            if self.explain { grant.explains = true }
            if let expires = self.expires { grant.expiresAt = expires.end(from: now) }
        }
    }

    /// How long a key is good for: a whole number and `m`, `h` or `d`.
    struct Lifetime: ExpressibleByArgument {
        private static let daysMax: UInt64 = 36_500
        private let milliseconds: UInt64

        init?(argument: String) {
            let units: [Character: UInt64] = ["m": 60_000, "h": 3_600_000, "d": 86_400_000]
            guard let unit = argument.last.flatMap({ units[$0] }), let number = UInt64(argument.dropLast()),
                (1...Self.daysMax * 86_400_000 / unit).contains(number)
            else { return nil }
            self.milliseconds = number * unit
        }

        func end(from now: UInt64) -> UInt64 {
            now + self.milliseconds
        }
    }

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key and print it once.",
            discussion:
                "The key goes to standard output, everything else to standard error: KEY=$(gatehouse key create …)."
        )

        @OptionGroup var place: Place
        @Option(name: .long, help: "What to call it in logs and tables.") var name: String
        @OptionGroup var allowance: Allowance
        @Flag(name: .long, help: "Print the result as JSON.") var json = false

        func run() throws {
            try KeyCommand.attempt {
                var grant = KeyGrant(name: self.name)
                let now = KeyCommand.now()
                self.allowance.apply(to: &grant, now: now)
                KeyReport.show(try self.place.store().create(grant, now: now), asJSON: self.json, now: now)
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the keys, the oldest first.")

        @OptionGroup var place: Place
        @Flag(name: .long, help: "Print the result as JSON.") var json = false

        func run() throws {
            try KeyCommand.attempt {
                let contents = try self.place.store().list()
                for id in contents.unreadable {
                    Console.say("The key \(id) was written by a newer gatehouse and lets nobody in here.")
                }
                KeyReport.show(contents.keys, asJSON: self.json, now: KeyCommand.now())
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show what a key allows.")

        @OptionGroup var place: Place
        @Argument(help: "Its ID: the part between gth_ and the next underscore.") var id: String
        @Flag(name: .long, help: "Print the result as JSON.") var json = false

        func run() throws {
            try KeyCommand.attempt {
                let key = try KeyCommand.found(self.id) { try self.place.store().key(id: $0) }
                KeyReport.show(key, asJSON: self.json, now: KeyCommand.now())
            }
        }
    }

    struct Update: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Change what a key allows.")

        enum Field: String, ExpressibleByArgument, CaseIterable {
            case team
            case policy
            case models
            case requests
            case tokens
            case concurrent
            case explain
            case expires
        }

        @OptionGroup var place: Place
        @Argument(help: "Its ID: the part between gth_ and the next underscore.") var id: String
        @Option(name: .long, help: "What to call it in logs and tables.") var name: String?
        @OptionGroup var allowance: Allowance
        @Option(name: .long, help: "Set a field back to its default; may be given more than once.") var unset: [Field] =
            []
        @Flag(name: .long, help: "Print the result as JSON.") var json = false

        func run() throws {
            try KeyCommand.attempt {
                let now = KeyCommand.now()
                let store = try self.place.store()
                let key = try KeyCommand.found(self.id) { id in
                    try store.update(id: id) { grant in
                        for field in self.unset { Self.unset(field, in: &grant) }
                        if let name = self.name { grant.name = name }
                        self.allowance.apply(to: &grant, now: now)
                    }
                }
                KeyReport.show(key, asJSON: self.json, now: now)
            }
        }

        private static func unset(_ field: Field, in grant: inout KeyGrant) {
            switch field {
            case .team: grant.team = nil
            case .policy: grant.policy = nil
            case .models: grant.models = ["*"]
            case .requests: grant.limits.requests = nil
            case .tokens: grant.limits.tokens = nil
            case .concurrent: grant.limits.concurrent = nil
            case .explain: grant.explains = false
            case .expires: grant.expiresAt = nil
            }
        }
    }

    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a key a new secret and print it once; the old one ends at once."
        )

        @OptionGroup var place: Place
        @Argument(help: "Its ID: the part between gth_ and the next underscore.") var id: String
        @Flag(name: .long, help: "Print the result as JSON.") var json = false

        func run() throws {
            try KeyCommand.attempt {
                let issued = try KeyCommand.found(self.id) { try self.place.store().rotate(id: $0) }
                KeyReport.show(issued, asJSON: self.json, now: KeyCommand.now())
            }
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a key for good.")

        @OptionGroup var place: Place
        @Argument(help: "Its ID: the part between gth_ and the next underscore.") var id: String
        @Flag(name: .long, help: "Print the result as JSON.") var json = false

        func run() throws {
            try KeyCommand.attempt {
                let now = KeyCommand.now()
                let key = try KeyCommand.found(self.id) { try self.place.store().revoke(id: $0, now: now) }
                KeyReport.show(key, asJSON: self.json, now: now)
            }
        }
    }
}

extension KeyCommand {
    /// Says on standard error what went wrong, and exits with 1.
    private static func attempt(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            Console.say("\(error)")
            throw ExitCode(1)
        }
    }

    /// What `body` finds under an ID. A whole key is taken for its ID; it is too late to keep it out of the shell's history.
    private static func found<Result>(_ text: String, _ body: (String) throws -> Result?) throws -> Result {
        let id = KeyFormat.id(of: text) ?? text
        guard let result = try body(id) else {
            throw KeyFault(
                KeyFormat.isID(id)
                    ? "There is no key \(id). `gatehouse key list` shows those that there are."
                    : "That is no ID of a key. `gatehouse key list` shows them."
            )
        }
        return result
    }

    /// Milliseconds since 1970.
    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(clamping: time.tv_sec) * 1000 + UInt64(clamping: time.tv_nsec) / 1_000_000
    }
}
