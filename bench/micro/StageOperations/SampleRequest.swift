import Exchange

/// A chat request of about the size that is asked for, the same in every run.
struct SampleRequest {
    let body: [UInt8]

    /// - Parameter planted: a text that is put into the last message.
    init(bytes: Int, planted: String = "") {
        var words = SampleWords()
        var messages = [#"{"role":"system","content":"You are a helpful assistant."}"#]
        var left = bytes - 120 - planted.utf8.count
        while left > 0 {
            let role = messages.count % 2 == 1 ? "user" : "assistant"
            let text = words.text(bytes: min(left, 1500) - 31)
            messages.append(#"{"role":"\#(role)","content":"\#(text)"}"#)
            left -= text.utf8.count + 31
        }
        messages[messages.count - 1].insert(contentsOf: planted, at: messages[messages.count - 1].index(messages[messages.count - 1].endIndex, offsetBy: -2))
        let joined = messages.joined(separator: ",")
        self.body = Array(#"{"model":"gpt-4o-mini","temperature":0,"messages":[\#(joined)]}"#.utf8)
    }

    /// A tape of the body, as the stages behind the scan are given it.
    func scanned() throws -> JSONTape {
        var tape = JSONTape()
        try self.body.withUnsafeBytes { bytes throws(JSONFault) in try tape.scan(bytes) }
        return tape
    }
}

/// Ordinary words in an order that looks like none. Among them are a few that a rule looks for, as in any request that is
/// about programs or payments, and a line end that JSON escapes after each sentence.
struct SampleWords {
    private var state: UInt64 = 1

    private static let words = """
        the of and a to in is you that it he was for on are as with his they at be this have from or one had by word but not \
        what all were we when your can said there use an each which she do how their if will up other about out many then \
        them these so some her would make like him into time has look two more write go see number no way could people my \
        than first water been call who oil its now find long down day did get come made may part account password token \
        card server function return value please explain résumé
        """.split(separator: " ").map(String.init)

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
