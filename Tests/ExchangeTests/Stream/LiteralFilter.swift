@testable import Exchange

/// A policy of one rule, for tests: what equals the needle is replaced, or blocks.
final class LiteralFilter: StreamTextFilter {
    private let needle: [UInt8]
    private let replacement: [UInt8]
    private let blocks: Bool
    private let passes: Bool
    /// What each channel has brought and is undecided.
    private var held: [Int: [UInt8]] = [:]
    private(set) var places: [String] = []
    private(set) var isBlocked = false

    /// - Parameter passes: whether what comes whole is only noted.
    init(_ needle: String, _ replacement: String = "[SECRET]", blocks: Bool = false, passes: Bool = false) {
        self.passes = passes
        self.needle = Array(needle.utf8)
        self.replacement = Array(replacement.utf8)
        self.blocks = blocks
    }

    func begin(_ channel: Int, _ description: StreamChannel) {
        self.held[channel] = []
        self.places.append(description.place + (description.isJSON ? " (JSON)" : ""))
    }

    func pass(_ text: UnsafeRawBufferPointer, on channel: Int, to output: inout [UInt8]) -> Int {
        self.held[channel, default: []].append(contentsOf: text)
        return self.decide(channel, isEnd: false, to: &output)
    }

    func end(_ channel: Int, to output: inout [UInt8]) -> Int {
        self.decide(channel, isEnd: true, to: &output)
    }

    func passWhole(_ text: UnsafeRawBufferPointer, at place: () -> String, to output: inout [UInt8]) -> WholeTextOutcome
    {
        var rest = Array(text)[...]
        var isFound = false
        while let found = rest.firstRange(of: self.needle) {
            if self.blocks { self.isBlocked = true }
            if !isFound { self.places.append("found at " + place()) }
            isFound = true
            output.append(contentsOf: rest[..<found.lowerBound])
            output.append(contentsOf: self.replacement)
            rest = rest[found.upperBound...]
        }
        guard isFound else { return .unchanged }
        guard !self.passes else { return .noted }
        output.append(contentsOf: rest)
        return .replaced
    }

    private func decide(_ channel: Int, isEnd: Bool, to output: inout [UInt8]) -> Int {
        var rest = self.held[channel, default: []][...]
        while let found = rest.firstRange(of: self.needle) {
            output.append(contentsOf: rest[..<found.lowerBound])
            if self.blocks {
                self.isBlocked = true
                return rest[found.lowerBound...].count
            }
            output.append(contentsOf: self.replacement)
            rest = rest[found.upperBound...]
        }
        // What may still become the needle is held.
        var hold = 0
        if !isEnd {
            hold =
                (0..<min(self.needle.count, rest.count + 1)).last {
                    rest.suffix($0).elementsEqual(self.needle.prefix($0))
                } ?? 0
        }
        output.append(contentsOf: rest.dropLast(hold))
        self.held[channel] = Array(rest.suffix(hold))
        return hold
    }
}

/// Lets everything pass and notes what each channel says.
final class RecordingFilter: StreamTextFilter {
    let isBlocked = false
    private var names: [Int: String] = [:]
    private(set) var texts: [String: [UInt8]] = [:]
    private(set) var wholes: [String] = []

    func begin(_ channel: Int, _ description: StreamChannel) {
        self.names[channel] = description.place
    }

    func pass(_ text: UnsafeRawBufferPointer, on channel: Int, to output: inout [UInt8]) -> Int {
        self.texts[self.names[channel, default: "?"], default: []].append(contentsOf: text)
        output.append(contentsOf: text)
        return 0
    }

    func end(_ channel: Int, to output: inout [UInt8]) -> Int { 0 }

    func passWhole(_ text: UnsafeRawBufferPointer, at place: () -> String, to output: inout [UInt8]) -> WholeTextOutcome
    {
        self.wholes.append("\(place()): \(Wire.string(text))")
        return .unchanged
    }
}

extension Wire {
    /// What came out of a rewriter.
    struct Rewritten {
        var output = ""
        /// What each block let out.
        var steps: [String] = []
        var outcome = StreamRewriter.Outcome.goesOn
        var hasChanged = false

        /// The data of the events that went out.
        var data: [String] {
            get throws {
                try Wire.blocks([Array(self.output.utf8)]).blocks.compactMap(\.data)
            }
        }
    }

    static func rewrite(
        _ pieces: [some Collection<UInt8>],
        _ dialect: Dialect,
        through filter: any StreamTextFilter
    ) throws -> Rewritten {
        var reader = EventStreamReader()
        var rewriter = StreamRewriter(dialect: dialect, dropsVoidSignatures: true)
        var tape = JSONTape()
        var result = Rewritten()
        var output: [UInt8] = []
        func drain() throws {
            while result.outcome == .goesOn, let block = try reader.next() {
                let before = output.count
                result.outcome = rewriter.take(block, of: reader, using: &tape, through: filter, to: &output)
                if result.outcome == .blocked {
                    let answer = WithheldAnswer(id: "w", model: "m", created: 7, usage: nil)
                    rewriter.appendBlockedEnding(answer, includeUsage: false, to: &output)
                }
                result.steps.append(String(decoding: output[before...], as: UTF8.self))
            }
        }
        for piece in pieces {
            Array(piece).withUnsafeBytes { reader.append($0) }
            try drain()
        }
        reader.end()
        try drain()
        result.output = String(decoding: output, as: UTF8.self)
        result.hasChanged = rewriter.hasChanged
        return result
    }

    static func rewrite(
        _ stream: String,
        _ dialect: Dialect,
        through filter: any StreamTextFilter
    ) throws -> Rewritten {
        try Self.rewrite([Array(stream.utf8)], dialect, through: filter)
    }

    /// The text of each channel of a stream.
    static func channels(_ stream: String, _ dialect: Dialect) throws -> [String: String] {
        let recorder = RecordingFilter()
        _ = try Self.rewrite(stream, dialect, through: recorder)
        return recorder.texts.mapValues { String(decoding: $0, as: UTF8.self) }
    }
}
