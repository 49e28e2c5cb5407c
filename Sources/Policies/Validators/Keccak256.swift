/// The hash of Ethereum and Monero: Keccak with the padding that it had before it became SHA-3.
enum Keccak256 {
    private static let rateBytes = 136
    private static let rounds = 24

    static func hash(_ message: some Sequence<UInt8>) -> [UInt8] {
        var padded = Array(message)
        padded.append(0x01)
        while padded.count % Keccak256.rateBytes != 0 { padded.append(0) }
        padded[padded.count - 1] |= 0x80

        var state = [UInt64](repeating: 0, count: 25)
        for block in stride(from: 0, to: padded.count, by: Keccak256.rateBytes) {
            for lane in 0..<(Keccak256.rateBytes / 8) {
                let word = (0..<8).reduce(UInt64(0)) { $0 | UInt64(padded[block + lane * 8 + $1]) << UInt64(8 * $1) }
                state[lane] ^= word
            }
            Keccak256.permute(&state)
        }
        return (0..<32).map { UInt8(truncatingIfNeeded: state[$0 / 8] >> UInt64(8 * ($0 % 8))) }
    }

    /// Lane (x, y) stands at x + 5y.
    private static func permute(_ state: inout [UInt64]) {
        var constant = RoundConstant()
        for _ in 0..<Keccak256.rounds {
            let columns = (0..<5).map { x in (0..<5).reduce(UInt64(0)) { $0 ^ state[x + 5 * $1] } }
            for x in 0..<5 {
                let mixed = columns[(x + 4) % 5] ^ Keccak256.rotate(columns[(x + 1) % 5], 1)
                for y in 0..<5 { state[x + 5 * y] ^= mixed }
            }
            // From (1, 0) each lane moves to (y, 2x + 3y), rotated by the next triangular number.
            var (x, y, lane) = (1, 0, state[1])
            for step in 0..<24 {
                (x, y) = (y, (2 * x + 3 * y) % 5)
                let moved = Keccak256.rotate(lane, (step + 1) * (step + 2) / 2 % 64)
                lane = state[x + 5 * y]
                state[x + 5 * y] = moved
            }
            for y in 0..<5 {
                let row = Array(state[(5 * y)..<(5 * y + 5)])
                for x in 0..<5 { state[x + 5 * y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]) }
            }
            state[0] ^= constant.next()
        }
    }

    private static func rotate(_ word: UInt64, _ count: Int) -> UInt64 {
        count == 0 ? word : word << UInt64(count) | word >> UInt64(64 - count)
    }

    /// The bits 2^j - 1 of each round's constant, from a shift register of eight bits.
    private struct RoundConstant {
        private var register: UInt8 = 1

        mutating func next() -> UInt64 {
            var constant: UInt64 = 0
            for power in 0..<7 {
                if self.register & 1 == 1 { constant |= 1 << UInt64((1 << power) - 1) }
                self.register = self.register << 1 ^ (self.register & 0x80 == 0 ? 0 : 0x71)
            }
            return constant
        }
    }
}
