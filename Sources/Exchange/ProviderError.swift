/// What a provider says went wrong, read from the body of its error in any of the usual shapes, or from an error event.
///
/// Its words may hold a key: providers like to quote the one that they refuse. So the message comes out only through
/// `message(hiding:)`, which takes keys out.
package struct ProviderError: Sendable {
    private let text: String?
    /// The provider's word for the kind of error, `rate_limit_error`; a short plain word or `nil`.
    package let type: String?
    /// The provider's code, `model_not_found` or `404`; a short plain word or `nil`.
    package let code: String?
    /// The field of the request that the provider finds at fault; a short plain word or `nil`.
    package let param: String?

    /// The longest message that is passed on.
    package static let messageBytesMax = 1024
    /// How much of a text is looked at.
    private static let textBytesMax = 64 << 10
    /// How much of a text that was cut is dropped at its end, because half of a key, which nobody knows, may stand there.
    private static let cutBytes = 2048

    /// Reads a body: JSON of any shape, plain text, or nothing useful.
    package init(body: UnsafeRawBufferPointer) {
        var tape = JSONTape()
        do {
            try tape.scan(body)
        } catch {
            self.init(text: Self.plainText(body), type: nil, code: nil, param: nil)
            return
        }
        let reader = Reader(tape: tape, bytes: body)
        let error = reader.error
        self.init(
            text: reader.text(at: 0, depth: 0),
            type: reader.word("type", of: error),
            code: reader.word("code", of: error),
            param: reader.word("param", of: error)
        )
    }

    private init(text: String?, type: String?, code: String?, param: String?) {
        self.text = text
        self.type = type
        self.code = code
        self.param = param
    }

    /// The provider's message without these secrets and without whatever else looks like a key, on one line and no longer
    /// than a kilobyte; `nil` when there is none.
    package func message(hiding secrets: [Secret]) -> String? {
        guard let text = self.text else { return nil }
        let isCut = text.utf8.count > Self.textBytesMax
        var clean = KeyShapes.hide(
            in: String(decoding: text.utf8.prefix(Self.textBytesMax), as: UTF8.self),
            secrets: secrets
        )
        if isCut { clean = String(decoding: clean.utf8.dropLast(Self.cutBytes), as: UTF8.self) }
        let line = clean.onOneLine(bytesMax: Self.messageBytesMax)
        return line.isEmpty ? nil : line
    }

    /// A page of HTML is no message.
    private static func plainText(_ body: UnsafeRawBufferPointer) -> String? {
        let text = String(decoding: body.prefix(self.textBytesMax + 1), as: UTF8.self)
        let first = text.utf8.first { $0 > 0x20 }
        return first == nil || first == UInt8(ascii: "<") ? nil : text
    }
}

extension ProviderError {
    /// Looks for the error in a scanned body.
    private struct Reader {
        let tape: JSONTape
        let bytes: UnsafeRawBufferPointer

        /// Deeper than any provider hides its message.
        private static let depthMax = 4
        /// How many entries of a list of errors are told.
        private static let entriesMax = 4

        /// The object that describes the error.
        var error: Int {
            var root = 0
            if self.tape.kind(of: 0) == .array, let first = self.tape.elements(of: 0).first(where: { _ in true }) {
                root = first
            }
            return self.tape.value(of: root, named: "error", .object, in: self.bytes) ?? root
        }

        /// The first text that stands where providers put their message.
        func text(at node: Int, depth: Int) -> String? {
            guard depth < Self.depthMax else { return nil }
            switch self.tape.kind(of: node) {
            case .string:
                let text = self.tape.string(at: node, in: self.bytes)
                return text.utf8.contains { $0 > 0x20 } ? text : nil
            case .object:
                let names: [StaticString] = ["message", "error", "detail", "msg", "errors", "error_description"]
                for name in names {
                    guard let child = self.tape.child(of: node, named: name, in: self.bytes) else { continue }
                    if let text = self.text(at: child, depth: depth + 1) { return text }
                }
                return nil
            case .array:
                let texts = self.tape.elements(of: node).prefix(Self.entriesMax).compactMap {
                    self.text(at: $0, depth: depth + 1)
                }
                return texts.isEmpty ? nil : texts.joined(separator: "; ")
            default:
                return nil
            }
        }

        /// A member that is a short plain word, or a number.
        func word(_ name: StaticString, of object: Int) -> String? {
            guard let node = self.tape.child(of: object, named: name, in: self.bytes) else { return nil }
            let kind = self.tape.kind(of: node)
            guard kind == .string || kind == .number else { return nil }
            let word = self.tape.string(at: node, in: self.bytes)
            let isPlain = (1...64).contains(word.utf8.count) && word.utf8.allSatisfy(Self.isPlain)
            return isPlain && KeyShapes.hide(in: word, secrets: []) == word ? word : nil
        }

        private static func isPlain(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "["), UInt8(ascii: "]"): true
            default: false
            }
        }
    }
}

extension String {
    /// The text with runs of control characters and spaces as one space each, cut at a character with an ellipsis.
    fileprivate func onOneLine(bytesMax: Int) -> String {
        var output = ""
        var length = 0
        var needsSpace = false
        for scalar in self.unicodeScalars {
            if scalar.properties.isWhitespace || scalar.properties.generalCategory == .control {
                needsSpace = !output.isEmpty
                continue
            }
            let bytes = UTF8.width(scalar) + (needsSpace ? 1 : 0)
            if length + bytes > bytesMax - 3 {
                output.unicodeScalars.append("…")
                return output
            }
            if needsSpace { output.unicodeScalars.append(" ") }
            output.unicodeScalars.append(scalar)
            length += bytes
            needsSpace = false
        }
        return output
    }
}
