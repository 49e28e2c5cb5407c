import Exchange

/// The id of one request: `req_` and 26 characters that sort by time.
///
/// A value without storage of its own, because every request has one: 48 bits of milliseconds and 80 random bits.
package struct RequestID: Sendable, Hashable {
    private var high: UInt64
    private var low: UInt64

    /// - Parameter wallClock: milliseconds since 1970.
    package init(wallClock: UInt64, random: inout LoopRandom) {
        self.high = wallClock &<< 16 | random.next() &>> 48
        self.low = random.next()
    }

    package func append(to bytes: inout [UInt8]) {
        let alphabet: StaticString = "0123456789abcdefghjkmnpqrstvwxyz"
        alphabet.withUTF8Buffer { digits in
            bytes.append(bytes: 30) { output in
                var high = self.high
                var low = self.low
                for _ in 0..<26 {
                    output.write(digits[Int(low & 31)])
                    low = low &>> 5 | high &<< 59
                    high &>>= 5
                }
                output.write(UInt8(ascii: "_"))
                output.write(UInt8(ascii: "q"))
                output.write(UInt8(ascii: "e"))
                output.write(UInt8(ascii: "r"))
            }
        }
    }
}

extension RequestID: CustomStringConvertible {
    package var description: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(30)
        self.append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A loop's source of ids: fast, well mixed (SplitMix64) and predictable, so nothing secret may come from it.
package struct LoopRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// - Parameter seed: random, and another one for each loop.
    package init(seed: UInt64) {
        self.state = seed
    }

    package mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = self.state
        mixed = (mixed ^ mixed &>> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed &>> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed &>> 31
    }
}
