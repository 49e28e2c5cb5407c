/// The kept inputs of a target: a file of text, an input a line, in which everything but printable ASCII is escaped, so
/// that a change of it can be read.
package enum FuzzCorpus {
    package static func decode(_ text: String) -> [[UInt8]] {
        text.utf8.split(separator: UInt8(ascii: "\n")).map { line in
            var input: [UInt8] = []
            var at = line.startIndex
            while at < line.endIndex {
                let byte = line[at]
                at = line.index(after: at)
                guard byte == UInt8(ascii: "\\"), at < line.endIndex else {
                    input.append(byte)
                    continue
                }
                let kind = line[at]
                at = line.index(after: at)
                switch kind {
                case UInt8(ascii: "n"): input.append(UInt8(ascii: "\n"))
                case UInt8(ascii: "x"):
                    let digits = line[at...].prefix(2)
                    at = digits.endIndex
                    input.append(UInt8(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0)
                default: input.append(kind)
                }
            }
            return input
        }
    }

    /// The line of an input.
    package static func encode(_ input: some Sequence<UInt8>) -> String {
        var line = ""
        for byte in input {
            switch byte {
            case UInt8(ascii: "\\"): line += "\\\\"
            case UInt8(ascii: "\n"): line += "\\n"
            case 0x20...0x7E: line.unicodeScalars.append(UnicodeScalar(byte))
            default:
                let digits = String(byte, radix: 16)
                line += "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
            }
        }
        return line
    }
}
