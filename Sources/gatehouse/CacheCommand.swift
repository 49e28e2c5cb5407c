import ArgumentParser
import Cache
import Glibc
import Settings

/// `gatehouse cache …`: looks into the store itself, and purges it, whether a server runs or not.
struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "Look at the cache, and make it forget.",
        discussion: "A running server forgets at once; its counts are written down once a minute.",
        subcommands: [Stats.self, Entries.self, Purge.self, Bands.self]
    )

    /// Where the store is.
    struct Place: ParsableArguments {
        @Option(name: .long, help: "The data folder. Default: the one of the configuration.", completion: .directory)
        var data: String?

        @Option(name: .long, help: "The configuration that names it.", completion: .file(extensions: ["yaml", "yml"]))
        var config: String?

        func inspector() throws -> CacheInspector {
            try CacheInspector(directory: "\(self.folder())/cache")
        }

        func folder() throws -> String {
            if let data = self.data { return data }
            return try Configuration.Folders(file: self.config, environment: Hardening.takeEnvironment()).data
        }
    }

    struct Stats: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what the cache holds, what it did and what it saved."
        )

        @OptionGroup var place: Place
        @Flag(name: .long, help: "Print the result as JSON.") var json = false

        func run() throws {
            try CacheCommand.attempt {
                CacheReport.show(try self.place.inspector().report(), asJSON: self.json)
            }
        }
    }

    struct Entries: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List stored answers, the youngest first; never their texts."
        )

        @OptionGroup var place: Place
        @Option(name: .long, help: "Only those of the key with this ID.") var key: String?
        @Option(name: .long, help: "Only those of this model.") var model: String?
        @Option(name: .long, help: "At most so many.") var limit = 50
        @Flag(name: .long, help: "Print the result as JSON.") var json = false

        func validate() throws {
            guard (1...1_000_000).contains(self.limit) else {
                throw ValidationError("--limit must be from 1 to 1000000.")
            }
        }

        func run() throws {
            try CacheCommand.attempt {
                let entries = try self.place.inspector().entries(limit: self.limit) { entry in
                    (self.key == nil || entry.labels?.key == self.key)
                        && (self.model == nil || entry.labels?.model == self.model)
                }
                CacheReport.show(entries, asJSON: self.json, now: CacheCommand.now())
            }
        }
    }

    struct Purge: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forget stored answers.",
            discussion: """
                Give exactly one of --all, --key, --namespace (with the key it belongs to), --model, --tag and --policy. It \
                takes effect at once, also in a running server, which then gives back the room as it sweeps its store. How \
                many answers are hit is not counted: that would take a look at each.
                """
        )

        @OptionGroup var place: Place
        @Flag(name: .long, help: "Everything.") var all = false
        @Option(name: .long, help: "All of the key with this ID; with --namespace, of that alone.") var key: String?
        @Option(name: .long, help: "A namespace of the key that --key names.") var namespace: String?
        @Option(name: .long, help: "All answers of a model.") var model: String?
        @Option(name: .long, help: "All answers with a tag.") var tag: String?
        @Option(name: .long, help: "All that passed under this revision of a policy: NAME@REVISION.")
        var policy: String?

        func validate() throws {
            _ = try self.selector()
        }

        func run() throws {
            let selector = try self.selector()
            try CacheCommand.attempt {
                try self.place.inspector().purge(selector)
                Console.say("Purged: \(Self.words(selector)).")
            }
        }

        private func selector() throws -> PurgeSelector {
            var chosen: [PurgeSelector] = []
            if self.all { chosen.append(.all) }
            switch (self.key, self.namespace) {
            case (nil, nil): break
            case (let key?, nil): chosen.append(.key(id: key))
            case (let key?, let namespace?): chosen.append(.namespace(key: key, name: namespace))
            case (nil, _?):
                throw ValidationError("--namespace needs --key: a namespace is a part of what one key has stored.")
            }
            if let model = self.model { chosen.append(.model(model)) }
            if let tag = self.tag { chosen.append(.tag(tag)) }
            if let policy = self.policy {
                guard policy.contains("@") else {
                    throw ValidationError("--policy takes NAME@REVISION; `gatehouse policy list` shows them.")
                }
                chosen.append(.policy(policy))
            }
            guard let first = chosen.first else {
                throw ValidationError(
                    "Say what to purge: --all, --key ID, --key ID --namespace NAME, --model NAME, --tag NAME or --policy NAME@REVISION."
                )
            }
            guard chosen.count == 1 else {
                throw ValidationError("Give only one of --all, --key, --model, --tag and --policy.")
            }
            return first
        }

        private static func words(_ selector: PurgeSelector) -> String {
            switch selector {
            case .all: "everything"
            case .key(let id): "all of the key \(id)"
            case .namespace(let key, let name): "the namespace \(name) of the key \(key)"
            case .model(let name): "all answers of the model \(name)"
            case .tag(let name): "all answers with the tag \(name)"
            case .policy(let label): "all answers that passed under \(label)"
            }
        }
    }
}

extension CacheCommand {
    /// Says on standard error what went wrong, and exits with 1.
    static func attempt(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            Console.say("\(error)")
            throw ExitCode(1)
        }
    }

    /// Milliseconds since 1970.
    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(clamping: time.tv_sec) * 1000 + UInt64(clamping: time.tv_nsec) / 1_000_000
    }
}
