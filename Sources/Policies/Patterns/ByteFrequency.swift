/// How often a byte stands in what people send to models, roughly: prose and code. It decides which part of a literal is
/// looked for, so it need not be right, only tell the rare from the frequent.
enum ByteFrequency {
    /// Of a thousand letters of English; the rest of a table by byte.
    private static let letters: [Double] = [
        82, 15, 28, 43, 127, 22, 20, 61, 70, 1.5, 8, 40, 24, 67, 75, 19, 1, 60, 63, 91, 28, 10, 24, 1.5, 20, 0.7,
    ]

    private static let table: [Double] = (0...255).map { byte in
        let byte = UInt8(byte)
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): return letters[Int(byte - UInt8(ascii: "a"))] * 0.00075
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): return letters[Int(byte - UInt8(ascii: "A"))] * 0.00006
        case UInt8(ascii: " "): return 0.16
        case UInt8(ascii: "\n"): return 0.02
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return 0.003
        case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "\""):
            return 0.008
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "/"): return 0.006
        default: return byte < 0x80 ? 0.0015 : 0.0004
        }
    }

    /// The share of all bytes that are in a set.
    static func share(of set: ByteSet) -> Double {
        var share = 0.0
        set.visit { share += table[Int($0)] }
        return share
    }

    /// The share of all bytes that are, folded, in a set of folded bytes.
    static func share(ofFolded set: ByteSet) -> Double {
        var share = 0.0
        set.visit { share += table[Int($0)] + ($0 & 0x20 == 0 ? 0 : table[Int($0 ^ 0x20)]) }
        return share
    }
}
