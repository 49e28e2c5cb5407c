internal import Yams

/// The step from text to Yams' nodes, with Yams' errors as faults, and with guards against what Yams would let through.
struct YAMLSyntax {
    static let anchorMessage = "anchors and aliases (`&name`, `*name`) are not supported; write the value out"

    let text: String
    let file: String

    init(text: String, file: String) {
        let hasMark = text.unicodeScalars.first == "\u{FEFF}"
        self.text = hasMark ? String(text.unicodeScalars.dropFirst()) : text
        self.file = file
    }

    /// Each document's root, converted; Yams composes one at a time.
    func documents<Result>(_ convert: (Node) -> Result) throws(YAMLFault) -> [Result] {
        try self.refuseUnprintable()
        try self.refuseTagDirectives()
        try self.refuseAnchors()
        return try self.compose(self.text, convert)
    }

    /// Every scalar stays as it was written: `Resolver.basic` resolves nothing, so that two names are equal when their
    /// texts are.
    private func compose<Result>(_ text: String, _ convert: (Node) -> Result) throws(YAMLFault) -> [Result] {
        do {
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            var results: [Result] = []
            while let root = try parser.nextRoot() {
                results.append(convert(root))
            }
            return results
        } catch {
            throw self.fault(of: error, in: text)
        }
    }

    /// libYAML refuses these too, but names only an offset.
    private func refuseUnprintable() throws(YAMLFault) {
        let scalars = self.text.unicodeScalars
        let firstBad = scalars.firstIndex { scalar in
            switch scalar.value {
            case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
                0x1_0000...0x10_FFFF:
                false
            default:
                true
            }
        }
        if let firstBad {
            let place = YAMLPlaces.place(after: scalars[..<firstBad], in: self.file)
            throw YAMLFault(at: place, "a control character; write it as an escape in double quotes")
        }
    }

    /// A `%TAG` could make an anchor of the probe below look like a tag of the core schema.
    private func refuseTagDirectives() throws(YAMLFault) {
        let scalars = self.text.unicodeScalars
        var isLineStart = true
        for index in scalars.indices {
            if isLineStart, scalars[index...].starts(with: "%TAG".unicodeScalars) {
                let place = YAMLPlaces.place(after: scalars[..<index], in: self.file)
                throw YAMLFault(at: place, "%TAG is not supported")
            }
            isLineStart = "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains(scalars[index])
        }
    }

    /// Refuses anchors before Yams composes what they stand for: it hashes a mapping's names, and a name that is an alias
    /// of aliases of aliases would keep it busy for ever.
    ///
    /// Where `&name` is an anchor, `!name` in its place is a tag, and everywhere else one is as harmless as the other: the
    /// same text with `!` for `&` has its nodes at the same places, its anchors show as tags, and nothing is shared.
    private func refuseAnchors() throws(YAMLFault) {
        guard self.text.utf8.contains(UInt8(ascii: "&")) else {
            return
        }
        let scalars = Array(self.text.unicodeScalars)
        var probe = String.UnicodeScalarView()
        probe.append(contentsOf: scalars.lazy.map { $0 == "&" ? "!" : $0 })
        var conversion = NodeConversion(file: self.file, variables: nil)
        _ = try self.compose(String(probe)) { conversion.node($0, path: "", depth: 0) }
        for fault in conversion.faults {
            let place = YAMLPlace(file: fault.file, line: fault.line, column: fault.column)
            if let index = YAMLPlaces.index(of: place, in: scalars), scalars[index] == "&" {
                throw YAMLFault(at: place, path: fault.path, YAMLSyntax.anchorMessage)
            }
        }
        if let fault = YAMLFault.joined(conversion.faults) {
            throw fault
        }
    }

    /// In `{port: ${PORT}}` the second brace opens a mapping: a slip so near that it gets its own words.
    private func hint(onLine number: Int) -> String {
        let lines = self.text.split(separator: "\n", maxSplits: number, omittingEmptySubsequences: false)
        guard lines.indices.contains(number - 1), lines[number - 1].contains("${") else {
            return ""
        }
        return "; inside [] and {} a `${VAR}` must stand in quotes"
    }

    private func fault(of error: any Error, in text: String) -> YAMLFault {
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let place = YAMLPlace(file: self.file, line: mark.line, column: mark.column)
            if problem.contains("undefined alias") {
                return YAMLFault(at: place, YAMLSyntax.anchorMessage)
            }
            let about = context.map { " (\($0.text) from line \($0.mark.line) on)" } ?? ""
            return YAMLFault(at: place, "not valid YAML: \(problem)\(about)\(self.hint(onLine: mark.line))")
        case .duplicatedKeysInMapping(let names, let context):
            let name = names.first ?? ""
            let first = YAMLPlace(file: self.file, line: context.mark.line, column: context.mark.column)
            var search = DuplicateName(name, first: first, in: text)
            let message = "`\(YAMLNode.printable(name))` is written twice in this mapping; first on line \(first.line)"
            return YAMLFault(at: search.placeOfSecond() ?? first, message)
        default:
            return YAMLFault(at: YAMLPlace(file: self.file), "not valid YAML")
        }
    }
}
