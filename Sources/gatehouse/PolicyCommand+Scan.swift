import ArgumentParser
import Exchange
import Glibc
import Policies
import Settings

extension PolicyCommand {
    struct Scan: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a policy finds in a request body, a text or a folder of files, and what it would do.",
            discussion: """
                A file that is JSON is read as the body of a request, any other as one text; of a folder, every file below \
                it. The matched text itself is never shown. It exits 1 when the policy would block, or when something \
                could not be read. --explain also prints the body as it would be sent, and the time of each step.
                """
        )

        @OptionGroup var place: Place

        @Option(name: .long, help: "The policy to try.")
        var policy = "default"

        @Option(name: .long, help: "What is read: a request or an answer.")
        var side = Policy.Side.request

        @Option(name: .long, help: "The name of the key whose request it is, for statements with `keys`.")
        var key = ""

        @Flag(name: .long, help: "Print the rewritten body and the time of each step too.")
        var explain = false

        @Argument(help: "A file, a folder, or - for standard input.", completion: .file())
        var file: String

        func run() throws {
            let set = try self.place.load()
            let policy = try set.policy(asked: self.policy)
            if PolicyPlaces.isDirectory(self.file) {
                guard !self.explain else { throw ValidationError("--explain takes one body, not a folder.") }
                return try self.scanFolder(under: policy)
            }
            let scan: ScannedFile
            do throws(InputFile.Fault) {
                let input = InputFile(self.file)
                scan = ScannedFile(input.name, try input.bytes(), self.trial(under: policy), using: ScanScratch())
            } catch {
                throw ValidationError("\(error)")
            }
            print(
                self.place.json
                    ? scan.json(under: policy, explained: self.explain).text
                    : scan.text(under: policy, explained: self.explain)
            )
            if scan.isBlocked { throw ExitCode(1) }
        }

        private func trial(under policy: Policy) -> ScannedFile.Trial {
            ScannedFile.Trial(policy: policy, side: self.side, subject: Inspector.Subject(caller: self.key))
        }

        private func scanFolder(under policy: Policy) throws {
            let trial = self.trial(under: policy)
            var report = FolderScanReport(policy: policy)
            let scratch = ScanScratch()
            do throws(InputFile.Fault) {
                let files = try InputFolder(self.file).files()
                for (number, file) in files.enumerated() {
                    if number.isMultiple(of: 16) {
                        Terminal.progress("\(number) of \(files.count) files, \(report.findings) findings")
                    }
                    report.take(file, trial, using: scratch)
                }
            } catch {
                Terminal.endProgress()
                throw ValidationError("\(error)")
            }
            Terminal.endProgress()
            print(self.place.json ? report.json.text : report.text)
            if report.blocked > 0 || report.unread > 0 { throw ExitCode(1) }
        }
    }
}
