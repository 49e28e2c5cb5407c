/// An embedding as it is kept: a unit vector in 8-bit codes.
///
/// The codes are the direction, to the nearest 127th of the largest component; the length is 1 by definition, so nothing else
/// need be stored. The cosine of two such vectors of 384 dimensions differs from that of the originals by less than 0.005.
package struct StoredVector: Sendable, Equatable {
    package static let dimensionsLimit = 4_096
    /// -127 to 127, not all 0.
    let codes: [Int8]
    /// What a code is multiplied by, so that the length is 1.
    let scale: Float

    package var dimensions: Int { self.codes.count }

    /// `nil` for what has no direction (no component, only zeros, not a number) or more than ``dimensionsLimit`` dimensions.
    package init?(_ components: [Float]) {
        guard !components.isEmpty, components.count <= Self.dimensionsLimit else { return nil }
        var largest: Float = 0
        for component in components {
            guard component.isFinite else { return nil }
            largest = max(largest, abs(component))
        }
        guard largest > 0 else { return nil }
        self.init(codes: components.map { Int8(($0 / largest * 127).rounded()) })
    }

    /// The stored form: a version, the dimensions in two bytes, the lower first, and a byte each. `nil` if the bytes are
    /// anything else.
    package init?(decoding bytes: UnsafeRawBufferPointer) {
        guard bytes.count > 3, bytes[0] == Self.version, Int(bytes[1]) | Int(bytes[2]) << 8 == bytes.count - 3,
            bytes.count - 3 <= Self.dimensionsLimit
        else { return nil }
        let codes = bytes.dropFirst(3).map { Int8(bitPattern: $0) }
        guard !codes.contains(.min), codes.contains(where: { $0 != 0 }) else { return nil }
        self.init(codes: codes)
    }

    package func encoded() -> [UInt8] {
        let count = self.codes.count
        return [Self.version, UInt8(truncatingIfNeeded: count), UInt8(truncatingIfNeeded: count >> 8)]
            + self.codes.map { UInt8(bitPattern: $0) }
    }

    private static let version: UInt8 = 1

    private init(codes: [Int8]) {
        self.codes = codes
        var squares = 0
        for code in codes { squares += Int(code) * Int(code) }
        self.scale = 1 / Float(max(squares, 1)).squareRoot()
    }

    /// The cosine of the angle to another vector; `nil` if that has other dimensions.
    package func cosine(_ other: StoredVector) -> Float? {
        guard other.codes.count == self.codes.count else { return nil }
        var product = 0
        for (left, right) in zip(self.codes, other.codes) { product += Int(left) * Int(right) }
        return Float(product) * self.scale * other.scale
    }
}
