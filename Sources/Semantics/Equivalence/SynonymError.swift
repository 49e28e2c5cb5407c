/// Why a pair of synonyms is refused.
package enum SynonymError: Error, Equatable, CustomStringConvertible {
    case empty
    case tooMany(count: Int, max: Int)
    case tooLong(String, max: Int)
    case notAWord(String)
    case sameTwice(String)
    case twoMeanings(String)
    case circle(String)
    case changesAnswer(String)

    package var description: String {
        switch self {
        case .empty: "a synonym has an empty side; give a phrase and its meaning"
        case .tooMany(let count, let max): "\(count) synonyms are too many; at most \(max)"
        case .tooLong(let phrase, let max): "\"\(phrase)\" is too long for a synonym; at most \(max) words"
        case .notAWord(let word): "\"\(word)\" is no word: letters and digits, with hyphens and full stops only inside"
        case .sameTwice(let phrase): "\"\(phrase)\" is given as a synonym of itself; remove the pair"
        case .twoMeanings(let phrase): "\"\(phrase)\" has two meanings; keep one of them"
        case .circle(let phrase): "\"\(phrase)\" leads back to itself; let all of them lead to one phrase"
        case .changesAnswer(let word): "\"\(word)\" can change an answer; it must be on both sides or on neither"
        }
    }
}
