/// The scheme of a payment card, by the first digits and the length of its number.
struct CardBrand: Sendable, Hashable {
    /// How much a number in the scheme's ranges says by itself.
    enum Reach: Sendable {
        /// One that every shop takes: a number in its ranges that passes Luhn is hardly anything else.
        case large
        /// One of a country.
        case national
        /// Its ranges and lengths hold many other numbers.
        case wide
    }

    let name: String
    let reach: Reach

    private struct Range: Sendable {
        var brand: CardBrand
        /// Of the first six digits.
        var first: ClosedRange<Int>
        var lengths: ClosedRange<Int>

        /// - Parameter prefixes: of one to six digits, such as `51...55`.
        init(_ name: String, _ reach: Reach, _ prefixes: ClosedRange<Int>, _ lengths: ClosedRange<Int>) {
            var scale = 1
            while (prefixes.lowerBound + 1) * scale * 10 <= 1_000_000 { scale *= 10 }
            self.brand = CardBrand(name: name, reach: reach)
            self.first = prefixes.lowerBound * scale...(prefixes.upperBound + 1) * scale - 1
            self.lengths = lengths
        }
    }

    /// The first that holds a number names it: a range inside a larger one that is less certain stands before it.
    private static let ranges: [Range] = [
        Range("mir", .large, 2200...2204, 16...19),
        Range("mastercard", .large, 51...55, 16...16),
        Range("mastercard", .large, 2221...2720, 16...16),
        Range("visa", .wide, 4...4, 13...13),
        Range("visa", .large, 4...4, 16...16),
        Range("visa", .large, 4...4, 19...19),
        Range("amex", .large, 34...34, 15...15),
        Range("amex", .large, 37...37, 15...15),
        Range("jcb", .large, 3528...3589, 16...19),
        Range("discover", .large, 6011...6011, 16...19),
        Range("discover", .large, 644...649, 16...19),
        Range("discover", .large, 65...65, 16...19),
        Range("diners", .large, 300...305, 14...19),
        Range("diners", .large, 3095...3095, 14...19),
        Range("diners", .large, 36...36, 14...19),
        Range("diners", .large, 38...39, 14...19),
        Range("unionpay", .large, 62...62, 16...19),
        Range("unionpay", .large, 81...81, 16...19),
        Range("verve", .national, 506_099...506_198, 16...19),
        Range("elo", .national, 5041...5041, 16...16),
        Range("elo", .national, 5066...5067, 16...16),
        Range("elo", .national, 509...509, 16...16),
        Range("elo", .national, 6277...6277, 16...16),
        Range("elo", .national, 6362...6363, 16...16),
        Range("hipercard", .national, 606_282...606_282, 16...16),
        Range("rupay", .national, 508...508, 16...16),
        Range("rupay", .national, 353...353, 16...16),
        Range("rupay", .national, 356...356, 16...16),
        Range("rupay", .national, 60...60, 16...16),
        Range("rupay", .national, 82...82, 16...16),
        Range("troy", .national, 9792...9792, 16...16),
        Range("dankort", .national, 5019...5019, 16...16),
        Range("maestro", .wide, 5018...5018, 12...19),
        Range("maestro", .wide, 5020...5020, 12...19),
        Range("maestro", .wide, 5038...5038, 12...19),
        Range("maestro", .wide, 5893...5893, 12...19),
        Range("maestro", .wide, 6304...6304, 12...19),
        Range("maestro", .wide, 6759...6759, 12...19),
        Range("maestro", .wide, 6761...6763, 12...19),
    ]

    static func of(_ number: CharacterSpan) -> CardBrand? {
        let first = number.number(0..<6)
        return CardBrand.ranges.first { $0.first.contains(first) && $0.lengths.contains(number.count) }?.brand
    }

    /// Track 1 or 2 of a magnetic stripe: the number stands between the start and the first separator.
    static func acceptsTrack(_ span: UnsafeRawBufferPointer) -> Bool {
        let digits = span.drop { !ASCII.isDigit($0) }.prefix { ASCII.isDigit($0) || $0 == UInt8(ascii: " ") }
        return Luhn.accepts(UnsafeRawBufferPointer(rebasing: digits))
    }
}
