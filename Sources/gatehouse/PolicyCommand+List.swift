import ArgumentParser
import Policies
import Settings

extension PolicyCommand {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the policies and the rules.",
            discussion: """
                --explain says for each rule how it runs, and warns of what makes one slow. --markdown prints the table of \
                rules that stands in docs/policies.md.
                """
        )

        @OptionGroup var place: Place

        @Flag(name: .long, help: "Say for each rule how it runs.")
        var explain = false

        @Flag(name: .long, help: "Print the rules as a table in Markdown.")
        var markdown = false

        func validate() throws {
            if self.markdown, self.place.json { throw ValidationError("--markdown and --json exclude each other.") }
        }

        func run() throws {
            let set = try self.place.load()
            if self.markdown {
                print(set.markdown)
            } else {
                print(self.place.json ? set.json.text : set.table(explained: self.explain))
            }
        }
    }
}
