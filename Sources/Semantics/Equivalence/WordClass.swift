/// What a word may be in the rules' eyes. A word may be several things: "can" is an auxiliary and an opener.
struct WordClass: OptionSet {
    let rawValue: UInt32

    /// what, who, how …
    static let wh = WordClass(rawValue: 1 << 0)
    /// is, are, was, were, am.
    static let be = WordClass(rawValue: 1 << 1)
    /// A verb that stands before its subject in a question: be, do, have and the modals.
    static let finite = WordClass(rawValue: 1 << 2)
    static let determiner = WordClass(rawValue: 1 << 3)
    static let pronoun = WordClass(rawValue: 1 << 4)
    /// A verb by which one asks a model for something: explain, list, write.
    static let request = WordClass(rawValue: 1 << 5)
    /// A verb whose "how do I", "how can I" and "how to" ask the same.
    static let action = WordClass(rawValue: 1 << 6)
    /// The same for "how do you", where "you" cannot be the model.
    static let craft = WordClass(rawValue: 1 << 7)
    /// A noun that everything has one of: capital, population. "The N of X", "X's N" and "N of X" are one.
    static let attribute = WordClass(rawValue: 1 << 8)
    /// A noun with which "what" and "which" ask alike.
    static let kind = WordClass(rawValue: 1 << 9)
    /// Written with a capital it is another word: may and May, turkey and Turkey.
    static let caseSensitive = WordClass(rawValue: 1 << 10)
    /// A word of the grammar whose capital says nothing at the start of a sentence: Who, It, Will.
    static let grammatical = WordClass(rawValue: 1 << 11)
    /// A word that is an acronym in capitals: aids, rest.
    static let homograph = WordClass(rawValue: 1 << 12)
    /// An acronym or a brand that is no word in small letters: html, youtube.
    static let acronym = WordClass(rawValue: 1 << 13)
    static let english = WordClass(rawValue: 1 << 14)
    static let foreign = WordClass(rawValue: 1 << 15)
    /// Where it stands, words are talked about and not only used: translate, spell, rhyme.
    static let mention = WordClass(rawValue: 1 << 16)
    /// The same, but only letter case is at stake: mean, define.
    static let meaning = WordClass(rawValue: 1 << 17)
    /// word, sentence: a wish for a length behind a number, a mention elsewhere.
    static let length = WordClass(rawValue: 1 << 18)
    /// Ends a sentence.
    static let boundary = WordClass(rawValue: 1 << 19)
    /// . , ! : - and the line break: what may stand between a greeting and a question.
    static let separator = WordClass(rawValue: 1 << 20)
    /// May begin what is left when a greeting is taken away.
    static let opener = WordClass(rawValue: 1 << 21)
    static let participle = WordClass(rawValue: 1 << 22)
    static let month = WordClass(rawValue: 1 << 23)
    static let superlative = WordClass(rawValue: 1 << 24)
    static let unit = WordClass(rawValue: 1 << 25)
    /// Behind it "please" is a verb.
    static let beforeVerb = WordClass(rawValue: 1 << 26)
    static let country = WordClass(rawValue: 1 << 27)
    static let platform = WordClass(rawValue: 1 << 28)
    /// Behind it a mark that stands alone is talked about.
    static let preposition = WordClass(rawValue: 1 << 29)
    static let protected = WordClass(rawValue: 1 << 30)
    static let greeting = WordClass(rawValue: 1 << 31)

    /// The names by which the rules call the classes.
    static let named: [String: WordClass] = [
        "wh": .wh, "be": .be, "finite": .finite, "det": .determiner, "pronoun": .pronoun, "request": .request,
        "action": .action, "craft": .craft, "attribute": .attribute, "kind": .kind, "opener": .opener,
        "participle": .participle, "month": .month, "superlative": .superlative, "unit": .unit, "country": .country,
        "platform": .platform,
    ]
}
