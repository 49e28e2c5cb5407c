/// One unit of a message: a word, a number, a mark, or a span that is taken as it stands.
///
/// Its text is the lexicon's when the lexicon knows the word, else a range of the reader's `text`; where it stood in the
/// message is a range of its scalars, empty when a rewrite made the token.
struct Token {
    enum Kind: UInt8 {
        case word
        case number
        /// Anything that is no plain word or number: identifiers, paths, URLs, versions.
        case verbatim
        case mark
        case quote
        case code
        case lineBreak
        /// The rest of a message behind a colon or a line break: material to work on.
        case payload
    }

    /// How a word was written. It decides whether its letters may be folded.
    enum Casing: UInt8 {
        case lower
        case capitalized
        case upper
        /// One capital letter alone.
        case letter
        case mixed
    }

    var kind: Kind
    var casing: Casing = .lower
    /// First in the message or behind a mark that ends a sentence, where a capital letter says nothing.
    var isInitial = false
    /// A word that ends in "-ed", and may be a participle.
    var endsInEd = false
    /// The lexicon's number of this word; 0 when it does not know it.
    var word: UInt16 = 0
    var textStart: UInt16 = 0
    var textEnd: UInt16 = 0
    var sourceStart: UInt16 = 0
    var sourceEnd: UInt16 = 0
}
