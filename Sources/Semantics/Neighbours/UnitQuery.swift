/// A query of length 1, and what its parts of four components add to its product with any pattern of signs.
struct UnitQuery {
    let components: [Float]
    /// For each four components 16 values from 0 to 127, by the pattern of their signs.
    let table: [UInt8]
    /// The product with a unit diagonal is at most `offset + factor * sum` of its values.
    let offset: Float
    let factor: Float

    /// `nil` if it has no direction.
    init?(_ components: [Float]) {
        var largest: Float = 0
        for component in components {
            guard component.isFinite else { return nil }
            largest = max(largest, abs(component))
        }
        guard largest > 0 else { return nil }
        // First by the largest: the squares of very large or small numbers are no numbers.
        var unit = components.map { $0 / largest }
        let length = unit.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for index in unit.indices { unit[index] /= length }
        self.components = unit

        // Whole columns of two parts each; what is missing at the end counts as 0.
        let parts = (unit.count + 7) / 8 * 2
        let reaches = (0..<parts).map { part in
            unit[min(4 * part, unit.count)..<min(4 * part + 4, unit.count)].reduce(0) { $0 + abs($1) }
        }
        let step = max((reaches.max() ?? 0) * 2 / 127, .leastNormalMagnitude)
        var table = [UInt8](repeating: 0, count: parts * 16)
        for part in 0..<parts {
            for pattern in 0..<16 {
                var sum = reaches[part]
                for bit in 0..<4 where 4 * part + bit < unit.count {
                    sum += pattern >> bit & 1 == 1 ? unit[4 * part + bit] : -unit[4 * part + bit]
                }
                table[16 * part + pattern] = UInt8(min(max((sum / step).rounded(), 0), 127))
            }
        }
        self.table = table
        let root = Float(unit.count).squareRoot()
        // Half a step for the rounding of each part, and some for that of the arithmetic.
        self.offset = (-reaches.reduce(0, +) + step / 2 * Float(parts)) / root + 1e-4
        self.factor = step / root
    }
}
