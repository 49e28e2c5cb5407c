import Foundation
import Testing

@testable import Policies

/// One kind of secret of `Tests/Corpora/secret-kinds.txt`, and texts that hold values of it.
struct SecretKind: Sendable, CustomTestStringConvertible {
    let name: String
    /// Generators of values, as in the samples of rules.
    let values: [String]
    /// What a value without a mark of its own is called by those who write it down; empty for all others.
    let labels: [String]

    var isLabelled: Bool { !self.labels.isEmpty }
    var testDescription: String { self.name }

    /// `name | value ~~ value | label,label`; a value may hold a `|` without spaces around it.
    init?(line: String) {
        let parts = line.components(separatedBy: " | ")
        guard !line.hasPrefix("#"), parts.count >= 2 else { return nil }
        self.name = parts[0]
        self.values = parts[1].components(separatedBy: " ~~ ")
        self.labels = parts.count > 2 ? parts[2].components(separatedBy: ",") : []
    }

    static let all = SecretKind.lines(of: "secret-kinds.txt").compactMap(SecretKind.init(line:))

    /// Of a file of `Tests/Corpora`, with its line ends where `\n` is written.
    static func lines(of file: String) -> [String] {
        let folder = #filePath.components(separatedBy: "/").dropLast(2).joined(separator: "/")
        let text = try? String(contentsOfFile: "\(folder)/Corpora/\(file)", encoding: .utf8)
        return (text ?? "").components(separatedBy: "\n").filter { !$0.isEmpty }
            .map { $0.replacingOccurrences(of: "\\n", with: "\n") }
    }
}

/// A text with one secret in it.
struct SecretSample {
    var text: String
    /// The bytes of the secret.
    var range: Range<Int>
}

extension SecretKind {
    /// Where people write a secret that says by itself what it is.
    private static let places = [
        "Could you check why {} does not work?", "2024-05-17T10:22:31Z INFO sent {} ok", #"{"value": "{}"}"#,
        "value: {}",
        #"x = "{}""#, "VALUE={}", "https://x.acme.com/a?v={}&n=1", "curl -H 'X-Thing: {}' https://api.acme.com/",
        "hola, mira esto: {} gracias", "(`{}`)", "a,{},b", "so it is {}.", "**{}**", "<v>{}</v>",
    ]
    /// Where they write one of several words or lines.
    private static let blockPlaces = [
        "here it is, {}, see you", "2024-05-17T10:22:31Z INFO sent {} ok", "value: {}", "hola:\n{}\ngracias", "log> {}",
        "{}", "x\n{}\ny", "```\n{}\n```",
    ]
    /// Where they say what it is: `%` is the label, `#` the name of a variable made of it.
    private static let labelledPlaces = [
        "#={}", "%: {}", "\"%\": \"{}\"", "the % is {}", "my %: {}", "% = '{}'", "export #=\"{}\"", "% -> {}",
        "#: \"{}\"", "curl -H '%: {}' https://api.acme.com/", "os.environ[\"#\"] = \"{}\"", "the % ({}) is refused",
    ]

    /// Each value in every third place, so that together they stand in all of them.
    ///
    /// - Parameter count: values of each generator.
    func samples(count: Int) throws -> [SecretSample] {
        var samples: [SecretSample] = []
        for round in 0..<count {
            for value in self.values {
                for (index, place) in self.places(for: value).enumerated() where (index + round) % 3 == 0 {
                    samples.append(try SecretKind.sample(value, in: place, round: round))
                }
            }
        }
        return samples
    }

    private func places(for value: String) -> [String] {
        guard self.isLabelled else {
            let isBlock = value.contains { " \n\"".contains($0) }
            return isBlock ? SecretKind.blockPlaces : SecretKind.places
        }
        return self.labels.flatMap { label in
            let name = String(label.map { $0.isLetter || $0.isNumber ? $0 : "_" }).uppercased()
            return SecretKind.labelledPlaces.map { place in
                place.replacingOccurrences(of: "%", with: label).replacingOccurrences(of: "#", with: name)
            }
        }
    }

    private static func sample(_ value: String, in place: String, round: Int) throws -> SecretSample {
        let parts = place.components(separatedBy: "{}")
        let secret = try SampleText.expand("\(place) \(round) \u{0}\(value)").components(separatedBy: "\u{0}")[1]
        let before = parts[0].utf8.count
        return SecretSample(
            text: parts[0] + secret + parts[1...].joined(),
            range: before..<before + secret.utf8.count
        )
    }
}
