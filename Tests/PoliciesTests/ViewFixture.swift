@testable import Policies

/// What a reader finds in the views of a text.
struct ViewFixture {
    private(set) var views: [TextView] = []
    private(set) var isComplete = true
    private(set) var viewBytes = 0
    let bytes: [UInt8]

    init(_ text: String) {
        self.init(bytes: Array(text.utf8))
    }

    init(bytes: [UInt8], reasons: ViewReasons? = nil) {
        self.bytes = bytes
        var scratch = ViewScratch()
        var views: [TextView] = []
        self.isComplete = bytes.withUnsafeBytes { text in
            let own = scratch.reasons(of: text)
            return scratch.forEachView(of: text, reasons ?? own) { view in
                views.append(copy view)
                return true
            }
        }
        self.views = views
        self.viewBytes = scratch.viewBytes
    }

    /// The parts of the text that stand for a value in some view.
    func sources(of value: String, in kind: TextView.Kind? = nil) -> [String] {
        self.ranges(of: Array(value.utf8), in: kind).map { String(decoding: self.bytes[$0], as: UTF8.self) }
    }

    func ranges(of value: [UInt8], in kind: TextView.Kind? = nil) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for view in self.views where kind == nil || view.kind == kind {
            for start in view.bytes.indices where view.bytes[start] == value.first {
                guard view.bytes[start...].starts(with: value) else { continue }
                let range = start..<(start + value.count)
                if view.isWhole(range) { ranges.append(view.sourceRange(of: range)) }
            }
        }
        return ranges
    }
}

/// A text whose expected part stands between `⟦` and `⟧`.
func marked(_ text: String) -> (text: String, part: String) {
    let parts = text.split(separator: "⟦", maxSplits: 1, omittingEmptySubsequences: false)
    let rest = (parts.last ?? "").split(separator: "⟧", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, rest.count == 2 else { return (text, "") }
    return (String(parts[0] + rest[0] + rest[1]), String(rest[0]))
}

/// Base64 of either alphabet.
func base64(_ text: String, url: Bool = false, padded: Bool = true) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + (url ? "-_" : "+/"))
    let bytes = Array(text.utf8)
    var output = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        let bits = (0..<3).reduce(0 as UInt32) { $0 << 8 | (start + $1 < bytes.count ? UInt32(bytes[start + $1]) : 0) }
        for digit in 0..<(group.count + 1) { output.append(digits[Int(bits >> UInt32(18 - 6 * digit) & 63)]) }
        if padded { output += String(repeating: "=", count: 3 - group.count) }
    }
    return output
}

func hex(_ text: String, separator: String = "", uppercase: Bool = false) -> String {
    text.utf8.map { byte in
        let digits = String(byte, radix: 16, uppercase: uppercase)
        return digits.count < 2 ? "0" + digits : digits
    }.joined(separator: separator)
}
