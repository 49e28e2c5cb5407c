@testable import Policies

/// Check digits once more, by the formulas as authorities write them and without the validators of the rules, so that a
/// mistake in one of the two shows.
struct NumberMaker {
    var random: SampleRandom

    init(seed: String) { self.random = SampleRandom(seed: seed) }

    mutating func below(_ bound: Int) -> Int { Int(self.random.next() % UInt64(bound)) }
    mutating func pick<Element>(_ list: [Element]) -> Element { list[self.below(list.count)] }
    mutating func digits(_ count: Int) -> [Int] { (0..<count).map { _ in self.below(10) } }
    mutating func letters(_ count: Int, of set: String = "ABCDEFGHJKLMNPRSTVWXYZ") -> String {
        self.random.text(of: Array(set.utf8), count: count)
    }

    /// Year, month and day, two digits each.
    mutating func date() -> (year: [Int], month: [Int], day: [Int]) {
        let (year, month, day) = (40 + self.below(59), 1 + self.below(12), 1 + self.below(28))
        return ([year / 10, year % 10], [month / 10, month % 10], [day / 10, day % 10])
    }
    mutating func yymmdd() -> [Int] {
        let date = self.date()
        return date.year + date.month + date.day
    }
    mutating func ddmmyy() -> [Int] {
        let date = self.date()
        return date.day + date.month + date.year
    }

    /// Tries until the formula has a digit for what it is given.
    mutating func complete(_ make: (inout NumberMaker) -> [Int], _ check: ([Int]) -> Int?) -> [Int] {
        for _ in 0..<1000 {
            let body = make(&self)
            if let digit = check(body), (0...9).contains(digit) { return body + [digit] }
        }
        return []
    }
}

enum Formula {
    static func sum(_ digits: [Int], _ weights: [Int]) -> Int { zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 } }

    /// The digit that makes a number pass Luhn.
    static func luhn(_ digits: [Int]) -> Int {
        var sum = 0
        for (index, digit) in digits.reversed().enumerated() {
            let value = index % 2 == 0 ? digit * 2 : digit
            sum += value / 10 + value % 10
        }
        return (10 - sum % 10) % 10
    }

    /// ISO 7064 mod 11,10.
    static func mod11radix10(_ digits: [Int]) -> Int {
        var product = 10
        for digit in digits {
            var sum = (digit + product) % 10
            if sum == 0 { sum = 10 }
            product = 2 * sum % 11
        }
        return (11 - product) % 10
    }

    static func number(_ digits: [Int]) -> Int { digits.reduce(0) { $0 * 10 + $1 } }
    static func text(_ digits: [Int]) -> String { digits.map(String.init).joined() }

    /// The Verhoeff digit by the tables of the dihedral group, written out.
    static func verhoeff(_ digits: [Int]) -> Int {
        let multiplication = [
            [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 0, 6, 7, 8, 9, 5], [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
            [3, 4, 0, 1, 2, 8, 9, 5, 6, 7], [4, 0, 1, 2, 3, 9, 5, 6, 7, 8], [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
            [6, 5, 9, 8, 7, 1, 0, 4, 3, 2], [7, 6, 5, 9, 8, 2, 1, 0, 4, 3], [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
            [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
        ]
        let permutation = [
            [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 5, 7, 6, 2, 8, 3, 0, 9, 4], [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
            [8, 9, 1, 6, 0, 4, 3, 5, 2, 7], [9, 4, 5, 3, 1, 2, 6, 8, 7, 0], [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
            [2, 7, 9, 3, 8, 0, 6, 4, 1, 5], [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
        ]
        let inverse = [0, 4, 3, 2, 1, 5, 6, 7, 8, 9]
        var product = 0
        for (index, digit) in digits.reversed().enumerated() {
            product = multiplication[product][permutation[(index + 1) % 8][digit]]
        }
        return inverse[product]
    }

    /// `##.###` with the digits in their places.
    static func grouped(_ text: String, _ layout: String) -> String {
        var rest = Array(text)[...]
        return String(layout.compactMap { $0 == "#" ? rest.popFirst() : $0 })
    }
}
