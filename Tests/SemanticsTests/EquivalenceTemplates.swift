/// Questions made from shapes and fillings, each asked in every way that the grammar knows.
enum EquivalenceTemplates {
    /// One question in many words.
    struct Group {
        var base: String
        var variants: [String]
    }

    /// How it is asked, how it is told, and what fills its gap.
    private static let shapes: [(asked: String, told: String, fillings: String)] = [
        (
            "what is the capital of X", "what the capital of X is",
            "France,Germany,Austria,Australia,Niger,Nigeria,Iran,Iraq"
        ),
        ("what is the population of X", "what the population of X is", "Paris,Rome,Delhi,New Delhi,York,New York"),
        ("who wrote X", "who wrote X", "Hamlet,Macbeth,Dracula,Frankenstein,Emma,War and Peace"),
        ("how does X work", "how X works", "photosynthesis,a diesel engine,an engine,TLS 1.2,TLS 1.3,Bitcoin"),
        ("where is X", "where X is", "Peru,Machu Picchu,Lake Victoria,Victoria,the Nile,the White Nile"),
        ("when was X born", "when X was born", "Einstein,Newton,Isaac Asimov,Ada Lovelace,Henry VII,Henry VIII"),
        ("why is X so expensive", "why X is so expensive", "gold,saffron,white gold,health care,housing,childcare"),
        ("is X a planet", "if X is a planet", "Pluto,Ceres,Neptune,Uranus,Eris,Vesta"),
        (
            "what is the boiling point of X", "what the boiling point of X is",
            "water,ethanol,methanol,acetone,iron,lead"
        ),
        ("how old is X", "how old X is", "the universe,the Milky Way,Stonehenge,Angkor Wat,Troy Sivan,Dracula"),
        ("which language is spoken in X", "which language is spoken in X", "Brazil,Angola,Belgium,Quebec,Malta,Laos"),
        ("what is new in X", "what is new in X", "Python 3.11,Python 3.12,Python 3.1,Swift 6,Swift 6.1,Java 21"),
    ]

    static let questions: [Group] = shapes.flatMap { shape in
        shape.fillings.split(separator: ",").map { filling in
            let asked = Self.fill(shape.asked, with: filling)
            let told = Self.fill(shape.told, with: filling)
            let start = Self.capitalized(asked)
            let variants = [
                "\(asked)?", "\(start)", "\(start) ?", "\(start), please?", "Hi, \(asked)?", "Hello! \(start)?",
                "\(start)? Thanks!", "Tell me \(told).", "Please tell me \(told)", "Can you tell me \(told)?",
                "Could you please tell me \(told)?", "I'd like to know \(told).", "I would like to know \(told)",
                "I want to know \(told).", "I wonder \(told)", "Do you know \(told)?",
                "Hey, do you know \(told)? Thanks",
            ]
            return Group(base: "\(start)?", variants: variants)
        }
    }

    /// Things to do, and what is done.
    private static let tasks = [
        "sort a list in Python", "sort a list in JavaScript", "sort a linked list in Python",
        "reverse a list in Python",
        "install Docker on Ubuntu", "uninstall Docker on Ubuntu", "bake bread without yeast", "bake bread with yeast",
        "convert JSON to XML", "convert XML to JSON", "delete the first row", "delete the last row",
        "remove rust from iron", "merge 2 branches", "merge 3 branches", "encrypt a file with GPG",
    ]

    static let howTos: [Group] = tasks.map { task in
        Group(
            base: "How to \(task)?",
            variants: [
                "how to \(task)", "How do I \(task)?", "How can I \(task)?", "How do you \(task)?",
                "How does one \(task)?",
                "Please tell me how to \(task).", "Could you tell me how to \(task)?", "Show me how to \(task)",
                "Hi! How do I \(task)? Thanks in advance.", "I would like to know how to \(task).",
            ]
        )
    }

    /// Requests, which are not questions.
    private static let requests = [
        "explain recursion", "explain tail recursion", "explain recursion in French",
        "explain recursion in one sentence",
        "explain the Doppler effect", "summarize the plot of Macbeth", "summarize the plot of Dracula",
        "list 5 uses of copper", "list 6 uses of copper", "list 5 uses of silver", "write a poem about rain",
        "write a short poem about rain", "write a poem about snow", "write a letter from Ann to Ben",
        "write a letter from Ben to Ann", "compare TCP with UDP", "compare UDP with TCP", "define entropy as JSON",
    ]

    static let asks: [Group] = requests.map { request in
        let start = Self.capitalized(request)
        return Group(
            base: start,
            variants: [
                "\(start).", "\(start)!", request, "Please \(request)", "Please \(request).", "\(start), please.",
                "\(start) please", "Could you please \(request)?", "Can you please \(request)?",
                "Would you please \(request)?",
                "I'd like you to \(request).", "I want you to \(request).", "Hi, please \(request). Thank you!",
                "Kindly \(request)",
            ]
        )
    }

    static let all: [Group] = questions + howTos + asks

    private static func fill(_ shape: String, with filling: Substring) -> String {
        shape.split(separator: " ").map { $0 == "X" ? String(filling) : String($0) }.joined(separator: " ")
    }

    private static func capitalized(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}
