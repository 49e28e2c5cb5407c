@testable import Semantics

/// Pairs of messages by category: `## name floor`, then `one message | another` a line.
struct EquivalenceTable {
    struct Pair: CustomStringConvertible {
        var first: String
        var second: String

        var description: String { "\(self.first) | \(self.second)" }
    }

    struct Category: CustomStringConvertible {
        var name: String
        /// The least share of the pairs, in percent, that must be found equal.
        var floor: Int
        var pairs: [Pair]

        var description: String { self.name }
    }

    static func categories(_ text: String) -> [Category] {
        var categories: [Category] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("## ") {
                let words = line.dropFirst(3).split(separator: " ")
                let floor = words.last.flatMap { Int($0) } ?? 0
                categories.append(Category(name: words.first.map(String.init) ?? "", floor: floor, pairs: []))
                continue
            }
            let sides = line.split(separator: "|", omittingEmptySubsequences: false).map(Self.trimmed)
            if sides.count == 2, !categories.isEmpty {
                categories[categories.count - 1].pairs.append(Pair(first: sides[0], second: sides[1]))
            }
        }
        return categories
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return text.split(separator: "\\n", omittingEmptySubsequences: false).joined(separator: "\n")
    }
}

extension Normalizer {
    func form(_ text: String) -> NormalForm? {
        var text = text
        return text.withUTF8 { self.normalForm(of: UnsafeRawBufferPointer($0)) }
    }

    /// A form that can be read, for the report of a failure.
    func shown(_ text: String) -> String {
        guard let form = self.form(text) else { return "none" }
        return String(decoding: form.bytes.map { $0 < 0x20 ? 0x20 : $0 }, as: UTF8.self)
    }

    static let shared = Normalizer()
}
