import Exchange
import Foundation
import Policies

/// A text to scan, by name.
struct ScannedText {
    var name: String
    var bytes: [UInt8]
}

/// Splitmix64: the same soup in every run.
private struct Random {
    private var state: UInt64 = 7

    mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (self.state ^ (self.state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// What the rules are run over: what this repository is made of, and what somebody would send who means harm.
struct SampleTexts {
    /// Lines in which no rule finds anything.
    private let prose: [UInt8]
    private let code: [UInt8]
    private let keywords: [String]

    /// - Parameter finds: whether a rule finds something in a text.
    init(repository: String, keywords: [String], finds: (String) -> Bool) throws {
        self.prose = try SampleTexts.harmless(of: ["README.md", "docs", "bench/README.md"], ".md", repository, finds)
        self.code = try SampleTexts.harmless(of: ["Sources"], ".swift", repository, finds)
        self.keywords = keywords
    }

    private static func harmless(
        of places: [String],
        _ suffix: String,
        _ repository: String,
        _ finds: (String) -> Bool
    ) throws -> [UInt8] {
        var files: [String] = []
        for place in places {
            let path = repository + "/" + place
            let inside = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
            files += inside.filter { $0.hasSuffix(suffix) }.map { path + "/" + $0 }
            if place.hasSuffix(suffix) { files.append(path) }
        }
        var bytes: [UInt8] = []
        for file in files.sorted() {
            let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
            for start in stride(from: 0, to: lines.count, by: 4) {
                let piece = lines[start..<min(start + 4, lines.count)].joined(separator: "\n") + "\n"
                if !finds(piece) { bytes += piece.utf8 }
            }
        }
        return bytes
    }

    private static func repeated(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
        precondition(!bytes.isEmpty, "the repository holds no text of this kind")
        return (0..<count).map { bytes[$0 % bytes.count] }
    }

    func harmless(bytes: Int) -> [ScannedText] {
        [
            ScannedText(name: "prose", bytes: SampleTexts.repeated(self.prose, bytes)),
            ScannedText(name: "code", bytes: SampleTexts.repeated(self.code, bytes)),
        ]
    }

    /// Prose with an address in each 4 KiB.
    func fewMatches(bytes: Int) -> ScannedText {
        var text = SampleTexts.repeated(self.prose, bytes)
        let address = Array(" mail jane.doe@corp-mail.co.uk now ".utf8)
        for start in stride(from: 300, to: bytes - address.count, by: 4096) {
            text.replaceSubrange(start..<start + address.count, with: address)
        }
        return ScannedText(name: "few matches", bytes: text)
    }

    func hostile(bytes: Int) -> [ScannedText] {
        var random = Random()
        func soup(_ alphabet: String) -> [UInt8] {
            let letters = Array(alphabet.utf8)
            return (0..<bytes).map { _ in letters[Int(random.next() % UInt64(letters.count))] }
        }
        let base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        var stuffed: [UInt8] = []
        while stuffed.count < bytes {
            stuffed += self.keywords[Int(random.next() % UInt64(self.keywords.count))].utf8
            stuffed.append(Array(" =:".utf8)[Int(random.next() % 3)])
        }
        return [
            ScannedText(name: "keyword-stuffed", bytes: Array(stuffed.prefix(bytes))),
            ScannedText(
                name: "password soup",
                bytes: SampleTexts.repeated(Array("password secret token ".utf8), bytes)
            ),
            ScannedText(name: "digit soup", bytes: soup("01234567890123456789 -.")),
            ScannedText(name: "base64 soup", bytes: soup(base64)),
            ScannedText(name: "hex lines", bytes: soup("0123456789abcdef0123456789abcdef0123456789abcdef \n")),
            ScannedText(name: "@ soup", bytes: soup("ab.@@@")),
            ScannedText(name: "all @", bytes: SampleTexts.repeated(Array("@".utf8), bytes)),
            ScannedText(name: "all zero-width", bytes: SampleTexts.repeated(Array("\u{200b}".utf8), bytes)),
        ]
    }
}
