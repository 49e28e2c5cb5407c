import Exchange
import StrictYAML

/// The fields of one line of a corpus; a field that nobody asked for is a fault.
struct CorpusLine {
    let origin: String
    private var fields: [String: Field] = [:]

    private struct Field {
        /// The text, or those of a list; `nil` for what is neither.
        var texts: [String]?
        var isList: Bool
        var raw: String
    }

    init(_ bytes: UnsafeRawBufferPointer, at origin: String, using tape: inout JSONTape) throws(CorpusFault) {
        self.origin = origin
        do throws(JSONFault) {
            try tape.scan(bytes)
        } catch {
            throw CorpusFault(origin, "is no JSON: \(error.message)")
        }
        guard tape.nodes[0].kind == .object else { throw CorpusFault(origin, "expected an object") }
        for (name, value) in tape.members(of: 0) {
            self.fields[tape.string(at: name, in: bytes)] = CorpusLine.field(value, of: tape, in: bytes)
        }
    }

    private static func field(_ node: Int, of tape: borrowing JSONTape, in bytes: UnsafeRawBufferPointer) -> Field {
        let kind = tape.nodes[node].kind
        let raw = String(decoding: tape.rawBytes(of: node, in: bytes), as: UTF8.self)
        var texts: [String]?
        if kind == .string {
            texts = [tape.string(at: node, in: bytes)]
        } else if kind == .array {
            var all: [String] = []
            var isTexts = true
            for element in tape.elements(of: node) {
                isTexts = isTexts && tape.nodes[element].kind == .string
                all.append(tape.string(at: element, in: bytes))
            }
            if isTexts { texts = all }
        }
        return Field(texts: texts, isList: kind == .array, raw: raw)
    }

    func contains(_ name: String) -> Bool { self.fields[name] != nil }

    mutating func text(_ name: String) throws(CorpusFault) -> String? {
        guard let field = self.fields.removeValue(forKey: name) else { return nil }
        guard let text = field.texts?.first, !field.isList else { throw self.fault(name, "expected a text") }
        return text
    }

    mutating func required(_ name: String) throws(CorpusFault) -> String {
        guard let text = try self.text(name) else { throw CorpusFault(self.origin, "the field `\(name)` is missing") }
        return text
    }

    /// A text, or a list of at least one.
    mutating func texts(_ name: String) throws(CorpusFault) -> [String] {
        guard let field = self.fields.removeValue(forKey: name) else {
            throw CorpusFault(self.origin, "the field `\(name)` is missing")
        }
        guard let texts = field.texts, !texts.isEmpty else {
            throw self.fault(name, "expected a text or a list of texts")
        }
        return texts
    }

    mutating func raw(_ name: String) throws(CorpusFault) -> String? {
        self.fields.removeValue(forKey: name)?.raw
    }

    mutating func expectations(_ name: String) throws(CorpusFault) -> [Expectation] {
        guard let field = self.fields.removeValue(forKey: name) else { return [] }
        guard let texts = field.texts else { throw self.fault(name, "expected a list of rules or entities") }
        var expectations: [Expectation] = []
        for text in texts {
            guard let expectation = Expectation(text) else {
                throw self.fault(name, "`\(text)` is no rule and no entity")
            }
            expectations.append(expectation)
        }
        return expectations
    }

    mutating func side() throws(CorpusFault) -> Policy.Side {
        guard let word = try self.text("side") else { return .request }
        guard let side = Policy.Side(rawValue: word) else {
            throw self.fault("side", "expected `request` or `response`, found `\(word)`")
        }
        return side
    }

    /// Throws if anything is left.
    func finish() throws(CorpusFault) {
        guard let unknown = self.fields.keys.sorted().first else { return }
        let known = ["text", "body", "expect", "kind", "also", "side", "template", "value", "label", "in", "whole"]
        throw CorpusFault(self.origin, "unknown field `\(unknown)`\(NearestName.hint(for: unknown, among: known))")
    }

    private func fault(_ field: String, _ message: String) -> CorpusFault {
        CorpusFault(self.origin, "\(field): \(message)")
    }
}
