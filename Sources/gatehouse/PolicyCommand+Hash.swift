import ArgumentParser
import Exchange
import Policies
import Settings

extension PolicyCommand {
    struct Hash: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the hashes of a list of values for `match_hashes`.",
            discussion: """
                It reads a value a line from a file or standard input (never from an argument, which other users of the \
                machine can see), and prints the field for a rule. Give the salt of a list that exists to add to it. The \
                hashes keep the values from being read, not from being tried: a list of short numbers can be recovered.
                """
        )

        @Option(name: .long, help: "The salt of a list that exists already; a new one is made without it.")
        var salt: String?

        @Flag(name: .long, help: "Print the result as JSON.")
        var json = false

        @Argument(help: "A file of values, one a line, or - for standard input.", completion: .file())
        var file = "-"

        func validate() throws {
            if let salt, !ValueHashes.Limit.saltBytes.contains(salt.utf8.count) {
                let limits = ValueHashes.Limit.saltBytes
                throw ValidationError("A salt has \(limits.lowerBound) to \(limits.upperBound) bytes.")
            }
        }

        func run() throws {
            let bytes: [UInt8]
            do throws(InputFile.Fault) {
                bytes = try InputFile(self.file).bytes()
            } catch {
                throw ValidationError("\(error)")
            }
            var generator = SystemRandomNumberGenerator()
            let salt = self.salt ?? ValueHashes.newSalt(using: &generator)
            let entries = try self.entries(of: bytes, salt: salt)
            if self.json {
                let result: JSONValue = ["salt": .string(salt), "values": .texts(entries)]
                print(result.text)
            } else {
                // As far to the right as the field of a rule stands.
                let lines = ["match_hashes:", "  salt: \"\(salt)\"", "  values:"] + entries.map { "    - \"\($0)\"" }
                print(lines.map { "    \($0)" }.joined(separator: "\n"))
            }
        }

        private func entries(of bytes: [UInt8], salt: String) throws -> [String] {
            var entries: Set<String> = []
            var short: [String] = []
            for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                .enumerated()
            {
                let value = String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
                guard !value.isEmpty else { continue }
                if let entry = ValueHashes.entry(for: value, salt: salt) {
                    entries.insert(entry)
                } else {
                    short.append("\(index + 1)")
                }
            }
            // The numbers of the lines only: the values are what must not be shown.
            if !short.isEmpty {
                let least = ValueHashes.Limit.valueBytesMin
                Console.say("Fewer than \(least) letters and digits, on line \(short.joined(separator: ", ")).")
                throw ExitCode(1)
            }
            guard !entries.isEmpty else {
                Console.say("There is no value in it.")
                throw ExitCode(1)
            }
            guard entries.count <= ValueHashes.Limit.values else {
                Console.say("More than \(ValueHashes.Limit.values) values; make two rules of them.")
                throw ExitCode(1)
            }
            return entries.sorted()
        }
    }
}
