import Exchange

/// A chat request of about the size that is asked for, the same in every run.
struct SampleRequest {
    let body: [UInt8]

    /// - Parameter lastMessage: one more message with this text.
    init(bytes: Int, lastMessage: String? = nil) {
        var words = SampleWords()
        var messages = [Self.message("system", "You are a helpful assistant.")]
        var left = bytes - Self.wrapperBytes - messages[0].utf8.count
        while left > Self.messageBytesMin {
            let text = words.text(bytes: min(left, Self.messageBytesMax) - Self.messageBytesMin)
            messages.append(Self.message(messages.count % 2 == 1 ? "user" : "assistant", text))
            left -= messages[messages.count - 1].utf8.count
        }
        if let lastMessage { messages.append(Self.message("user", lastMessage)) }
        let joined = messages.joined(separator: ",")
        self.body = Array(#"{"model":"gpt-4o-mini","temperature":0,"messages":[\#(joined)]}"#.utf8)
    }

    private static let wrapperBytes = 55
    private static let messageBytesMin = 40
    private static let messageBytesMax = 1500

    private static func message(_ role: String, _ text: String) -> String {
        #"{"role":"\#(role)","content":"\#(text)"}"#
    }

    /// A tape of the body, as the stages behind the scan are given it.
    func scanned() throws -> JSONTape {
        var tape = JSONTape()
        try self.body.withUnsafeBytes { bytes in try tape.scan(bytes) }
        return tape
    }
}

/// Ordinary words in an order that looks like none. Among them are a few that some rule looks for, as in any request that
/// is about programs or payments, and after a sentence a line end, which JSON escapes.
struct SampleWords {
    private var state: UInt64 = 1

    private static let words = """
        the of and a to in is you that it he was for on are as with his they at be this have from or one had by word but not \
        what all were we when your can said there use an each which she do how their if will up other about out many then \
        them these so some her would make like him into time has look two more write go see number no way could people my \
        than first water been call who oil its now find long down day did get come made may part account password token \
        card server function return value please explain résumé
        """.split(separator: " ").map(String.init)

    /// The inside of a JSON string, of at least so many bytes and at most a word more.
    mutating func text(bytes: Int) -> String {
        var text = ""
        while text.utf8.count < bytes {
            self.state = self.state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            text += Self.words[Int(self.state >> 33) % Self.words.count]
            text += self.state >> 60 == 0 ? ".\\n" : " "
        }
        return text
    }
}
