/// Characters times weights, added, modulo something: how most check digits are made. The data of each number stands in
/// the tables of ``IdentifierCheck``.
struct WeightedSum: Sendable {
    /// What is added for each character.
    enum Product: Sendable {
        case whole
        case lastDigit
        /// Quotient and remainder by the base: 14 counts 5 in base 10.
        case digitSum(base: Int)
    }

    enum Check: Sendable {
        /// The sum leaves nothing; the check digit is one of its terms.
        case zero
        /// The character so many places from the end has the value that the list has for the remainder; a value of -1
        /// is never issued.
        case character(fromEnd: Int, values: [Int])
    }

    /// From the left, for the last places of a number: a shorter number goes without the first of them.
    let weights: [Int]
    let modulus: Int
    let check: Check
    let product: Product
    /// What is added before the remainder is taken.
    let offset: Int
    /// What a character counts in the sum, by its value, where that is not its value.
    let values: [Int]

    init(
        _ weights: [Int],
        modulus: Int,
        _ check: Check = .zero,
        product: Product = .whole,
        offset: Int = 0,
        values: [Int] = []
    ) {
        self.weights = weights
        self.modulus = modulus
        self.check = check
        self.product = product
        self.offset = offset
        self.values = values
    }

    func accepts(_ number: CharacterSpan) -> Bool {
        let remainder = self.remainder(of: number)
        switch self.check {
        case .zero:
            return remainder == 0
        case .character(let fromEnd, let values):
            guard fromEnd < number.count, values.indices.contains(remainder) else { return false }
            return values[remainder] == number[number.count - 1 - fromEnd]
        }
    }

    func remainder(of number: CharacterSpan) -> Int {
        var sum = self.offset
        let first = number.count - self.weights.count
        for (index, weight) in self.weights.enumerated() where first + index >= 0 {
            let character = number[first + index]
            let value = self.values.indices.contains(character) ? self.values[character] : character
            switch self.product {
            case .whole: sum += value * weight
            case .lastDigit: sum += value * weight % 10
            case .digitSum(let base): sum += value * weight / base + value * weight % base
            }
        }
        let remainder = sum % self.modulus
        return remainder < 0 ? remainder + self.modulus : remainder
    }
}

/// What stands for each remainder.
extension WeightedSum.Check {
    /// The remainder itself; what has no digit is `ten`, if it is issued at all.
    static func remainder(_ modulus: Int, ten: Int = -1, fromEnd: Int = 0) -> WeightedSum.Check {
        .character(fromEnd: fromEnd, values: (0..<modulus).map { $0 < 10 ? $0 : ten })
    }

    /// What is missing to the modulus.
    static func complement(_ modulus: Int, ten: Int = -1, fromEnd: Int = 0) -> WeightedSum.Check {
        let values = (0..<modulus).map { (modulus - $0) % modulus }
        return .character(fromEnd: fromEnd, values: values.map { $0 < 10 ? $0 : ten })
    }

    /// One character for each remainder.
    static func characters(_ text: StaticString, fromEnd: Int = 0) -> WeightedSum.Check {
        let bytes = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        return .character(fromEnd: fromEnd, values: bytes.map { CharacterSpan.value(of: $0).map(Int.init) ?? -1 })
    }
}
