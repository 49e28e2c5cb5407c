import ArgumentParser
import Cache
import Semantics
import Settings

extension CacheCommand {
    struct Bands: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what near questions have earned, model by model.",
            discussion: """
                A band is a set of near questions that are about as likely to have the same answer; band 1 is the safest. A \
                band serves once the bound on its error is at most the promise. docs/caching.md says how to read the table.
                """
        )

        @OptionGroup var place: Place
        @Flag(name: .long, help: "Print the result as JSON.") var json = false

        func run() throws {
            try CacheCommand.attempt {
                let semantic = SemanticCache(encoder: nil)
                for (route, state) in try BandFile.read("\(self.place.folder())/bands")
                where !semantic.restoreBands(state, of: route) {
                    Console.say("The bands of \(String(decoding: route, as: UTF8.self)) are of another version.")
                }
                let reports = semantic.bandReports
                print(self.json ? Self.json(reports).text : Self.text(reports))
            }
        }

        private static func text(_ reports: [(route: String, report: BandReport)]) -> String {
            guard !reports.isEmpty else { return "No near question has been looked at yet." }
            return reports.map { route, report in
                var lines = ["\(route): promise \(Self.percent(report.maxError)), \(Self.words(report.state))"]
                if report.closings > 0 {
                    lines.append("  closed \(report.closings) times because labels spoke against it")
                }
                if !report.bands.isEmpty {
                    lines.append("  band  state   labels  wrong  served  explored  error at most, with all safer bands")
                }
                for band in report.bands {
                    let columns = [
                        Self.pad("\(band.number)", 6), Self.pad(band.isOpen ? "open" : "closed", 8),
                        Self.pad("\(band.labels)", 8), Self.pad("\(band.wrong)", 7), Self.pad("\(band.served)", 8),
                        Self.pad("\(band.explored)", 10), Self.percent(band.upperBound),
                    ]
                    lines.append("  " + columns.joined())
                }
                return lines.joined(separator: "\n")
            }.joined(separator: "\n\n")
        }

        private static func words(_ state: BandReport.State) -> String {
            switch state {
            case .learning(let labels, let count): "learning: \(labels) of \(count) labels"
            case .testing: "testing: nothing is proven, nothing is served"
            case .open(let bands): "open: bands 1 to \(bands) serve"
            case .doubtful(let bands): "open in doubt: bands 1 to \(bands) serve, and more of their hits are explored"
            }
        }

        private static func pad(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(1, width - text.count))
        }

        /// With two decimals.
        private static func percent(_ share: Double) -> String {
            let hundredths = share > 0 ? Int((min(share, 1) * 10_000).rounded()) : 0
            let rest = hundredths % 100
            return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) %"
        }

        private static func json(_ reports: [(route: String, report: BandReport)]) -> JSONValue {
            .array(
                reports.map { route, report in
                    [
                        "model": .string(route), "max_error": .number(report.maxError),
                        "state": .string(Self.words(report.state)), "closings": .integer(report.closings),
                        "looks": .integer(report.looks),
                        "bands": .array(
                            report.bands.map { band in
                                [
                                    "band": .integer(band.number), "open": .bool(band.isOpen),
                                    "labels": .integer(band.labels), "wrong": .integer(band.wrong),
                                    "served": .integer(band.served), "explored": .integer(band.explored),
                                    "upper_bound": .number(band.upperBound),
                                ]
                            }
                        ),
                    ]
                }
            )
        }
    }
}
