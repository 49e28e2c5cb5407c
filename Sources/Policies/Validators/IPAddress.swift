/// An IP address that may belong to a person: not of a private, local, documentation or reserved network, and not of a
/// public resolver, which texts name as an example.
enum IPAddress {
    static func isPublic(_ span: UnsafeRawBufferPointer) -> Bool {
        span.contains(UInt8(ascii: ":")) ? IPAddress.isPublicVersion6(span) : IPAddress.isPublicVersion4(span)
    }

    /// 8.8.8.8, 1.1.1.1, 9.9.9.9 and their neighbours, and 1.2.3.4.
    private static let examples: Set<UInt32> = [
        0x0808_0808, 0x0808_0404, 0x0101_0101, 0x0100_0001, 0x0909_0909, 0x0102_0304, 0xd043_dede, 0xd043_dcdc,
        0x0101_0102, 0x0101_0103, 0x0404_0404, 0x0402_0202, 0x0505_0505, 0x0607_0809, 0x0506_0708,
    ]
    private static let reserved: [(network: UInt32, bits: UInt32)] = [
        (0x0000_0000, 8), (0x0a00_0000, 8), (0x7f00_0000, 8), (0xa9fe_0000, 16), (0xac10_0000, 12), (0xc0a8_0000, 16),
        (0x6440_0000, 10), (0xc000_0000, 24), (0xc000_0200, 24), (0xc633_6400, 24), (0xcb00_7100, 24),
        (0xc612_0000, 15), (0xe000_0000, 3),
    ]

    private static func isPublicVersion4(_ span: UnsafeRawBufferPointer) -> Bool {
        guard let address = IPAddress.version4(span) else { return false }
        // The last byte of a network's own address and of a netmask.
        guard !IPAddress.examples.contains(address), address & 0xff != 0 else { return false }
        return !IPAddress.reserved.contains { (address ^ $0.network) >> (32 - $0.bits) == 0 }
    }

    /// `nil` if it is none; leading zeros are read in more than one way, so they make it none.
    private static func version4(_ span: UnsafeRawBufferPointer) -> UInt32? {
        var address: UInt32 = 0
        var (octet, digits, octets): (UInt32, Int, Int) = (0, 0, 0)
        for place in 0...span.count {
            let byte = place < span.count ? span[place] : UInt8(ascii: ".")
            if byte == UInt8(ascii: ".") {
                guard digits > 0, octet <= 255, octets < 4 else { return nil }
                address = address << 8 | octet
                (octet, digits, octets) = (0, 0, octets + 1)
            } else {
                guard ASCII.isDigit(byte), digits < 3, digits == 0 || octet > 0 else { return nil }
                octet = octet * 10 + UInt32(byte - UInt8(ascii: "0"))
                digits += 1
            }
        }
        return octets == 4 ? address : nil
    }

    private static func isPublicVersion6(_ span: UnsafeRawBufferPointer) -> Bool {
        guard let groups = IPAddress.version6(span) else { return false }
        let (first, second) = (groups.first, groups.second)
        // Global unicast is 2000::/3; documentation and the tunnels of old lie inside it.
        guard first & 0xe000 == 0x2000, first & 0xfff0 != 0x3ff0 else { return false }
        return !(first == 0x2001 && (second == 0x0db8 || second < 0x0200))
    }

    /// The first two groups of a well-formed address; what `::` stands for is zero.
    private static func version6(_ span: UnsafeRawBufferPointer) -> (first: UInt32, second: UInt32)? {
        var groups: (first: UInt32, second: UInt32) = (0, 0)
        var (count, place, hasGap) = (0, 0, false)
        if span.starts(with: "::".utf8) { (place, hasGap) = (2, true) }
        while place < span.count {
            let start = place
            var group: UInt32 = 0
            while place < span.count, let value = CharacterSpan.value(of: span[place]), value < 16, place - start < 4 {
                group = group << 4 | UInt32(value)
                place += 1
            }
            if place < span.count, span[place] == UInt8(ascii: ".") {
                // The last 32 bits in the notation of version 4.
                guard IPAddress.version4(UnsafeRawBufferPointer(rebasing: span[start...])) != nil else { return nil }
                count += 2
                break
            }
            guard place > start, count < 8 else { return nil }
            if count == 0, !hasGap { groups.first = group }
            if count == 1, !hasGap { groups.second = group }
            count += 1
            guard place < span.count else { break }
            guard span[place] == UInt8(ascii: ":"), place + 1 < span.count else { return nil }
            place += 1
            if span[place] == UInt8(ascii: ":") {
                guard !hasGap else { return nil }
                (place, hasGap) = (place + 1, true)
            }
        }
        return (hasGap ? count < 8 : count == 8) ? groups : nil
    }
}
