/// Why a body is not the JSON that this gateway takes, and where.
package struct JSONFault: Error, Sendable, Hashable {
    package var reason: Reason
    /// The byte at which it shows, counted from 0.
    package var offset: Int
    /// The value or member that was being read, `messages[2].role`; empty at the root.
    package var path: String

    init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
        self.path = ""
    }

    /// What and where: `duplicate member name at messages[2].role (byte 418)`.
    package var message: String {
        self.path.isEmpty
            ? "\(self.reason.rawValue) (byte \(self.offset))"
            : "\(self.reason.rawValue) at \(self.path) (byte \(self.offset))"
    }

    /// The raw value is the words of the message.
    package enum Reason: String, Sendable, Hashable, CaseIterable {
        case empty = "no value"
        case tooLarge = "larger than 4 GiB"
        case tooDeep = "nested deeper than 64 levels"
        case tooManyValues = "more than 2,000,000 values and names"
        case truncated = "the text ends too early"
        case trailingBytes = "more text behind the value"
        case byteOrderMark = "a byte order mark"
        case expectedValue = "a value is missing or unreadable"
        case expectedName = "a member name in double quotes is missing"
        case expectedColon = "a colon is missing behind a member name"
        case expectedCommaOrBrace = "a comma or } is missing"
        case expectedCommaOrBracket = "a comma or ] is missing"
        case badNumber = "a number that JSON does not allow"
        case controlCharacter = "an unescaped control character in a string"
        case badEscape = "an escape that JSON does not allow"
        case loneSurrogate = "half of a surrogate pair"
        case invalidUTF8 = "bytes that are not UTF-8"
        case duplicateName = "duplicate member name"
    }
}

extension Refusal {
    /// A body that cannot be read.
    package init(_ fault: JSONFault) {
        self.init(
            .invalidJSON,
            "The request body is not valid JSON: \(fault.message). Send one JSON value, encoded as UTF-8.",
            param: fault.path.isEmpty ? nil : fault.path
        )
    }
}
