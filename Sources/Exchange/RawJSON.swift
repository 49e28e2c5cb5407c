// Putting JSON together from pieces of other JSON, as they were written: nothing is decoded and encoded again, so nothing
// is lost or changed on the way.

extension JSONTape {
    /// The text of a value as it was written, the quotes of a string included.
    func rawValue(of node: Int, in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let node = self.nodes[node]
        let quote = node.kind == .string ? 1 : 0
        return UnsafeRawBufferPointer(rebasing: bytes[(Int(node.start) - quote)..<(Int(node.end) + quote)])
    }

    func kind(of node: Int) -> Node.Kind {
        self.nodes[node].kind
    }

    /// The length of a string as it was written; none of anything else.
    func rawTextBytes(of node: Int?) -> Int {
        guard let node, self.kind(of: node) == .string else { return 0 }
        return Int(self.nodes[node].end &- self.nodes[node].start)
    }

    /// A member that is there and not `null`.
    func value(of object: Int, named name: StaticString, in bytes: UnsafeRawBufferPointer) -> Int? {
        guard let node = self.child(of: object, named: name, in: bytes), self.kind(of: node) != .null else {
            return nil
        }
        return node
    }

    /// A member that is there and of that kind.
    func value(
        of object: Int,
        named name: StaticString,
        _ kind: Node.Kind,
        in bytes: UnsafeRawBufferPointer
    ) -> Int? {
        guard let node = self.child(of: object, named: name, in: bytes), self.kind(of: node) == kind else { return nil }
        return node
    }
}

/// One scanned text, read as raw pieces.
struct RawReader {
    let tape: JSONTape
    let bytes: UnsafeRawBufferPointer

    /// More choices, calls or content blocks than any answer has.
    private static let indexMax: UInt64 = 1024

    /// A member's name; `nil` when it is written with escapes, because raw names are compared byte by byte.
    func name(_ node: Int) -> UnsafeRawBufferPointer? {
        self.tape.nodes[node].hasEscapes ? nil : self.tape.rawBytes(of: node, in: self.bytes)
    }

    /// A member that is there and of that kind.
    func member(_ object: Int, _ name: StaticString, _ kind: JSONTape.Node.Kind) -> Int? {
        self.tape.value(of: object, named: name, kind, in: self.bytes)
    }

    /// The text of a value as it was written, the quotes of a string included.
    func raw(_ node: Int) -> UnsafeRawBufferPointer {
        self.tape.rawValue(of: node, in: self.bytes)
    }

    func isNull(_ node: Int) -> Bool {
        self.tape.kind(of: node) == .null
    }

    /// Whether a value says nothing: `null`, `""` or `0`.
    func isBlank(_ node: Int) -> Bool {
        switch self.tape.kind(of: node) {
        case .null: true
        case .string: self.tape.rawTextBytes(of: node) == 0
        case .number: self.tape.unsigned(at: node, in: self.bytes) == 0
        default: false
        }
    }

    func hasElements(_ array: Int) -> Bool {
        self.tape.elements(of: array).contains { _ in true }
    }

    /// The `index` of an element of `choices`, `tool_calls` or `content`, if it is a sane one.
    func index(of element: Int) -> UInt64? {
        guard self.tape.kind(of: element) == .object,
            let node = self.tape.child(of: element, named: "index", in: self.bytes),
            let index = self.tape.unsigned(at: node, in: self.bytes),
            index < Self.indexMax
        else { return nil }
        return index
    }
}

/// Lets a `switch` tell raw names apart.
func ~= (literal: StaticString, bytes: UnsafeRawBufferPointer) -> Bool {
    literal.withUTF8Buffer { bytes.elementsEqual($0) }
}

extension [UInt8] {
    /// Whether these bytes are one JSON value of which no reader can doubt what it says: no name stands in it twice.
    var isJSON: Bool {
        var tape = JSONTape()
        return self.withUnsafeBytes { bytes in
            do { try tape.scan(bytes) } catch { return false }
            return true
        }
    }

    func elementsEqual(_ literal: StaticString) -> Bool {
        literal.withUTF8Buffer { self.elementsEqual($0) }
    }

    /// Opens an object or array, with the comma that it needs.
    mutating func open(_ bracket: Unicode.Scalar) {
        self.appendComma()
        self.append(UInt8(ascii: bracket))
    }

    mutating func close(_ bracket: Unicode.Scalar) {
        self.append(UInt8(ascii: bracket))
    }

    /// Opens a member of an object, with the comma that it needs: `,"name":`.
    mutating func openMember(_ name: StaticString) {
        self.appendComma()
        self.append(UInt8(ascii: "\""))
        self.append(ascii: name)
        self.append(ascii: "\":")
    }

    /// Opens a member whose name is raw JSON text.
    mutating func openMember(rawName name: some Collection<UInt8>) {
        self.appendComma()
        self.append(UInt8(ascii: "\""))
        self.append(contentsOf: name)
        self.append(ascii: "\":")
    }

    /// Appends a member whose name and value are raw JSON.
    mutating func appendMember(rawName name: some Collection<UInt8>, _ value: some Collection<UInt8>) {
        self.openMember(rawName: name)
        self.append(contentsOf: value)
    }

    mutating func appendMembers(_ members: RawMembers) {
        for (name, value) in zip(members.names, members.values) {
            self.appendMember(rawName: name, value)
        }
    }

    /// Appends raw JSON on one line, as an event needs it. A line break in JSON is white space: inside a string it is
    /// always escaped.
    mutating func append(oneLine json: UnsafeRawBufferPointer) {
        self.append(contentsOf: json.lazy.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 })
    }

    /// Appends a string whose inside is raw JSON text.
    mutating func append(rawText text: some Collection<UInt8>) {
        self.append(UInt8(ascii: "\""))
        self.append(contentsOf: text)
        self.append(UInt8(ascii: "\""))
    }

    /// Appends a string, escaped.
    mutating func append(jsonString text: String) {
        self.append(UInt8(ascii: "\""))
        JSONEscape.append(text, to: &self)
        self.append(UInt8(ascii: "\""))
    }

    /// Appends a comma unless what is about to come is the first of its object or array, or the value of a member.
    mutating func appendComma() {
        switch self.last {
        case nil, UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"): return
        default: self.append(UInt8(ascii: ","))
        }
    }
}
