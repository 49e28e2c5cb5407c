import Exchange
import Foundation
import Policies

/// Prints what a scan costs: rules × sizes × texts, beside vectorscan's block mode with the same patterns, taken in turns.
@main
struct PolicySpeed {
    static func main() throws {
        let options: Options
        do {
            options = try Options(Array(CommandLine.arguments.dropFirst()))
        } catch {
            FileHandle.standardError.write(Data("PolicySpeed: \(error)\n".utf8))
            exit(64)
        }
        let loaded = try RuleSelection.load(folder: options.folder ?? options.repository + "/policies")
        let selections = loaded.selections
        let rows = Row.all(selections.map(\.name)).filter { options.wants($0.name) }
        guard !rows.isEmpty, let all = selections.last else {
            FileHandle.standardError.write(Data("PolicySpeed: no row has such a name\n".utf8))
            exit(64)
        }
        print("Loading the \(all.count) rules and their policies took \(Int(loaded.milliseconds)) ms.")

        let texts = try SampleTexts(repository: options.repository, keywords: all.keywords) {
            !all.findings(in: $0).isEmpty
        }
        let engines = try Engines(selections, wanted: Set(rows.map(\.selection)))
        var table = Table(rounds: options.rounds)
        for row in rows {
            guard let vectorscan = engines[row.selection] else { continue }
            table.measure(row, texts.text(row.text, bytes: row.bytes), selections[row.selection], vectorscan)
        }
    }
}

/// Vectorscan's databases, of the selections that are measured.
private struct Engines {
    private var bySelection: [Int: Vectorscan] = [:]

    init(_ selections: [RuleSelection], wanted: Set<Int>) throws {
        for index in wanted.sorted() {
            let selection = selections[index]
            let engine = try Vectorscan(selection.patterns)
            self.bySelection[index] = engine
            print(
                "\(selection.name): \(selection.patterns.count) patterns; vectorscan has \(engine.approximated.count) in its"
                    + " approximate form, \(engine.refused.count) not at all"
            )
        }
    }

    subscript(selection: Int) -> Vectorscan? { self.bySelection[selection] }
}
