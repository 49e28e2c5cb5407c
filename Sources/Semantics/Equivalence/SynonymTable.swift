/// Words and phrases that an operator declares to mean the same, beside those that the program knows itself.
///
/// A pair replaces its phrase by its meaning wherever it stands in an English message: `k8s` by `kubernetes`. Pairs may
/// chain; they may not run in a circle, and they may not touch the words that change an answer.
package struct SynonymTable: Sendable {
    /// The program's own table.
    package static let builtIn = SynonymTable()
    /// The most pairs that a table holds.
    package static let pairsMax = 5_000
    /// The longest phrase, in words.
    package static let wordsMax = 6

    /// Each phrase and the words that stand for it at last, in small letters, sorted by phrase.
    private(set) var pairs: [(phrase: [String], meaning: [String])] = []

    private init() {}

    /// The program's table and these pairs.
    /// - Parameter pairs: phrase and meaning, each of one to six words.
    package init(adding pairs: [(phrase: String, meaning: String)]) throws(SynonymError) {
        guard pairs.count <= Self.pairsMax else { throw .tooMany(count: pairs.count, max: Self.pairsMax) }
        var meanings: [[String]: [String]] = [:]
        for pair in pairs {
            let phrase = try Self.words(of: pair.phrase)
            let meaning = try Self.words(of: pair.meaning)
            guard phrase != meaning else { throw .sameTwice(pair.phrase) }
            try Self.check(phrase, meaning)
            if let known = meanings[phrase], known != meaning { throw .twoMeanings(pair.phrase) }
            meanings[phrase] = meaning
        }
        for phrase in meanings.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            self.pairs.append((phrase, try Self.last(phrase, in: meanings)))
        }
    }

    /// The table as rules, longer phrases first.
    var rules: [String] {
        self.pairs.sorted { $0.phrase.count > $1.phrase.count }
            .map { $0.phrase.joined(separator: " ") + " => " + $0.meaning.joined(separator: " ") }
    }

    /// Small letters, digits and hyphens; full stops inside, as in `node.js`. Anything else has a meaning in the rules.
    private static func words(of phrase: String) throws(SynonymError) -> [String] {
        let words = phrase.lowercased().split(separator: " ").map(String.init)
        guard !words.isEmpty else { throw .empty }
        guard words.count <= Self.wordsMax else { throw .tooLong(phrase, max: Self.wordsMax) }
        for word in words {
            let isSound = word.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || (0x30...0x39).contains($0.value) || $0 == "-" || $0 == "."
            }
            let startsSound = word.first != "-" && word.first != "."
            guard isSound, startsSound, word.last != ".", word.last != "-" else { throw .notAWord(word) }
        }
        return words
    }

    /// A word that changes an answer is in both or in neither; so is every number.
    private static func check(_ phrase: [String], _ meaning: [String]) throws(SynonymError) {
        let sides = [phrase, meaning].map { words in words.filter(Self.isProtected).sorted() }
        guard sides[0] == sides[1] else {
            let odd = sides[0].first { !sides[1].contains($0) } ?? sides[1].first { !sides[0].contains($0) }
            throw .changesAnswer(odd ?? sides[0].first ?? "")
        }
    }

    private static func isProtected(_ word: String) -> Bool {
        guard !Self.protected.contains(word) else { return true }
        return word.unicodeScalars.allSatisfy { (0x30...0x39).contains($0.value) || $0 == "." }
    }

    private static let protected: Set<String> = Set(
        LexiconWords.all.filter { $0.0.contains(.protected) }.flatMap {
            $0.1.split(whereSeparator: \.isWhitespace).map(String.init)
        }
    )

    /// Where a chain of pairs ends.
    private static func last(_ phrase: [String], in meanings: [[String]: [String]]) throws(SynonymError) -> [String] {
        var seen: Set<[String]> = []
        var current = phrase
        while let next = meanings[current] {
            guard seen.insert(current).inserted else { throw .circle(phrase.joined(separator: " ")) }
            current = next
        }
        return current
    }
}
