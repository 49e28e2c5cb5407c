/// The place of a value in a body as people write it: `messages[3].content`.
struct JSONPath {
    private(set) var text = ""

    /// A longer name, or one with other characters than an identifier has, is shown as `?`: a path is logged and answered, and
    /// must not carry the body's text.
    static let nameBytesMax = 64

    mutating func append(index: Int) {
        self.text += "[\(index)]"
    }

    mutating func append(name: JSONTape.Node, in bytes: UnsafeRawBufferPointer) {
        let raw = bytes[Int(name.start)..<Int(name.end)]
        let isShown = !raw.isEmpty && raw.count <= Self.nameBytesMax && raw.allSatisfy(Self.isIdentifier)
        self.append(part: isShown ? String(decoding: raw, as: UTF8.self) : "?")
    }

    mutating func append(part: String) {
        if !self.text.isEmpty { self.text += "." }
        self.text += part
    }

    private static func isIdentifier(_ byte: UInt8) -> Bool {
        byte.isDigit || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_") || byte == .minus
            || byte == UInt8(ascii: "$")
    }
}

extension JSONTape {
    /// Where a node stands: `messages[3].content`; empty for the root. The name of a member, which may itself be what was
    /// found, is `(name)` in its object.
    package func path(of node: Int, in bytes: UnsafeRawBufferPointer) -> String {
        var path = JSONPath()
        var container = 0
        while container < node {
            guard let inner = self.step(from: container, towards: node, in: bytes, &path) else { break }
            container = inner
        }
        return path.text
    }

    /// Adds one step to the path and returns the child that is the node or holds it.
    private func step(
        from container: Int,
        towards node: Int,
        in bytes: UnsafeRawBufferPointer,
        _ path: inout JSONPath
    ) -> Int? {
        if self.nodes[container].kind == .array {
            for (index, element) in self.elements(of: container).enumerated() where node < self.nodes[element].next {
                path.append(index: index)
                return element
            }
            return nil
        }
        for (name, value) in self.members(of: container) where node < self.nodes[value].next {
            if node == name {
                path.append(part: "(name)")
                return name
            }
            path.append(name: self.nodes[name], in: bytes)
            return value
        }
        return nil
    }
}
