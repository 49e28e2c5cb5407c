import Exchange

/// A scanned body and its bytes, for as long as both are there.
struct DemoView {
    let tape: JSONTape
    let bytes: UnsafeRawBufferPointer

    func child(_ node: Int, _ name: StaticString) -> Int? {
        self.tape.child(of: node, named: name, in: self.bytes)
    }

    func string(_ node: Int) -> String? {
        self.kind(node) == .string ? self.tape.string(at: node, in: self.bytes) : nil
    }

    func text(_ node: Int, _ name: StaticString) -> String? {
        self.child(node, name).flatMap { self.string($0) }
    }

    func equals(_ node: Int, _ text: StaticString) -> Bool {
        self.tape.equals(node, text, in: self.bytes)
    }

    func unsigned(_ node: Int, _ name: StaticString) -> UInt64? {
        self.child(node, name).flatMap { self.tape.unsigned(at: $0, in: self.bytes) }
    }

    func kind(_ node: Int) -> JSONTape.Node.Kind {
        self.tape.nodes[node].kind
    }

    /// The node as it is written, quotes included.
    func written(_ node: Int) -> [UInt8] {
        let raw = Array(self.tape.rawBytes(of: node, in: self.bytes))
        return self.kind(node) == .string ? [0x22] + raw + [0x22] : raw
    }
}

/// What a chat request asks of the demo provider.
struct DemoQuestion {
    enum ToolChoice: Equatable {
        case auto
        case none
        case any
        case named(String)
    }

    enum Format {
        case text
        case object
        case schema(Int)
    }

    struct Tool {
        var name: String
        /// The node of its JSON Schema.
        var schema: Int?
    }

    var model: String
    var isStream: Bool
    var includesUsage: Bool
    var tokensMax: UInt64?
    var choices: Int
    /// What the last message says.
    var text = ""
    /// The last message brings what a tool said.
    var isToolResult = false
    var tools: [Tool] = []
    var toolChoice = ToolChoice.auto
    var format = Format.text
    /// Of all messages.
    var promptTokens: UInt64 = 0
    /// The same for the same body.
    var fingerprint: UInt64

    static let choicesMax = 8
    static let toolsMax = 128

    /// `nil` if there is no message.
    init?(_ view: DemoView, dialect: Dialect) {
        guard let messages = view.child(0, "messages"), view.kind(messages) == .array else { return nil }
        self.model = view.text(0, "model") ?? "demo"
        self.isStream = view.child(0, "stream").flatMap { view.tape.bool(at: $0) } ?? false
        let streamOptions = view.child(0, "stream_options")
        self.includesUsage =
            streamOptions.flatMap { view.child($0, "include_usage") }.flatMap { view.tape.bool(at: $0) } ?? false
        self.tokensMax = view.unsigned(0, "max_completion_tokens") ?? view.unsigned(0, "max_tokens")
        self.choices = Int(clamping: min(max(view.unsigned(0, "n") ?? 1, 1), UInt64(Self.choicesMax)))
        self.fingerprint = DemoHash.of(view.bytes)

        var promptBytes = 0
        if let system = view.child(0, "system") {
            promptBytes += Self.content(system, in: view).text.utf8.count
        }
        var last: (text: String, isToolResult: Bool)?
        for message in view.tape.elements(of: messages) {
            let (text, isToolResult) =
                view.child(message, "content").map { Self.content($0, in: view) } ?? (text: "", isToolResult: false)
            promptBytes += text.utf8.count
            let isTool = view.child(message, "role").map { view.equals($0, "tool") } ?? false
            last = (text, isToolResult || isTool)
        }
        guard let last else { return nil }
        self.text = last.text
        self.isToolResult = last.isToolResult
        self.promptTokens = DemoReply.tokens(bytes: promptBytes)
        self.readTools(view, dialect)
        self.readFormat(view)
    }

    private mutating func readTools(_ view: DemoView, _ dialect: Dialect) {
        guard let tools = view.child(0, "tools"), view.kind(tools) == .array else { return }
        for tool in view.tape.elements(of: tools).prefix(Self.toolsMax) {
            let inner = dialect == .anthropic ? tool : view.child(tool, "function") ?? tool
            guard let name = view.text(inner, "name"), !name.isEmpty else { continue }
            let schema = view.child(inner, dialect == .anthropic ? "input_schema" : "parameters")
            self.tools.append(Tool(name: name, schema: schema))
        }
        guard let choice = view.child(0, "tool_choice") else { return }
        let word = view.string(choice) ?? view.text(choice, "type")
        switch word {
        case "none": self.toolChoice = .none
        case "required", "any": self.toolChoice = .any
        case "function", "tool":
            let name = view.child(choice, "function").flatMap { view.text($0, "name") } ?? view.text(choice, "name")
            self.toolChoice = name.map { .named($0) } ?? .any
        default: self.toolChoice = .auto
        }
    }

    private mutating func readFormat(_ view: DemoView) {
        guard let format = view.child(0, "response_format"), let type = view.child(format, "type") else { return }
        if view.equals(type, "json_object") { self.format = .object }
        if view.equals(type, "json_schema") {
            self.format =
                view.child(format, "json_schema").flatMap { view.child($0, "schema") }.map { .schema($0) } ?? .object
        }
    }

    /// The text of a message's content: a string, or the parts that hold one; and whether a part is a tool's result.
    private static func content(_ node: Int, in view: DemoView, depth: Int = 0) -> (text: String, isToolResult: Bool) {
        if let text = view.string(node) { return (text, false) }
        guard view.kind(node) == .array, depth < 3 else { return ("", false) }
        var texts: [String] = []
        var isToolResult = false
        for part in view.tape.elements(of: node) {
            if let text = view.text(part, "text") { texts.append(text) }
            guard let type = view.child(part, "type"), view.equals(type, "tool_result") else { continue }
            isToolResult = true
            if let inner = view.child(part, "content") {
                texts.append(Self.content(inner, in: view, depth: depth + 1).text)
            }
        }
        return (texts.joined(separator: "\n"), isToolResult)
    }
}

/// FNV-1a: enough to tell requests apart, and the same everywhere.
enum DemoHash {
    static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
