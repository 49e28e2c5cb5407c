private import Glibc

/// The name of a member in the search for duplicates: its node and a hash of its decoded bytes.
struct JSONName {
    private var hash: UInt64
    private var node: UInt32

    init(_ index: Int, _ node: JSONTape.Node, in bytes: UnsafeRawBufferPointer) {
        self.node = UInt32(truncatingIfNeeded: index)
        let raw = UnsafeRawBufferPointer(rebasing: bytes[Int(node.start)..<Int(node.end)])
        self.hash = node.hasEscapes ? Self.hash(JSONUnescaped(raw)) : Self.hash(raw)
    }

    /// Up to this many names are compared each with each, by their hashes; more are sorted.
    private static let pairwiseMax = 16

    /// The node of a name that already stood before, if there is one. Takes n log n steps however the names are chosen: the
    /// hash is no secret, so equal hashes are ordered by their bytes.
    static func firstDuplicate(
        _ names: inout [JSONName],
        nodes: [JSONTape.Node],
        in bytes: UnsafeRawBufferPointer
    ) -> Int? {
        if names.count <= Self.pairwiseMax {
            for later in 1..<max(1, names.count) {
                for earlier in 0..<later where names[earlier].hash == names[later].hash {
                    let (a, b) = (nodes[Int(names[earlier].node)], nodes[Int(names[later].node)])
                    if Self.order(a, b, in: bytes) == 0 { return Int(names[later].node) }
                }
            }
            return nil
        }
        names.sort { a, b in
            if a.hash != b.hash { return a.hash < b.hash }
            return Self.order(nodes[Int(a.node)], nodes[Int(b.node)], in: bytes) < 0
        }
        for index in 1..<names.count where names[index - 1].hash == names[index].hash {
            let (a, b) = (names[index - 1].node, names[index].node)
            if Self.order(nodes[Int(a)], nodes[Int(b)], in: bytes) == 0 { return Int(max(a, b)) }
        }
        return nil
    }

    /// Compares two strings by their decoded bytes: negative, zero or positive.
    static func order(_ a: JSONTape.Node, _ b: JSONTape.Node, in bytes: UnsafeRawBufferPointer) -> Int {
        let rawA = UnsafeRawBufferPointer(rebasing: bytes[Int(a.start)..<Int(a.end)])
        let rawB = UnsafeRawBufferPointer(rebasing: bytes[Int(b.start)..<Int(b.end)])
        if !a.hasEscapes, !b.hasEscapes {
            guard let baseA = rawA.baseAddress, let baseB = rawB.baseAddress else { return rawA.count - rawB.count }
            let order = memcmp(baseA, baseB, min(rawA.count, rawB.count))
            return order != 0 ? Int(order) : rawA.count - rawB.count
        }
        var (restA, restB) = (JSONUnescaped(rawA), JSONUnescaped(rawB))
        while true {
            switch (restA.next(), restB.next()) {
            case (nil, nil): return 0
            case (nil, _): return -1
            case (_, nil): return 1
            case (let byteA?, let byteB?): if byteA != byteB { return Int(byteA) - Int(byteB) }
            }
        }
    }

    // MARK: Hash

    static func hash(_ raw: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0
        var at = 0
        while at &+ 8 <= raw.count {
            hash = Self.mix(hash ^ UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)))
            at &+= 8
        }
        var tail: UInt64 = 0
        var shift: UInt64 = 0
        while at < raw.count {
            tail |= UInt64(raw[at]) &<< shift
            shift &+= 8
            at &+= 1
        }
        return Self.mix(Self.mix(hash ^ tail) ^ UInt64(truncatingIfNeeded: raw.count))
    }

    /// The same hash, of the bytes that an escaped name stands for.
    private static func hash(_ unescaped: JSONUnescaped) -> UInt64 {
        var hash: UInt64 = 0
        var (tail, shift, count) = (UInt64(0), UInt64(0), UInt64(0))
        var rest = unescaped
        while let byte = rest.next() {
            tail |= UInt64(byte) &<< shift
            shift &+= 8
            count &+= 1
            if shift == 64 {
                hash = Self.mix(hash ^ tail)
                (tail, shift) = (0, 0)
            }
        }
        return Self.mix(Self.mix(hash ^ tail) ^ count)
    }

    @inline(__always)
    private static func mix(_ word: UInt64) -> UInt64 {
        let product = (word ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
        return product.high ^ product.low
    }
}
