import Testing

@testable import Semantics

/// One word of a message is changed, taken away, doubled or swapped with another: unless the word is one of the few that
/// add nothing, the form must change.
@Suite struct EquivalenceMutationTests {
    private static let messages: [String] = {
        let near = EquivalenceTable.categories(EquivalenceNearMisses.written)
        let same = EquivalenceTable.categories(EquivalenceParaphrases.written)
        let plain = same.filter { $0.name != "foreign" && $0.name != "punctuation" }
        return near.flatMap { $0.pairs.flatMap { [$0.first, $0.second] } } + plain.flatMap { $0.pairs.map(\.second) }
    }()

    /// For each word, words that ask something else in its place.
    private static let others: [String: [String]] = {
        let rows = [
            "who when where why whom whose", "what why when", "can should must may will would could might",
            "is was", "are were", "does did", "do did", "from to by for under over with without", "in on under over at",
            "and or but nor", "all some any no every most few", "before after during since until",
            "more less", "most least", "best worst better", "largest smallest oldest", "first second last next",
            "always never often", "my your his her our their", "I he she we they", "you he she we they",
            "km miles m cm mm kg mg",
            "minutes hours seconds days", "dollars euros", "french german spanish english",
            "python java rust ruby swift",
            "paris london rome berlin", "france germany italy spain", "alice bob carol", "monday tuesday sunday",
            "january february june july", "not never", "only also", "maximum minimum", "increase decrease", "tcp udp",
            "explain summarize", "write translate", "list count", "how why", "more fewer", "much many",
        ]
        var others: [String: [String]] = [:]
        for row in rows {
            let words = row.split(separator: " ").map(String.init)
            for word in words { others[word, default: []] += words.filter { $0 != word } }
        }
        return others
    }()

    /// What may be missing: politeness, greetings, and the articles and fillers that a rule takes away.
    private static let fillers: Set<String> = [
        "the", "please", "hi", "hello", "hey", "there", "so", "ok", "um", "thanks", "thank", "kindly", "located", "a",
        "are", "me", "in", "on", "city", "what", "what's", "degrees", "do", "can",
    ]

    private static let careless = [
        "Can you", "Could you", "Would you", "In what", "In which", "Who is the author", "How do you say",
    ]

    private static let telling = ["Tell me", "Explain", "Do you know", "I want to know", "Is it true"]

    @Test func aChangedWordChangesTheForm() {
        var count = 0
        for message in Self.messages {
            let words = Self.words(message)
            let form = Normalizer.shared.form(message)
            guard form != nil else { continue }
            for (index, word) in words.enumerated() {
                let (core, end) = Self.core(word)
                // "Who was the author" and "on what year" are careless forms of the same question.
                if Self.careless.contains(where: { message.hasPrefix($0) }) { continue }
                var replacements = Self.others[core.lowercased()] ?? []
                if let number = Int(core), number < 1_000_000 { replacements += ["\(number + 1)", "\(number)0"] }
                for replacement in replacements {
                    count += 1
                    let changed = Self.joined(words, replacing: index, by: replacement + end)
                    #expect(Normalizer.shared.form(changed) != form, "\(message) | \(changed)")
                }
            }
        }
        #expect(count > 3_000)
    }

    @Test func swappedWordsChangeTheForm() {
        for message in Self.messages {
            let words = Self.words(message)
            guard let form = Normalizer.shared.form(message) else { continue }
            for first in words.indices {
                for second in words.indices.dropFirst(first + 1) {
                    let (one, oneEnd) = Self.core(words[first])
                    let (other, otherEnd) = Self.core(words[second])
                    guard one.lowercased() != other.lowercased() else { continue }
                    var changed = words
                    changed[first] = other + oneEnd
                    changed[second] = one + otherEnd
                    let text = changed.joined(separator: " ")
                    // "Tell me what is X" and "tell me what X is" are one question: a swap may lead from one to the other.
                    let isTold = Self.telling.contains { message.hasPrefix($0) }
                    let movable: Set<String> = ["am", "is", "are", "was", "were", "should", "can"]
                    if isTold, movable.contains(one.lowercased()) || movable.contains(other.lowercased()) { continue }
                    if one.isEmpty || other.isEmpty { continue }
                    #expect(Normalizer.shared.form(text) != form, "\(message) | \(text)")
                }
            }
        }
    }

    @Test func aMissingOrDoubledWordChangesTheForm() {
        for message in Self.messages {
            let words = Self.words(message)
            guard words.count > 2, let form = Normalizer.shared.form(message) else { continue }
            for index in words.indices {
                let (core, end) = Self.core(words[index])
                if index == 0, core == "Explain" { continue }
                guard !Self.fillers.contains(core.lowercased()), core.contains(where: \.isLetter) else { continue }
                let missing = Self.joined(words, replacing: index, by: end)
                #expect(Normalizer.shared.form(missing) != form, "\(message) | \(missing)")
                let doubled = Self.joined(words, replacing: index, by: "\(core) \(core)\(end)")
                #expect(Normalizer.shared.form(doubled) != form, "\(message) | \(doubled)")
            }
        }
    }

    @Test func aNotChangesTheForm() {
        for message in Self.messages {
            let words = Self.words(message)
            guard let form = Normalizer.shared.form(message) else { continue }
            for index in words.indices {
                for word in ["not", "never", "only", "without", "except"] {
                    let changed = (words[..<index] + [word] + words[index...]).joined(separator: " ")
                    #expect(Normalizer.shared.form(changed) != form, "\(message) | \(changed)")
                }
            }
        }
    }

    private static func words(_ message: String) -> [String] {
        message.split(separator: " ").map(String.init)
    }

    /// A word and the marks behind it.
    private static func core(_ word: String) -> (String, String) {
        let end = word.lastIndex { !".,?!:;".contains($0) }.map { word.index(after: $0) } ?? word.startIndex
        return (String(word[..<end]), String(word[end...]))
    }

    private static func joined(_ words: [String], replacing index: Int, by word: String) -> String {
        var words = words
        words[index] = word
        return words.joined(separator: " ")
    }
}
