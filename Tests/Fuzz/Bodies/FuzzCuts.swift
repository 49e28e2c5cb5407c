/// Where an input is cut: nowhere, everywhere, and at places that follow from the input, so that each run can be repeated.
struct FuzzCuts {
    private var state: UInt64

    init(of input: UnsafeRawBufferPointer) {
        // FNV-1a.
        self.state = input.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }

    /// The lengths of pieces that are together as long as the input.
    mutating func all(of count: Int) -> [[Int]] {
        [[count], Array(repeating: 1, count: count), self.some(of: count, most: 7), self.some(of: count, most: 90)]
    }

    private mutating func some(of count: Int, most: Int) -> [Int] {
        var pieces: [Int] = []
        var left = count
        while left > 0 {
            self.state = self.state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let piece = min(left, 1 + Int((self.state >> 33) % UInt64(most)))
            pieces.append(piece)
            left -= piece
        }
        return pieces
    }

    /// Calls a function with one piece of the input after another.
    static func forEachPiece(
        of input: UnsafeRawBufferPointer,
        _ lengths: [Int],
        _ body: (UnsafeRawBufferPointer) -> Void
    ) {
        var start = 0
        for length in lengths {
            let end = min(start + length, input.count)
            body(UnsafeRawBufferPointer(rebasing: input[start..<end]))
            start = end
        }
    }
}
