/// The program's own rewrites of single words and short phrases, anywhere in a message.
enum BuiltInSynonyms {
    static let rules: [String] = contractions + pronouns + names + dates + spellings + phrases

    private static let contractions: [String] =
        [
            "can't|cannot => can not", "won't => will not", "shan't => shall not", "ain't => ain't",
            "I'd|i'd like|love|appreciate=1 => I would $1",
            "i'm => I am", "i've => I have", "i'll => I will", "you're => you are", "we're => we are",
            "they're => they are", "you've => you have", "we've => we have", "they've => they have",
            "you'll => you will",
            "he'll => he will", "she'll => she will", "it'll => it will", "we'll => we will", "they'll => they will",
        ]
        + ["do", "does", "did", "is", "are", "was", "were", "has", "have", "had", "could", "should", "would", "must"]
        .map { $0 == "must" ? "mustn't => must not" : "\($0)n't|\($0)nt => \($0) not" }
        // "What's happened" is "what has happened": before a participle the short form stays.
        + ["what", "who", "where", "when", "how", "why", "it", "that", "there", "here", "he", "she"].flatMap { word in
            let short = ["what", "where", "how"].contains(word) ? "\(word)'s|\(word)s" : "\(word)'s"
            return ["\(short) > @participle => \(word)'s", "\(short) => \(word) is"]
        }

    /// "i" for "I" where it can be nothing else. Elsewhere it may be a variable.
    private static let pronouns: [String] = [
        "do|can|should|could|would|am|did|have|must|may|if|where|when|why=1 i => $1 I",
        "i am|have|want|need|would|was|will|think|wonder|wish=1 => I $1",
        "how i can|could|should=1 => how I $1",
    ]

    private static let names: [String] =
        [
            "the? United|united states of america => usa", "the? United|united states => usa", "the? US|usa => usa",
            "the? United|united kingdom => uk", "the? uk => uk", "the? european union|EU => EU",
            "the? United|united nations|UN => UN", "new york city => nyc",
        ]
        // In small letters the rest are china, turkey meat and chile peppers.
        + ["China", "Turkey", "Chad", "Jordan", "Mali", "Chile", "Guinea", "Niger"].map {
            "capital|population|currency|gdp|president=1 of \($0.lowercased()) . => $1 of \($0)"
        }
        // Only a company has one.
        + ["Apple", "Amazon", "Meta", "Oracle", "Target", "Visa", "Intel", "Ford", "Shell", "Slack", "Zoom", "Stripe"]
        .map {
            "ceo|cfo|cto|founder|founders=1 of \($0.lowercased()) => $1 of \($0)"
        }
        + [
            "bill gates", "steve jobs", "taylor swift", "kate bush", "mark twain", "tim cook", "jack london",
            "george bush", "mark zuckerberg", "stephen king", "stephen hawking", "thomas hardy", "marie curie",
            "margaret thatcher", "neil young", "bob dylan", "bob marley", "brad pitt", "tom hanks", "tom cruise",
            "james bond", "harry potter",
        ].map { name in
            let parts = name.split(separator: " ").map(String.init)
            let written = parts.map { part in "\(part)|\(part.prefix(1).uppercased())\(part.dropFirst())" }
            return written.joined(separator: " ") + " => " + parts.joined(separator: "\u{2}")
        }

    private static let dates: [String] =
        [
            ("jan", "january"), ("feb", "february"), ("apr", "april"), ("jun", "june"), ("jul", "july"),
            ("aug", "august"), ("sep", "september"), ("sept", "september"), ("oct", "october"), ("nov", "november"),
            ("dec", "december"),
        ].flatMap { ["\($0.0) > # => \($0.1)", "#=1 \($0.0) > # => $1 \($0.1)"] }
        + [
            "@month=1 #=2 , #=3 => $2 $1 $3",
            "in may => in May",
            "#=1 PM => $1 pm", "#=1 AM => $1 am",
            "#=1 % => $1 percent",
        ]

    private static let spellings: [String] =
        [
            ("colour", "color"), ("colours", "colors"), ("favourite", "favorite"), ("flavour", "flavor"),
            ("neighbour", "neighbor"), ("neighbours", "neighbors"), ("behaviour", "behavior"), ("organise", "organize"),
            ("optimise", "optimize"), ("summarise", "summarize"), ("analyse", "analyze"), ("recognise", "recognize"),
            ("realise", "realize"), ("initialise", "initialize"), ("normalise", "normalize"), ("aluminium", "aluminum"),
            ("honour", "honor"), ("rumour", "rumor"), ("tumour", "tumor"), ("humour", "humor"),
            ("catalogue", "catalog"), ("visualise", "visualize"), ("fibre", "fiber"), ("theatre", "theater"),
            ("grey", "gray"), ("jewellery", "jewelry"),
        ].map { "\($0.0) => \($0.1)" }

    private static let phrases: [String] = [
        "e-mail|e-mails => email", "web site => website", "okay => ok", "versus|vs => vs", "per cent => percent",
        "in order to => to", "capital city of => capital of", "eg => for example", "js => javascript",
        "postgres => postgresql", "kilometers|kilometres|kilometer|kilometre => km",
        "kilograms|kilogrammes|kilogram|kilogramme => kg", "centimeters|centimetres|centimeter|centimetre => cm",
        "millimeters|millimetres|millimeter|millimetre => mm", "degrees celsius|centigrade => °C",
        "celsius|°C => °C", "degrees fahrenheit => °F", "fahrenheit|°F => °F",
        "biggest > country|city|planet|ocean|lake|island|desert|animal|state|continent|mammal => largest",
        "the Moon => the moon", "the Earth => the earth",
        "two => 2", "three => 3", "four => 4", "five => 5", "six => 6", "seven => 7", "eight => 8", "nine => 9",
        "ten => 10", "eleven => 11",
        "twelve => 12",
    ]
}
