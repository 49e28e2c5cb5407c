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

/// Tells the places of many nodes of one body, which are asked for in the order of the body.
///
/// It goes on from where the last one was, so that all of them together cost one walk over the body, where each by itself
/// would cost one.
package struct JSONPathCursor {
    /// From the root inwards: the containers that hold the node, and the child in which it is.
    private var levels: [Level] = []
    private var hidden: Set<Int> = []
    /// The object of which the node that was asked for last is a member or a name of one.
    package var object: Int? { self.levels.last?.container }

    private struct Level {
        var container: Int
        var child: Int
        var index: Int
    }

    /// - Parameter hidden: see ``hide(_:)``.
    package init(hiding hidden: Set<Int> = []) {
        self.hidden = hidden
    }

    /// The names that are not told.
    package var hiddenNames: Set<Int> { self.hidden }

    /// From now on no place tells this name: something was found in it.
    package mutating func hide(_ name: Int) {
        self.hidden.insert(name)
    }

    /// ``JSONTape/path(of:in:)`` of a node that does not stand before the one that was asked for last.
    package mutating func path(of node: Int, of tape: borrowing JSONTape, in bytes: UnsafeRawBufferPointer) -> String {
        self.move(to: node, of: tape)
        var path = JSONPath()
        for level in self.levels {
            if tape.nodes[level.container].kind == .array {
                path.append(index: level.index)
            } else if level.child == node {
                path.append(part: "(name)")
            } else if self.hidden.contains(level.child) {
                path.append(part: "?")
            } else {
                path.append(name: tape.nodes[level.child], in: bytes)
            }
        }
        return path.text
    }

    private mutating func move(to node: Int, of tape: borrowing JSONTape) {
        while let level = self.levels.last, Int(tape.nodes[level.container].next) <= node { self.levels.removeLast() }
        if self.levels.isEmpty {
            guard node > 0, !tape.nodes.isEmpty else { return }
            self.levels.append(Level(container: 0, child: 1, index: 0))
        }
        while let last = self.levels.indices.last {
            let isArray = tape.nodes[self.levels[last].container].kind == .array
            // The child of an object is a name, and its value the node behind.
            var value = self.levels[last].child + (isArray ? 0 : 1)
            while value < tape.nodes.count, Int(tape.nodes[value].next) <= node {
                self.levels[last].child = Int(tape.nodes[value].next)
                self.levels[last].index += 1
                value = self.levels[last].child + (isArray ? 0 : 1)
            }
            guard node > value, value < tape.nodes.count else { return }
            self.levels.append(Level(container: value, child: value + 1, index: 0))
        }
    }
}
