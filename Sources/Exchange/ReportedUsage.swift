/// What a provider has said about the tokens of one answer, so far: at once in a whole answer, piece by piece in a stream.
struct ReportedUsage: Sendable {
    private var input: UInt64?
    private var cacheWrites: UInt64?
    private var cacheReads: UInt64?
    private var output: UInt64?

    /// No answer has more tokens than this. A larger number is taken for a mistake and not for a bill.
    static let tokensMax: UInt64 = 1_000_000_000

    /// `nil` as long as no believable number was reported.
    var usage: TokenUsage? {
        guard self.input != nil || self.output != nil else { return nil }
        let prompt = (self.input ?? 0) &+ (self.cacheWrites ?? 0) &+ (self.cacheReads ?? 0)
        return TokenUsage(prompt: prompt, completion: self.output ?? 0)
    }

    /// Reads a `usage` object of either dialect. What a stream says later is a running total, so the greater number counts.
    mutating func take(_ usage: Int, of tape: JSONTape, in bytes: UnsafeRawBufferPointer) {
        func count(_ name: StaticString, _ known: UInt64?) -> UInt64? {
            guard let node = tape.child(of: usage, named: name, in: bytes) else { return known }
            guard let count = tape.unsigned(at: node, in: bytes), count <= Self.tokensMax else { return known }
            return max(count, known ?? 0)
        }
        self.input = count("prompt_tokens", self.input)
        self.output = count("completion_tokens", self.output)
        guard tape.child(of: usage, named: "prompt_tokens", in: bytes) == nil else { return }
        self.input = count("input_tokens", self.input)
        self.output = count("output_tokens", self.output)
        // Only Anthropic's count of the input leaves out what its prompt cache held.
        self.cacheWrites = count("cache_creation_input_tokens", self.cacheWrites)
        self.cacheReads = count("cache_read_input_tokens", self.cacheReads)
    }
}
