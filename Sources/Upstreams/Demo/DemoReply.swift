import Exchange

/// What the demo provider says to a question: a text, or the call of a tool.
struct DemoReply {
    enum Content {
        case text(String)
        /// The arguments are JSON.
        case tool(name: String, arguments: String)
    }

    var content: Content
    var completionTokens: UInt64
    /// The limit of tokens cut the text.
    var isCut = false

    /// How much of a message is said back.
    static let echoBytesMax = 4096

    init(to question: DemoQuestion, in view: DemoView) {
        if let tool = Self.tool(for: question) {
            let arguments = DemoArguments(view, about: question.text).text(of: tool.schema)
            self.content = .tool(name: tool.name, arguments: arguments)
            self.completionTokens = Self.tokens(bytes: tool.name.utf8.count + arguments.utf8.count)
            return
        }
        var text = Self.text(for: question, in: view)
        if let most = question.tokensMax, most < Self.tokens(bytes: text.utf8.count) {
            text = Self.cut(text, toBytes: Int(clamping: min(most, 1 << 20)) * 4)
            self.isCut = true
        }
        self.content = .text(text)
        self.completionTokens = Self.tokens(bytes: text.utf8.count)
    }

    /// The usual rule of thumb: four bytes a token.
    static func tokens(bytes: Int) -> UInt64 {
        UInt64(clamping: max(1, (bytes + 3) / 4))
    }

    private static func text(for question: DemoQuestion, in view: DemoView) -> String {
        switch question.format {
        case .object:
            var said: [UInt8] = []
            JSONEscape.append(Self.cut(question.text, toBytes: Self.echoBytesMax), to: &said)
            return "{\"you_said\":\"\(String(decoding: said, as: UTF8.self))\"}"
        case .schema(let node):
            return DemoArguments(view, about: question.text).text(of: node)
        case .text:
            break
        }
        let said = Self.cut(question.text, toBytes: Self.echoBytesMax)
        let echo = question.isToolResult ? "The tool says: \(said)" : "You said: \(said)"
        return echo
            + "\n\nThis is Gatehouse's built-in demo provider: it repeats what reached it, and no model was asked."
    }

    /// The tool that the question asks for, if it asks for one: by name, by a word of its name, or by "tool".
    private static func tool(for question: DemoQuestion) -> DemoQuestion.Tool? {
        switch question.toolChoice {
        case .none:
            return nil
        case .named(let name):
            return question.tools.first { $0.name == name }
        case .any:
            return question.tools.first
        case .auto:
            guard !question.isToolResult else { return nil }
            let words = Set(Self.words(question.text))
            let asked = question.tools.first { tool in
                Self.words(tool.name).contains { $0.count >= 4 && words.contains($0) }
            }
            return asked ?? (words.contains("tool") || words.contains("tools") ? question.tools.first : nil)
        }
    }

    /// Runs of ASCII letters in lower case.
    private static func words(_ text: String) -> [String] {
        text.prefix(Self.echoBytesMax).lowercased().split { !($0.isASCII && $0.isLetter) }.map(String.init)
    }

    /// At most so many bytes, never half a character.
    static func cut(_ text: String, toBytes most: Int) -> String {
        guard text.utf8.count > most else { return text }
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: most)
        while end > text.utf8.startIndex, String.Index(end, within: text) == nil {
            end = text.utf8.index(before: end)
        }
        return String(text[..<end])
    }

    /// The text in the pieces in which it is streamed: a word or a few, so that there are never too many.
    static func pieces(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        for character in text {
            word.append(character)
            if character == " " || character == "\n" || word.utf8.count > 64 {
                words.append(word)
                word = ""
            }
        }
        if !word.isEmpty { words.append(word) }
        let together = words.count / Self.piecesMax + 1
        return stride(from: 0, to: words.count, by: together).map { start in
            words[start..<min(start + together, words.count)].joined()
        }
    }

    private static let piecesMax = 64
}
