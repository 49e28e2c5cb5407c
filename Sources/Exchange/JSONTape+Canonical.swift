extension JSONTape {
    /// Appends the one form that all writings of the same value share, for a fingerprint of it.
    ///
    /// Two bodies give the same bytes when they differ only in white space, in the order of members, in escapes, or in how a
    /// number is written (`1`, `1.0`, `10e-1`); two different values never do, because everything carries its kind and its
    /// length. Numbers are compared exactly. Only members of the root are omitted by name.
    ///
    /// - Parameter blank: a node whose value does not count: any two bodies that differ in it alone give the same bytes.
    package func appendCanonical(
        in bytes: UnsafeRawBufferPointer,
        omitting denied: [StaticString] = [],
        blank: Int? = nil,
        into output: inout [UInt8]
    ) {
        guard !self.nodes.isEmpty else { return }
        self.appendCanonical(0, in: bytes, omitting: denied, blank: blank ?? -1, into: &output)
    }

    /// The same of one value of the body.
    package func appendCanonical(of node: Int, in bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        guard self.nodes.indices.contains(node) else { return }
        self.appendCanonical(node, in: bytes, omitting: [], blank: -1, into: &output)
    }

    // Calls itself once a level, and the scan allows 64 of them.
    private func appendCanonical(
        _ node: Int,
        in bytes: UnsafeRawBufferPointer,
        omitting denied: [StaticString],
        blank: Int,
        into output: inout [UInt8]
    ) {
        if node == blank {
            output.append(UInt8(ascii: "b"))
            return
        }
        switch self.nodes[node].kind {
        case .null: output.append(UInt8(ascii: "z"))
        case .true: output.append(UInt8(ascii: "t"))
        case .false: output.append(UInt8(ascii: "f"))
        case .number: Self.appendCanonical(number: self.rawBytes(of: node, in: bytes), into: &output)
        case .string: self.appendCanonical(string: node, in: bytes, into: &output)
        case .array:
            output.append(UInt8(ascii: "a"))
            let count = output.reserveLength()
            var elements = 0
            for element in self.elements(of: node) {
                elements += 1
                self.appendCanonical(element, in: bytes, omitting: [], blank: blank, into: &output)
            }
            output.setLength(elements, at: count)
        case .object:
            output.append(UInt8(ascii: "o"))
            self.appendCanonical(object: node, in: bytes, omitting: denied, blank: blank, into: &output)
        }
    }

    private func appendCanonical(
        object: Int,
        in bytes: UnsafeRawBufferPointer,
        omitting denied: [StaticString],
        blank: Int,
        into output: inout [UInt8]
    ) {
        var count = 0
        for _ in self.members(of: object) { count += 1 }
        // On the stack for the objects of a usual request.
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { names in
            var kept = 0
            for (name, _) in self.members(of: object)
            where !denied.contains(where: { self.equals(name, $0, in: bytes) }) {
                names.initializeElement(at: kept, to: UInt32(truncatingIfNeeded: name))
                kept += 1
            }
            var sorted = UnsafeMutableBufferPointer(rebasing: names[..<kept])
            self.sort(&sorted, in: bytes)
            output.setLength(kept, at: output.reserveLength())
            for name in sorted {
                self.appendCanonical(string: Int(name), in: bytes, into: &output)
                self.appendCanonical(Int(name) + 1, in: bytes, omitting: [], blank: blank, into: &output)
            }
        }
    }

    /// Sorts name nodes by their decoded bytes.
    private func sort(_ names: inout UnsafeMutableBufferPointer<UInt32>, in bytes: UnsafeRawBufferPointer) {
        func precedes(_ a: UInt32, _ b: UInt32) -> Bool {
            JSONName.order(self.nodes[Int(a)], self.nodes[Int(b)], in: bytes) < 0
        }
        guard names.count <= 16 else { return names.sort(by: precedes) }
        for index in 1..<max(1, names.count) {
            let name = names[index]
            var hole = index
            while hole > 0, precedes(name, names[hole - 1]) {
                names[hole] = names[hole - 1]
                hole -= 1
            }
            names[hole] = name
        }
    }

    private func appendCanonical(string node: Int, in bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        output.append(UInt8(ascii: "s"))
        let count = output.reserveLength()
        let raw = self.rawBytes(of: node, in: bytes)
        if self.nodes[node].hasEscapes {
            Self.append(unescaped: raw, to: &output)
        } else {
            output.append(contentsOf: raw)
        }
        output.setLength(output.count - count - 4, at: count)
    }

    /// Run by run: byte by byte, a text with escapes took a third of the time of its fingerprint.
    private static func append(unescaped raw: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        var at = 0
        while at < raw.count {
            let rest = UnsafeRawBufferPointer(rebasing: raw[at...])
            let run = rest.firstOffset(of: .backslash) ?? rest.count
            output.append(contentsOf: UnsafeRawBufferPointer(rebasing: rest[..<run]))
            guard run < rest.count else { return }
            let escape = JSONEscape.decode(raw, at: at + run)
            for byte in 0..<escape.utf8Count { output.append(UInt8(truncatingIfNeeded: escape.utf8 &>> (8 * byte))) }
            at += run + escape.rawCount
        }
    }

    private static func appendCanonical(number raw: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        let decimal = JSONDecimal(raw)
        guard let exponent = decimal.exponent else {
            // Such a number is compared as it is written: at worst, two writings of it do not share a fingerprint.
            output.append(UInt8(ascii: "r"))
            output.setLength(raw.count, at: output.reserveLength())
            output.append(contentsOf: raw)
            return
        }
        output.append(decimal.isNegative ? UInt8(ascii: "m") : UInt8(ascii: "n"))
        withUnsafeBytes(of: Int64(exponent).littleEndian) { output.append(contentsOf: $0) }
        output.setLength(decimal.digitCount, at: output.reserveLength())
        decimal.forEachDigit { output.append($0) }
    }
}

extension [UInt8] {
    /// Makes room for a length that is not known yet and returns where.
    fileprivate mutating func reserveLength() -> Int {
        self.append(contentsOf: [0, 0, 0, 0])
        return self.count - 4
    }

    /// Four bytes are enough: a body is below 4 GiB, and no part of it is longer than the body.
    fileprivate mutating func setLength(_ length: Int, at offset: Int) {
        let length = UInt32(truncatingIfNeeded: length)
        self[offset] = UInt8(truncatingIfNeeded: length)
        self[offset + 1] = UInt8(truncatingIfNeeded: length >> 8)
        self[offset + 2] = UInt8(truncatingIfNeeded: length >> 16)
        self[offset + 3] = UInt8(truncatingIfNeeded: length >> 24)
    }
}
