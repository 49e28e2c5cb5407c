/// A range of a body, and the bytes that stand there instead.
package struct Replacement: Sendable, Hashable {
    package var start: Int
    /// One past the last byte.
    package var end: Int
    package var bytes: [UInt8]

    package init(start: Int, end: Int, bytes: [UInt8]) {
        self.start = start
        self.end = end
        self.bytes = bytes
    }
}

/// Rewriting ranges of a body and leaving every other byte as it came.
package enum Splice {
    /// Appends the body with its replacements to the output. They are sorted, inside the body, and do not overlap.
    package static func apply(
        _ replacements: [Replacement],
        to body: UnsafeRawBufferPointer,
        into output: inout [UInt8]
    ) {
        var growth = body.count
        for replacement in replacements { growth += replacement.bytes.count }
        output.reserveCapacity(output.count + growth)
        var at = 0
        for replacement in replacements {
            precondition(
                at <= replacement.start && replacement.start <= replacement.end && replacement.end <= body.count,
                "replacements are sorted, inside the body and do not overlap"
            )
            output.append(contentsOf: body[at..<replacement.start])
            output.append(contentsOf: replacement.bytes)
            at = replacement.end
        }
        output.append(contentsOf: body[at...])
    }
}
