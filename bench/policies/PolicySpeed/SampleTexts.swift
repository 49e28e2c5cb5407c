import Exchange
import Foundation
import Policies

/// A text to scan, by name.
struct ScannedText {
    var name: String
    var bytes: [UInt8]
}

/// What the rules are run over: text in which there is nothing to find, text with a little, and what somebody would send
/// who means harm.
struct SampleTexts {
    /// Those in which no rule finds anything.
    static let harmlessNames = ["prose", "code", "repository"]
    static let fewMatchesName = "few matches"
    static let hostileNames = [
        "keyword-stuffed", "password soup", "digit soup", "base64 soup", "hex lines", "@ soup", "all @",
        "all zero-width",
    ]

    private let prose: [UInt8]
    private let code: [UInt8]
    /// The documents and sources of this repository.
    private let repository: [UInt8]
    private let keywords: [String]

    /// So much is written before it repeats: too much for a branch predictor to know by heart.
    private static let writtenBytes = 128 * 1024

    /// - Parameter finds: whether a rule finds something in a text.
    init(repository: String, keywords: [String], finds: (String) -> Bool) throws {
        self.prose = SampleTexts.harmless(WrittenTexts.prose(bytes: SampleTexts.writtenBytes), finds)
        self.code = SampleTexts.harmless(WrittenTexts.code(bytes: SampleTexts.writtenBytes), finds)
        self.repository = try SampleTexts.files(["README.md", "docs", "Sources"], of: repository)
            .flatMap { SampleTexts.harmless($0, finds) }
        self.keywords = keywords
    }

    /// The text without the pieces in which a rule finds something.
    private static func harmless(_ text: String, _ finds: (String) -> Bool) -> [UInt8] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: lines.count, by: 4) {
            let piece = lines[start..<min(start + 4, lines.count)].joined(separator: "\n") + "\n"
            if !finds(piece) { bytes += piece.utf8 }
        }
        return bytes
    }

    private static func files(_ places: [String], of repository: String) throws -> [String] {
        var files: [String] = []
        for place in places {
            let path = repository + "/" + place
            let inside = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
            files += inside.filter { $0.hasSuffix(".md") || $0.hasSuffix(".swift") }.map { path + "/" + $0 }
            if place.hasSuffix(".md") { files.append(path) }
        }
        return try files.sorted().map { try String(contentsOfFile: $0, encoding: .utf8) }
    }

    private static func repeated(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
        precondition(!bytes.isEmpty, "there is no text of this kind in which the rules find nothing")
        return (0..<count).map { bytes[$0 % bytes.count] }
    }

    /// The text of a name, so many bytes of it.
    func text(_ name: String, bytes: Int) -> ScannedText {
        ScannedText(name: name, bytes: self.bytes(of: name, bytes))
    }

    private func bytes(of name: String, _ count: Int) -> [UInt8] {
        var random = SeededRandom(seed: 7)
        func soup(_ alphabet: String) -> [UInt8] {
            let letters = Array(alphabet.utf8)
            return (0..<count).map { _ in random.pick(letters) }
        }
        return switch name {
        case "prose": SampleTexts.repeated(self.prose, count)
        case "code": SampleTexts.repeated(self.code, count)
        case "repository": SampleTexts.repeated(self.repository, count)
        case "few matches": self.fewMatches(count)
        case "keyword-stuffed": self.stuffed(count, &random)
        case "password soup": SampleTexts.repeated(Array("password secret token ".utf8), count)
        case "digit soup": soup("01234567890123456789 -.")
        case "base64 soup": soup("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        case "hex lines": soup("0123456789abcdef0123456789abcdef0123456789abcdef \n")
        case "@ soup": soup("ab.@@@")
        case "all @": SampleTexts.repeated(Array("@".utf8), count)
        case "all zero-width": SampleTexts.repeated(Array("\u{200b}".utf8), count)
        default: preconditionFailure("no text is called \(name)")
        }
    }

    /// Prose with an address in each 4 KiB, and one in what is shorter.
    private func fewMatches(_ count: Int) -> [UInt8] {
        var text = SampleTexts.repeated(self.prose, count)
        let address = Array(" mail jane.doe@corp-mail.co.uk now ".utf8)
        for start in stride(from: 300, to: count - address.count, by: 4096) {
            text.replaceSubrange(start..<start + address.count, with: address)
        }
        return text
    }

    private func stuffed(_ count: Int, _ random: inout SeededRandom) -> [UInt8] {
        var stuffed: [UInt8] = []
        while stuffed.count < count {
            stuffed += random.pick(self.keywords).utf8
            stuffed.append(random.pick(Array(" =:".utf8)))
        }
        return Array(stuffed.prefix(count))
    }
}
