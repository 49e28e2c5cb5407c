/// A question taken apart in one pass over its bytes: what must be the same in another one, and what should be.
struct QuestionText {
    struct Word {
        /// Of the lower-case bytes.
        var hash: UInt64
        /// Of its synonyms' first or its own stem.
        var meaning: UInt64
        var isContent: Bool
        /// Behind a preposition: it may stand elsewhere.
        var isAdjunct: Bool
        var trigrams: UInt64
        var first: UInt8
        var length: Int
    }

    var words: [Word] = []
    /// Numbers, versions and words with digits, in order.
    var numbers: [UInt64] = []
    var units: Set<UInt64> = []
    var dates: Set<UInt64> = []
    var quotes: Set<UInt64> = []
    var code: Set<UInt64> = []
    /// Operators and the like: each with how often it stands there.
    var symbols: [UInt8: Int] = [:]
    /// Capitalised words that do not begin a sentence, in order.
    var names: [UInt64] = []
    var negations = 0
    var questions: UInt32 = 0
    var modals: Set<UInt64> = []
    /// For each pair of opposites the sides that occur.
    var opposites: [Int: UInt8] = [:]
    /// What stands behind a preposition.
    var objects: [UInt64: Set<UInt64>] = [:]
    var isSymmetric = false
    var language = 0
    var script: UInt8 = 0
    /// How often each three letters stand together, by a hash.
    var trigrams = [UInt16](repeating: 0, count: 512)

    var content: [UInt64] { self.words.filter(\.isContent).map(\.meaning) }

    init(_ bytes: ArraySlice<UInt8>) {
        var scan = QuestionScanner(bytes)
        scan.run(&self)
    }
}
