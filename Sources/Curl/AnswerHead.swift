/// The head of an answer: its status, and its fields as they came.
package struct AnswerHead: Sendable {
    /// Where a field stands in `text`.
    struct Field: Sendable {
        var nameStart: Int
        var nameEnd: Int
        var valueStart: Int
        var valueEnd: Int
    }

    package let status: Int
    let isHTTP2: Bool
    let text: [UInt8]
    let fields: [Field]

    init(status: Int, isHTTP2: Bool, text: [UInt8], fields: [Field]) {
        self.status = status
        self.isHTTP2 = isHTTP2
        self.text = text
        self.fields = fields
    }

    /// A head that did not come over a wire.
    package init(status: Int, fields: [(String, String)]) {
        var text: [UInt8] = []
        var places: [Field] = []
        for (name, value) in fields {
            let start = text.count
            text.append(contentsOf: name.utf8)
            let middle = text.count
            text.append(contentsOf: value.utf8)
            places.append(Field(nameStart: start, nameEnd: middle, valueStart: middle, valueEnd: text.count))
        }
        self.init(status: status, isHTTP2: false, text: text, fields: places)
    }

    package var allFields: [(String, String)] {
        self.fields.map { field in
            (
                String(decoding: self.text[field.nameStart..<field.nameEnd], as: UTF8.self),
                String(decoding: self.text[field.valueStart..<field.valueEnd], as: UTF8.self)
            )
        }
    }

    /// The value of the first field of that name, in any case.
    package func first(_ name: String) -> String? {
        var name = name
        return name.withUTF8 { wanted in
            for field in self.fields where Self.equal(self.text[field.nameStart..<field.nameEnd], wanted) {
                return String(decoding: self.text[field.valueStart..<field.valueEnd], as: UTF8.self)
            }
            return nil
        }
    }

    /// Compares ASCII letters in any case.
    private static func equal(_ a: ArraySlice<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
        a.count == b.count && zip(a, b).allSatisfy { $0 == $1 || ($0 ^ $1 == 0x20 && $0.isASCIILetter) }
    }
}

extension UInt8 {
    var isASCIILetter: Bool {
        let lower = self | 0x20
        return lower >= 0x61 && lower <= 0x7a
    }

    var isASCIIDigit: Bool {
        self >= 0x30 && self <= 0x39
    }

    /// A character of a field's name (RFC 9110, 5.6.2).
    var isTokenCharacter: Bool {
        if self.isASCIILetter || self.isASCIIDigit { return true }
        switch self {
        case 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x5e...0x60, 0x7c, 0x7e: return true
        default: return false
        }
    }
}
