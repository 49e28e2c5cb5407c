/// What a gateway needs to know of a request's body, taken from one scan of it.
package struct RequestScan: Sendable, Hashable {
    /// The node of the root's `model`, if that is a string.
    package var model: Int?
    /// Its text; empty where the body names none.
    package var modelName = ""
    /// Whether the answer is to be a stream.
    package var stream = false
    /// `stream_options.include_usage`.
    package var includeUsage = false
    /// The provider is asked to keep the answer: `store` or `background` is `true`.
    package var storesAtProvider = false
    /// The field that names something which the provider holds, if there is one: `previous_response_id`, `conversation` or
    /// `container`.
    package var providerHeld: String?
    /// What the request may cost in tokens, to be settled with what the provider reports: a token for every four bytes of text
    /// (rounded up), 1,000 for each image, sound or file, one for each number that an embedding is asked of, and the most that
    /// the answers may hold, if the body says so.
    package var estimatedTokens: UInt64 = 0
    /// The body offers tools or functions to the model.
    package var hasTools = false
    /// `temperature` in thousandths, rounded up; `nil` where the body gives none.
    package var temperatureMilli: UInt64?
    /// How many answers are asked for; `nil` where the body does not say.
    package var n: UInt64?
    /// The body gives a `seed`, which asks for the same answer each time.
    package var hasSeed = false

    package init() {}

    /// The longest model name in bytes.
    package static let modelNameBytesMax = 256
    /// What one image, sound or file is taken for.
    static let unscannableTokens: UInt64 = 1000
}

extension RequestScan {
    /// Reads the body of one of the surfaces, and refuses one that no provider could answer.
    package static func read(
        _ tape: JSONTape,
        _ bytes: UnsafeRawBufferPointer,
        dialect: Dialect,
        endpoint: Endpoint
    ) throws(Refusal) -> RequestScan {
        guard tape.nodes.first?.kind == .object else {
            throw Refusal(.invalidRequest, "The request body must be a JSON object, like {\"model\": \"…\", …}.")
        }
        var scan = RequestScan()
        let fields = Fields(tape: tape, bytes: bytes)
        try scan.readModel(fields)
        if let stream = fields["stream"] {
            guard let value = tape.bool(at: stream) else {
                throw Refusal(.invalidRequest, "stream must be true or false.", param: "stream")
            }
            scan.stream = value
        }
        switch endpoint {
        case .chatCompletions, .messages:
            try Self.checkMessages(fields)
            if dialect == .anthropic { try Self.checkMaxTokens(fields) }
        case .embeddings:
            guard fields["input"] != nil else {
                throw Refusal(.invalidRequest, "input is missing: give the text to embed.", param: "input")
            }
        case .models, .providerPath:
            break
        }
        scan.readOptions(fields, countsNumbers: endpoint == .embeddings)
        return scan
    }

    /// Reads what is there of a body whose shape is the provider's affair. Any JSON will do.
    package static func readLoosely(_ tape: JSONTape, _ bytes: UnsafeRawBufferPointer) -> RequestScan {
        var scan = RequestScan()
        let fields = Fields(tape: tape, bytes: bytes)
        // A model name that the surfaces would refuse is no model name here.
        try? scan.readModel(fields)
        if let stream = fields["stream"] { scan.stream = tape.bool(at: stream) ?? false }
        scan.readOptions(fields, countsNumbers: false)
        return scan
    }
}

/// The members of the root by name; one that is `null` counts as absent.
private struct Fields {
    let tape: JSONTape
    let bytes: UnsafeRawBufferPointer

    subscript(_ name: StaticString) -> Int? {
        self.member(of: 0, name)
    }

    func member(of object: Int, _ name: StaticString) -> Int? {
        guard !self.tape.nodes.isEmpty, let node = self.tape.child(of: object, named: name, in: self.bytes),
            self.tape.nodes[node].kind != .null
        else { return nil }
        return node
    }

    func isTrue(_ name: StaticString) -> Bool {
        self[name].map { self.tape.nodes[$0].kind == .true } ?? false
    }

    /// An array or object with something in it.
    func isFilled(_ name: StaticString) -> Bool {
        self[name].map { Int(self.tape.nodes[$0].next) > $0 + 1 } ?? false
    }

    func unsigned(_ name: StaticString) -> UInt64? {
        self[name].flatMap { self.tape.unsigned(at: $0, in: self.bytes) }
    }
}

extension RequestScan {
    private mutating func readModel(_ fields: Fields) throws(Refusal) {
        guard let node = fields["model"] else {
            throw Refusal(
                .invalidRequest,
                "model is missing: name one of the models that GET /v1/models lists.",
                param: "model"
            )
        }
        guard fields.tape.nodes[node].kind == .string else {
            throw Refusal(.invalidRequest, "model must be a string, the name of a model.", param: "model")
        }
        let name = fields.tape.string(at: node, in: fields.bytes)
        guard (1...Self.modelNameBytesMax).contains(name.utf8.count) else {
            throw Refusal(
                .invalidRequest,
                "model must be 1 to \(Self.modelNameBytesMax) bytes long.",
                param: "model"
            )
        }
        guard !name.utf8.contains(where: { $0 < .space || $0 == 0x7F }) else {
            throw Refusal(.invalidRequest, "model must not hold control characters.", param: "model")
        }
        self.model = node
        self.modelName = name
    }

    private static func checkMessages(_ fields: Fields) throws(Refusal) {
        let tape = fields.tape
        guard let messages = fields["messages"], tape.nodes[messages].kind == .array, fields.isFilled("messages") else {
            throw Refusal(
                .invalidRequest,
                "messages must be an array of at least one message, like {\"role\": \"user\", \"content\": \"…\"}.",
                param: "messages"
            )
        }
        for (index, message) in tape.elements(of: messages).enumerated() {
            guard tape.nodes[message].kind == .object else {
                throw Refusal(
                    .invalidRequest,
                    "messages[\(index)] must be an object with a role and content.",
                    param: "messages[\(index)]"
                )
            }
            guard let role = fields.member(of: message, "role"), tape.nodes[role].kind == .string else {
                throw Refusal(
                    .invalidRequest,
                    "messages[\(index)].role must be a string, like \"user\".",
                    param: "messages[\(index)].role"
                )
            }
        }
    }

    private static func checkMaxTokens(_ fields: Fields) throws(Refusal) {
        guard let most = fields.unsigned("max_tokens"), most > 0 else {
            throw Refusal(
                .invalidRequest,
                "max_tokens is required here and must be a whole number of at least 1.",
                param: "max_tokens"
            )
        }
    }

    private mutating func readOptions(_ fields: Fields, countsNumbers: Bool) {
        let tape = fields.tape
        if let options = fields["stream_options"], let usage = fields.member(of: options, "include_usage") {
            self.includeUsage = tape.nodes[usage].kind == .true
        }
        self.storesAtProvider = fields.isTrue("store") || fields.isTrue("background")
        for name: StaticString in ["previous_response_id", "conversation", "container"] where fields[name] != nil {
            self.providerHeld = "\(name)"
            break
        }
        self.hasTools = fields.isFilled("tools") || fields.isFilled("functions")
        self.temperatureMilli = fields["temperature"].flatMap { tape.thousandths(at: $0, in: fields.bytes) }
        self.n = fields.unsigned("n")
        self.hasSeed = fields["seed"] != nil
        self.estimatedTokens = self.estimate(fields, countsNumbers: countsNumbers)
    }

    private func estimate(_ fields: Fields, countsNumbers: Bool) -> UInt64 {
        let tape = fields.tape
        var textBytes: UInt64 = 0
        var tokens: UInt64 = 0
        var node = 0
        while node < tape.nodes.count {
            switch tape.nodes[node].kind {
            case .string: textBytes &+= UInt64(tape.nodes[node].end &- tape.nodes[node].start)
            case .number where countsNumbers: tokens &+= 1
            case .object where tape.isUnscannable(node, in: fields.bytes):
                tokens &+= Self.unscannableTokens
                node = Int(tape.nodes[node].next)
                continue
            default: break
            }
            node += 1
        }
        // The node count and the body's length keep all of the above far from the end of 64 bits; a field may say anything.
        tokens &+= (textBytes &+ 3) / 4
        let most = fields.unsigned("max_completion_tokens") ?? fields.unsigned("max_tokens")
        let answer = most ?? fields.unsigned("max_output_tokens") ?? 0
        let (answers, tooMany) = answer.multipliedReportingOverflow(by: max(1, self.n ?? 1))
        let (sum, tooGreat) = tokens.addingReportingOverflow(answers)
        return tooMany || tooGreat ? .max : sum
    }
}
