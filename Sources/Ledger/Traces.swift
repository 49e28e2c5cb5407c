import Exchange

/// The place of a request in a trace, as the header `traceparent` carries it (W3C Trace Context, level 1).
package struct TraceParent: Sendable, Hashable {
    private var traceHigh: UInt64
    private var traceLow: UInt64
    private var parent: UInt64
    /// Whoever began the trace records it.
    package private(set) var isSampled: Bool

    /// Reads what a client sent; `nil` is anything that the standard says to ignore, after which a new trace begins.
    package init?(parsing text: String) {
        let parsed = text.utf8.withContiguousStorageIfAvailable { Self.parse($0) }
        guard let parsed, let parsed else { return nil }
        self = parsed
    }

    /// A new trace, which nobody has asked to record.
    package init(random: inout LoopRandom) {
        self.traceHigh = random.next()
        // All zeros is no id.
        self.traceLow = random.next() | 1
        self.parent = random.next() | 1
        self.isSampled = false
    }

    /// What goes upstream: the client's trace with a new parent, or a new trace where it sent none.
    package static func upstream(of client: TraceParent?, random: inout LoopRandom) -> TraceParent {
        guard var next = client else { return TraceParent(random: &random) }
        next.parent = random.next() | 1
        return next
    }

    /// Appends the header's value, 55 characters.
    package func append(to bytes: inout [UInt8]) {
        bytes.append(ascii: "00-")
        self.appendTraceID(to: &bytes)
        bytes.append(ascii: "-")
        bytes.append(hex: self.parent)
        bytes.append(ascii: self.isSampled ? "-01" : "-00")
    }

    /// Appends the id of the trace alone, 32 characters.
    package func appendTraceID(to bytes: inout [UInt8]) {
        bytes.append(hex: self.traceHigh)
        bytes.append(hex: self.traceLow)
    }
}

extension TraceParent: CustomStringConvertible {
    package var description: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(55)
        self.append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension TraceParent {
    private init(traceHigh: UInt64, traceLow: UInt64, parent: UInt64, isSampled: Bool) {
        self.traceHigh = traceHigh
        self.traceLow = traceLow
        self.parent = parent
        self.isSampled = isSampled
    }

    /// `VV-TRACE-PARENT-FF`. A later version may have more behind a further dash; version ff is none.
    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> TraceParent? {
        let dash = UInt8(ascii: "-")
        guard bytes.count >= 55, bytes[2] == dash, bytes[35] == dash, bytes[52] == dash,
            let version = Self.hex(bytes[0..<2]), version != 0xff,
            bytes.count == 55 || version != 0 && bytes[55] == dash,
            let traceHigh = Self.hex(bytes[3..<19]), let traceLow = Self.hex(bytes[19..<35]), traceHigh | traceLow != 0,
            let parent = Self.hex(bytes[36..<52]), parent != 0,
            let flags = Self.hex(bytes[53..<55])
        else { return nil }
        return TraceParent(traceHigh: traceHigh, traceLow: traceLow, parent: parent, isSampled: flags & 1 == 1)
    }

    /// Lowercase digits only: the standard allows no others.
    private static func hex(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64? {
        var value: UInt64 = 0
        for digit in digits {
            switch digit {
            case 0x30...0x39: value = value &<< 4 | UInt64(digit &- 0x30)
            case 0x61...0x66: value = value &<< 4 | UInt64(digit &- 0x57)
            default: return nil
            }
        }
        return value
    }
}
