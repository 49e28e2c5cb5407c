@testable import Exchange

/// What the tests of streams and answers share: text in, text out.
enum Wire {
    struct Block: Hashable {
        var raw: String
        var data: String?
        var name: String

        init(_ raw: String, data: String?, name: String = "") {
            self.raw = raw
            self.data = data
            self.name = name
        }
    }

    static func string(_ bytes: UnsafeRawBufferPointer) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    /// Blocks of a stream that arrives in pieces.
    static func blocks(
        _ pieces: [some Collection<UInt8>],
        ends: Bool = true,
        eventBytesMax: Int = EventStreamReader.eventBytesMaxDefault
    ) throws(EventStreamFault) -> (blocks: [Block], pending: Int) {
        var reader = EventStreamReader(eventBytesMax: eventBytesMax)
        var blocks: [Block] = []
        func drain() throws(EventStreamFault) {
            while let event = try reader.next() {
                var block = Block("", data: nil)
                reader.withRaw(of: event) { block.raw = Self.string($0) }
                reader.withName(of: event) { block.name = Self.string($0) }
                if event.hasData { reader.withData(of: event) { block.data = Self.string($0) } }
                blocks.append(block)
            }
        }
        for piece in pieces {
            Array(piece).withUnsafeBytes { reader.append($0) }
            try drain()
        }
        if ends {
            reader.end()
            try drain()
        }
        return (blocks, reader.pendingBytes)
    }

    /// What each block of a stream is, and the reader as it stood at the end.
    static func parts(
        _ stream: String,
        _ dialect: Dialect,
        _ endpoint: Endpoint
    ) throws -> (parts: [String], answer: AnswerStreamReader) {
        var reader = EventStreamReader()
        var answer = AnswerStreamReader(dialect: dialect, endpoint: endpoint)
        var tape = JSONTape()
        var parts: [String] = []
        Array(stream.utf8).withUnsafeBytes { reader.append($0) }
        reader.end()
        while let event = try reader.next() {
            switch answer.take(event, of: reader, using: &tape) {
            case .silence: parts.append("silence")
            case .content: parts.append("content")
            case .usage: parts.append("usage")
            case .done: parts.append("done")
            case .malformed: parts.append("malformed")
            case .error(let error): parts.append("error: \(error.message(hiding: []) ?? "-")")
            }
        }
        return (parts, answer)
    }

    /// The value of a text, in a form that is the same for equal values; `nil` when it is no JSON.
    static func value(_ json: some Collection<UInt8>) -> [UInt8]? {
        var tape = JSONTape()
        return Array(json).withUnsafeBytes { bytes in
            guard (try? tape.scan(bytes)) != nil else { return nil }
            var output: [UInt8] = []
            tape.appendCanonical(in: bytes, into: &output)
            return output
        }
    }

    static func reading(_ json: String, _ dialect: Dialect, _ endpoint: Endpoint) -> AnswerReading {
        var tape = JSONTape()
        return Array(json.utf8).withUnsafeBytes { bytes in
            try? tape.scan(bytes)
            return AnswerReading(of: bytes, tape: tape, dialect: dialect, endpoint: endpoint)
        }
    }

    static func chatWhole(_ stream: String) -> [UInt8]? {
        Array(stream.utf8).withUnsafeBytes { OpenAIChat.whole(fromEvents: $0) }
    }

    static func chatEvents(_ whole: String, includeUsage: Bool = true) -> String? {
        Array(whole.utf8).withUnsafeBytes { bytes in
            OpenAIChat.events(fromWhole: bytes, includeUsage: includeUsage).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    static func messageWhole(_ stream: String) -> [UInt8]? {
        Array(stream.utf8).withUnsafeBytes { AnthropicMessages.whole(fromEvents: $0) }
    }

    static func messageEvents(_ whole: String) -> String? {
        Array(whole.utf8).withUnsafeBytes { bytes in
            AnthropicMessages.events(fromWhole: bytes).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    static func error(_ body: String, hiding secrets: [String] = []) -> String? {
        Array(body.utf8).withUnsafeBytes { ProviderError(body: $0).message(hiding: secrets.map(Secret.init)) }
    }
}
