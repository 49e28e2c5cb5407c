import Exchange
import StrictYAML

extension RuleReader {
    static func detector(_ reader: inout MappingReader) throws(YAMLFault) -> Rule.Detector {
        switch (reader.contains("pattern"), reader.contains("block")) {
        case (true, false):
            return .pattern(try reader.string("pattern"))
        case (false, true):
            let node = try reader.node("block")
            var block = try MappingReader(node, fields: ["begin", "end", "max"])
            let max = try block.optionalNode("max").map { node throws(YAMLFault) in try RuleReader.blockBytes(node) }
            let detector = Rule.Detector.block(
                begin: try block.string("begin"),
                end: try block.string("end"),
                max: max ?? Rule.Limit.blockBytes
            )
            try block.finish()
            return detector
        case (true, true):
            throw reader.fault("a rule has a `pattern` or a `block`, not both")
        case (false, false):
            throw reader.fault("the field `pattern` is missing (or `block`, for what spans many lines)")
        }
    }

    /// `4096`, `64KiB`
    private static func blockBytes(_ node: YAMLNode) throws(YAMLFault) -> Int {
        var bytes: Int?
        if case .scalar(let scalar) = node.content {
            let isKilobytes = scalar.text.hasSuffix("KiB")
            let number = isKilobytes ? scalar.text.dropLast(3) : scalar.text[...]
            bytes = Int(number).flatMap {
                (1...Rule.Limit.blockBytes).contains($0) ? $0 * (isKilobytes ? 1024 : 1) : nil
            }
        }
        guard let bytes, bytes <= Rule.Limit.blockBytes else {
            throw node.fault("expected a size from 1 to 64KiB, found \(node.shown)")
        }
        return bytes
    }

    static func keywords(_ reader: inout MappingReader) throws(YAMLFault) -> [String] {
        guard let node = reader.optionalNode("keywords") else { return [] }
        let nodes = try node.list()
        guard !nodes.isEmpty else { throw node.fault("the list is empty; leave the field out to run without keywords") }
        guard nodes.count <= Rule.Limit.keywords else {
            throw node.fault("at most \(Rule.Limit.keywords) keywords, found \(nodes.count)")
        }
        var keywords: [String] = []
        for node in nodes {
            let keyword = try node.string()
            let bytes = Array(keyword.utf8)
            guard (1...Rule.Limit.keywordBytes).contains(bytes.count) else {
                throw node.fault("a keyword has 1 to \(Rule.Limit.keywordBytes) bytes")
            }
            if bytes.count == 1, ASCII.isWord(bytes[0]) || bytes[0] == UInt8(ascii: " ") {
                throw node.fault("\(node.shown) stands in every text; a keyword of one character must be punctuation")
            }
            keywords.append(keyword)
        }
        return keywords
    }

    static func digits(_ reader: inout MappingReader) throws(YAMLFault) -> Int? {
        guard let node = reader.optionalNode("digits") else { return nil }
        let digits = try node.integer()
        guard (3...64).contains(digits) else { throw node.fault("expected 3 to 64 digits, found \(digits)") }
        guard !reader.contains("keywords") else {
            throw node.fault(
                "a rule has `digits` or `keywords` as its reason to run, not both; use `context` for words"
            )
        }
        return digits
    }

    /// The checks of a match: those that it must pass, and those (`NAME?`) without which it counts one level less.
    static func validators(
        _ reader: inout MappingReader
    ) throws(YAMLFault) -> (required: [Validator], grading: [Validator]) {
        var validators: (required: [Validator], grading: [Validator]) = ([], [])
        for node in try reader.optionalList("validate") ?? [] {
            let text = try node.string()
            let isGrading = text.hasSuffix("?")
            let name = isGrading ? String(text.dropLast()) : text
            guard let validator = Validator(name) else {
                let hint = NearestName.hint(for: name, among: Validator.names)
                throw node.fault("there is no validator \(node.shown)\(hint)")
            }
            if isGrading { validators.grading.append(validator) } else { validators.required.append(validator) }
        }
        return validators
    }

    static func context(_ reader: inout MappingReader) throws(YAMLFault) -> Rule.Context? {
        guard let node = reader.optionalNode("context") else { return nil }
        var context = try MappingReader(node, fields: ["near", "within", "need", "unless"])
        let wordsNode = try context.node("near")
        let words = try wordsNode.strings()
        guard (1...Rule.Limit.contextWords).contains(words.count), !words.contains("") else {
            throw wordsNode.fault("expected 1 to \(Rule.Limit.contextWords) words")
        }
        let withinNode = context.optionalNode("within")
        let within = try withinNode?.integer() ?? 60
        guard (1...Rule.Limit.contextWithin).contains(within) else {
            throw (withinNode ?? node).fault("expected 1 to \(Rule.Limit.contextWithin) bytes, found \(within)")
        }
        let need = try context.optionalNode("need")?.bool() ?? false
        let unlessNode = context.optionalNode("unless")
        let unless = try unlessNode?.strings() ?? []
        guard unless.count <= Rule.Limit.contextWords, !unless.contains("") else {
            throw (unlessNode ?? node).fault("expected at most \(Rule.Limit.contextWords) words")
        }
        try context.finish()
        return Rule.Context(
            near: words.map(RuleReader.lowercased),
            within: within,
            need: need,
            unless: unless.map(RuleReader.lowercased)
        )
    }

    /// `{salt: TEXT, values: [HEX, …]}`
    static func hashes(_ reader: inout MappingReader) throws(YAMLFault) -> ValueHashes? {
        guard let node = reader.optionalNode("match_hashes") else { return nil }
        var fields = try MappingReader(node, fields: ["salt", "values"])
        let saltNode = try fields.node("salt")
        let salt = try saltNode.string()
        guard ValueHashes.Limit.saltBytes.contains(salt.utf8.count) else {
            throw saltNode.fault("a salt has 8 to 128 bytes; `gatehouse policy hash` makes one")
        }
        let listNode = try fields.node("values")
        let nodes = try listNode.list()
        try fields.finish()
        guard (1...ValueHashes.Limit.values).contains(nodes.count) else {
            throw listNode.fault("expected 1 to \(ValueHashes.Limit.values) hashes, found \(nodes.count)")
        }
        var hashes: [UInt64] = []
        hashes.reserveCapacity(nodes.count)
        for node in nodes {
            // Digits alone would be a number to YAML: the list is read as it is written.
            guard case .scalar(let scalar) = node.content, let hash = ValueHashes.hash(ofEntry: scalar.text) else {
                throw node.fault("expected 16 to 64 hex digits, as `gatehouse policy hash` prints them")
            }
            hashes.append(hash)
        }
        return ValueHashes(salt: salt, hashes: hashes)
    }

    private static func lowercased(_ word: String) -> String {
        String(decoding: word.utf8.map(ASCII.lowercased), as: UTF8.self)
    }

    static func samples(_ reader: inout MappingReader) throws(YAMLFault) -> Rule.Samples {
        guard let node = reader.optionalNode("tests") else { return Rule.Samples() }
        var tests = try MappingReader(node, fields: ["match", "no_match"])
        let samples = Rule.Samples(
            match: try RuleReader.samples(&tests, "match"),
            noMatch: try RuleReader.samples(&tests, "no_match")
        )
        try tests.finish()
        return samples
    }

    private static func samples(_ tests: inout MappingReader, _ field: String) throws(YAMLFault) -> [String] {
        guard let node = tests.optionalNode(field) else { return [] }
        let nodes = try node.list()
        guard nodes.count <= Rule.Limit.samples else {
            throw node.fault("at most \(Rule.Limit.samples) samples, found \(nodes.count)")
        }
        var samples: [String] = []
        for node in nodes {
            let sample = try node.string()
            do throws(SampleText.Fault) {
                _ = try SampleText.expand(sample)
            } catch {
                throw node.fault(error.message)
            }
            samples.append(sample)
        }
        return samples
    }
}
