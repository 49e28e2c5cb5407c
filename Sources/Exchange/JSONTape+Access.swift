private import Glibc

extension JSONTape {
    /// The elements of an array, as node indices; of any other node, none.
    package func elements(of array: Int) -> Elements {
        let node = self.nodes[array]
        return Elements(nodes: self.nodes, at: array + 1, end: node.kind == .array ? Int(node.next) : array + 1)
    }

    /// The members of an object, as the node indices of name and value; of any other node, none.
    package func members(of object: Int) -> Members {
        let node = self.nodes[object]
        return Members(nodes: self.nodes, at: object + 1, end: node.kind == .object ? Int(node.next) : object + 1)
    }

    package struct Elements: Sequence, IteratorProtocol {
        fileprivate let nodes: [Node]
        fileprivate var at: Int
        fileprivate let end: Int

        package mutating func next() -> Int? {
            guard self.at < self.end else { return nil }
            defer { self.at = Int(self.nodes[self.at].next) }
            return self.at
        }
    }

    package struct Members: Sequence, IteratorProtocol {
        fileprivate let nodes: [Node]
        fileprivate var at: Int
        fileprivate let end: Int

        package mutating func next() -> (name: Int, value: Int)? {
            guard self.at < self.end else { return nil }
            let name = self.at
            self.at = Int(self.nodes[name + 1].next)
            return (name, name + 1)
        }
    }

    /// The value of a member, or `nil` if the node is no object or has no such member.
    package func child(of object: Int, named name: StaticString, in bytes: UnsafeRawBufferPointer) -> Int? {
        let wanted = UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        return self.member(of: object, wanted, in: bytes)
    }

    /// The value of a member, or `nil` if the node is no object or has no such member.
    package func member(of object: Int, named name: String, in bytes: UnsafeRawBufferPointer) -> Int? {
        var name = name
        return name.withUTF8 { self.member(of: object, UnsafeRawBufferPointer($0), in: bytes) }
    }

    private func member(
        of object: Int,
        _ wanted: UnsafeRawBufferPointer,
        in bytes: UnsafeRawBufferPointer
    ) -> Int? {
        let node = self.nodes[object]
        guard node.kind == .object else { return nil }
        var name = object + 1
        while name < Int(node.next) {
            if self.equals(name, wanted, in: bytes) { return name + 1 }
            name = Int(self.nodes[name + 1].next)
        }
        return nil
    }

    /// Whether a node is a string with this text.
    package func equals(_ node: Int, _ literal: StaticString, in bytes: UnsafeRawBufferPointer) -> Bool {
        self.equals(node, UnsafeRawBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount), in: bytes)
    }

    private func equals(_ node: Int, _ wanted: UnsafeRawBufferPointer, in bytes: UnsafeRawBufferPointer) -> Bool {
        let string = self.nodes[node]
        guard string.kind == .string else { return false }
        if string.hasEscapes { return JSONUnescaped(self.rawBytes(of: node, in: bytes)).elementsEqual(wanted) }
        guard Int(string.end &- string.start) == wanted.count else { return false }
        guard let base = wanted.baseAddress, let raw = self.rawBytes(of: node, in: bytes).baseAddress else {
            return true
        }
        return memcmp(raw, base, wanted.count) == 0
    }

    /// The text of a string node; of any other node, its bytes as they stand.
    package func string(at node: Int, in bytes: UnsafeRawBufferPointer) -> String {
        let raw = self.rawBytes(of: node, in: bytes)
        if self.nodes[node].hasEscapes { return String(decoding: Array(JSONUnescaped(raw)), as: UTF8.self) }
        return String(decoding: raw, as: UTF8.self)
    }

    /// The bytes of a node in the body: of a string, what stands between its quotes, still escaped.
    package func rawBytes(of node: Int, in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        precondition(bytes.count == self.length, "the bytes are not those of the last scan")
        let node = self.nodes[node]
        return UnsafeRawBufferPointer(rebasing: bytes[Int(node.start)..<Int(node.end)])
    }

    /// The value of a `true` or `false` node.
    package func bool(at node: Int) -> Bool? {
        switch self.nodes[node].kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// The whole number at a node (`3`, `3.0` and `30e-1` are the same one); one too great for 64 bits is `UInt64.max`. `nil`
    /// for a fraction, a number below zero and whatever is no number.
    package func unsigned(at node: Int, in bytes: UnsafeRawBufferPointer) -> UInt64? {
        guard self.nodes[node].kind == .number else { return nil }
        return JSONDecimal(self.rawBytes(of: node, in: bytes)).unsigned
    }

    /// The number at a node in thousandths, rounded up; `nil` below zero and for whatever is no number.
    package func thousandths(at node: Int, in bytes: UnsafeRawBufferPointer) -> UInt64? {
        guard self.nodes[node].kind == .number else { return nil }
        return JSONDecimal(self.rawBytes(of: node, in: bytes)).thousandths
    }
}
