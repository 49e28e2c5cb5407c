import Exchange
import StrictYAML

/// Reads the lines of corpus files and makes a ``Corpus`` of them.
///
/// A line is one of three objects:
///
///     {"text": "…", "expect": ["pii.email"], "kind": "mail"}              one text (or "body": {…}, a whole body)
///     {"template": "prose", "text": "my {{label}} is {{value}}, ok?"}     a frame for values
///     {"kind": "github-token", "label": "GitHub token", "value": "ghp_{{base62:36}}", "in": ["prose"], "expect": ["secret.*"]}
///
/// The third stands for as many texts as it has values and the sets of templates that it names have templates. Further fields:
/// `also` (what may be found besides), `whole` (`false`: only a part of the value is sensitive), `side` (`request` or `response`), and on a template a `kind` of its own.
package struct CorpusReader {
    private var cases: [Corpus.Case] = []
    private var templates: [String: [Template]] = [:]
    private var values: [ValueLine] = []
    private var tape = JSONTape()

    private struct Template {
        var text: String
        var kind: String?
        var tolerated: [Expectation]
    }

    /// Waits until every template is known, in whichever file it stands.
    private struct ValueLine {
        var origin: String
        var kind: String
        var label: String
        var values: [String]
        var sets: [String]
        var expected: [Expectation]
        var tolerated: [Expectation]
        var side: Policy.Side
        /// All of the value must not go out.
        var isWhole: Bool
    }

    package init() {}

    /// - Parameter file: names it in reports, and without its ending the texts that have no `kind`.
    package mutating func read(_ bytes: UnsafeRawBufferPointer, file: String) throws(CorpusFault) {
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard line.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }) else { continue }
            var fields = try CorpusLine(
                UnsafeRawBufferPointer(rebasing: line),
                at: "\(file):\(number)",
                using: &self.tape
            )
            try self.take(&fields, file: file)
            try fields.finish()
        }
    }

    private mutating func take(_ line: inout CorpusLine, file: String) throws(CorpusFault) {
        if let set = try line.text("template") {
            let template = Template(
                text: try line.required("text"),
                kind: try line.text("kind"),
                tolerated: try line.expectations("also")
            )
            self.templates[set, default: []].append(template)
            return
        }
        let kind = try line.text("kind") ?? String(file.prefix { $0 != "." })
        let side = try line.side()
        let expected = try line.expectations("expect")
        let tolerated = try line.expectations("also")
        if line.contains("value") {
            self.values.append(
                ValueLine(
                    origin: line.origin,
                    kind: kind,
                    label: try line.text("label") ?? kind,
                    values: try line.texts("value"),
                    sets: try line.texts("in"),
                    expected: expected,
                    tolerated: tolerated,
                    side: side,
                    isWhole: try line.raw("whole") != "false"
                )
            )
            return
        }
        let content: Corpus.Content =
            if let body = try line.raw("body") {
                .body(try CorpusReader.expanded(body, at: line.origin))
            } else {
                .text(try CorpusReader.expanded(line.required("text"), at: line.origin))
            }
        self.cases.append(
            Corpus.Case(
                origin: line.origin,
                kind: kind,
                content: content,
                side: side,
                expected: expected,
                tolerated: tolerated,
                value: nil
            )
        )
    }

    /// Puts the values into their templates.
    package consuming func finish() throws(CorpusFault) -> Corpus {
        var cases = self.cases
        for line in self.values {
            for set in line.sets {
                guard let templates = self.templates[set] else {
                    let hint = NearestName.hint(for: set, among: self.templates.keys.sorted())
                    throw CorpusFault(line.origin, "there is no set of templates `\(set)`\(hint)")
                }
                for (number, template) in templates.enumerated() {
                    for sample in line.values {
                        cases.append(try CorpusReader.filled(template, number, of: set, with: sample, of: line))
                    }
                }
                guard cases.count <= Corpus.casesMax else {
                    throw CorpusFault(line.origin, "the corpus has more than \(Corpus.casesMax) texts")
                }
            }
        }
        return Corpus(cases: cases)
    }

    private static func filled(
        _ template: Template,
        _ number: Int,
        of set: String,
        with sample: String,
        of line: ValueLine
    ) throws(CorpusFault) -> Corpus.Case {
        // The number makes it another value in each template.
        let seeded = try expanded("\(sample)\n\(set)\(number)", at: line.origin)
        let value = String(seeded.dropLast("\n\(set)\(number)".count))
        var text = try CorpusFrame.fill(template.text, with: value, named: line.label, at: line.origin)
        text = try expanded(text, at: line.origin)
        return Corpus.Case(
            origin: "\(line.origin) in \(set):\(number + 1)",
            kind: template.kind ?? line.kind,
            content: .text(text),
            side: line.side,
            expected: line.expected,
            tolerated: line.tolerated + template.tolerated,
            value: line.isWhole && text.contains(value) ? value : nil
        )
    }

    private static func expanded(_ sample: String, at origin: String) throws(CorpusFault) -> String {
        do throws(SampleText.Fault) {
            return try SampleText.expand(sample)
        } catch {
            throw CorpusFault(origin, error.message)
        }
    }
}
