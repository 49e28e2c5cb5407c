import Exchange
import Foundation
import Testing

@testable import Policies

/// Whatever a body looks like: afterwards it is JSON at each depth at which it was, no value is left in it, and what was
/// tokenized comes back.
@Suite struct RewriteRandomTests {
    private static let policies = """
        pack: p
        rules:
          - {id: a.mail, entity: MAIL, pattern: '\\b[a-z]{2,9}@[a-z]{2,9}\\.org\\b', keywords: ["@"], level: contextual, severity: low}
          - {id: a.card, entity: CARD, pattern: '\\b4[0-9]{15}\\b', digits: 16, level: validated, severity: high}
        ---
        policy: redact
        unscannable: allow
        request: [{rules: ["*"], action: redact}]
        ---
        policy: tokenize
        unscannable: allow
        request: [{rules: ["*"], action: tokenize}]
        """

    /// Makes bodies, and remembers the values in them.
    private struct Maker {
        var random: LoopedRandom
        var values: Set<String> = []

        mutating func number(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self.random) }

        mutating func word() -> String {
            String((0..<(2 + self.number(6))).map { _ in "abcdefghij".randomElement(using: &self.random) ?? "a" })
        }

        mutating func mail() -> String {
            let mail = "\(self.word())@\(self.word()).org"
            self.values.insert(mail)
            return mail
        }

        mutating func card() -> String {
            let card = "4" + String((0..<15).map { _ in "0123456789".randomElement(using: &self.random) ?? "0" })
            self.values.insert(card)
            return card
        }

        mutating func text() -> String {
            (0..<self.number(4)).map { _ in
                switch self.number(6) {
                case 0: self.mail()
                case 1: self.card()
                case 2: "\"quoted\" \\ and\n"
                case 3: "grün 😀"
                default: self.word()
                }
            }.joined(separator: " ")
        }

        /// A JSON string; some characters are written as escapes that need not be.
        mutating func string(_ text: String) -> String {
            var output = "\""
            for unit in text.utf16 {
                let isPlain = (0x20..<0x7F).contains(unit) && unit != 0x22 && unit != 0x5C
                if isPlain, self.number(12) > 0 {
                    output += String(UnicodeScalar(UInt8(truncatingIfNeeded: unit)))
                } else {
                    let digits = String(unit, radix: 16)
                    output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
            return output + "\""
        }

        mutating func value(_ depth: Int) -> String {
            switch self.number(depth > 0 ? 9 : 5) {
            case 0, 1: return self.string(self.text())
            case 2: return self.card()
            case 3: return ["1", "-0.5e3", "true", "null", "\"\"", "12345678"][self.number(6)]
            case 4: return self.string(self.mail())
            case 5: return "[" + (0..<self.number(4)).map { _ in self.value(depth - 1) }.joined(separator: ", ") + "]"
            case 6: return self.string(self.object(depth - 1))
            default: return self.object(depth - 1)
            }
        }

        mutating func object(_ depth: Int) -> String {
            let members = (0..<self.number(4)).map { index -> String in
                let name = self.number(5) == 0 ? self.mail() : "\(self.word())\(index)"
                return "\(self.string(name)) : \(self.value(depth))"
            }
            return "{\(members.joined(separator: ","))}"
        }
    }

    private struct LoopedRandom: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            self.state = self.state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (self.state ^ self.state >> 29) &* 0xBF58_476D_1CE4_E5B9
        }
    }

    /// All texts of a body, those of JSON in its strings too.
    private static func texts(_ value: Any, _ texts: inout [String]) {
        switch value {
        case let list as [Any]: for element in list { self.texts(element, &texts) }
        case let object as [String: Any]:
            for (name, value) in object {
                texts.append(name)
                self.texts(value, &texts)
            }
        case let text as String:
            texts.append(text)
            if text.hasPrefix("{"), let inner = try? JSONSerialization.jsonObject(with: Data(text.utf8)) {
                self.texts(inner, &texts)
            }
        default: texts.append("\(value)")
        }
    }

    /// The kinds and counts of everything in it.
    private static func shape(_ value: Any) -> String {
        switch value {
        case let list as [Any]: return "[\(list.map { self.shape($0) }.joined(separator: ","))]"
        case let object as [String: Any]:
            return "{\(object.values.map { self.shape($0) }.sorted().joined(separator: ","))}"
        case let text as String:
            guard text.hasPrefix("{"), let inner = try? JSONSerialization.jsonObject(with: Data(text.utf8)) else {
                return "s"
            }
            return "s(\(self.shape(inner)))"
        default: return "s"
        }
    }

    @Test(arguments: 0..<400)
    func nothingIsLeftAndEverythingStaysJSON(seed: Int) throws {
        var maker = Maker(random: LoopedRandom(state: UInt64(seed) &* 77_777 &+ 1))
        let body = maker.object(4)
        let before = try JSONSerialization.jsonObject(with: Data(body.utf8))
        let fixture = try Fixture(Self.policies)
        // Escapes in escapes in escapes are a scan that cannot finish, which blocks.
        guard try fixture.inspect(json: body, policy: "redact").failures.isEmpty else {
            #expect(try fixture.rewritten(json: body, policy: "redact") == nil)
            return
        }
        let redacted = try #require(try fixture.rewritten(json: body, policy: "redact"))
        let after = try JSONSerialization.jsonObject(with: Data(redacted.utf8))
        #expect(Self.shape(after) == Self.shape(before), "\(body)\n\(redacted)")
        var texts: [String] = []
        Self.texts(after, &texts)
        for value in maker.values { #expect(!texts.contains { $0.contains(value) }, "\(body)\n\(redacted)") }

        let tokenized = try #require(try fixture.rewritten(json: body, policy: "tokenize"))
        let tokens = try fixture.inspect(json: body, policy: "tokenize").tokens
        let restored = try Array(tokenized.utf8).withUnsafeBytes { bytes in
            var tape = JSONTape()
            try tape.scan(bytes)
            var output: [UInt8] = []
            Splice.apply(tokens.replacements(in: bytes, tape: tape), to: bytes, into: &output)
            return output
        }
        var (original, back): ([String], [String]) = ([], [])
        Self.texts(before, &original)
        Self.texts(try JSONSerialization.jsonObject(with: Data(restored)), &back)
        // What was in a string that is JSON itself may be written with other escapes; the texts of it are the same.
        let isText = { (text: String) in !text.hasPrefix("{") }
        #expect(original.filter(isText).sorted() == back.filter(isText).sorted(), "\(body)\n\(tokenized)")
    }
}
