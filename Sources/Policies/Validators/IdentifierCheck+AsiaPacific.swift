/// Identifiers of Asia and the Pacific.
extension IdentifierCheck {
    static let asiaPacific: [IdentifierCheck] = [
        IdentifierCheck("au-tfn", digits: 9) { tfn.accepts($0) },
        IdentifierCheck("au-abn", digits: 11) { number in
            // One is taken from the first digit, whose weight is 10.
            number[0] != 0 && abn.accepts(number)
        },
        IdentifierCheck("au-acn", digits: 9) { acn.accepts($0) },
        IdentifierCheck("au-medicare", digits: 10...11) { number in
            (2...6).contains(number[0]) && number[9] != 0 && medicare.accepts(number.slice(0..<9))
        },
        IdentifierCheck("nz-ird", digits: 8...9) { number in
            guard (10_000_000...150_000_000).contains(number.number(0..<number.count)) else { return false }
            // Where the first sum leaves no digit, the second decides.
            return ird[ird[0].remainder(of: number) == 1 ? 1 : 0].accepts(number)
        },
        IdentifierCheck("in-aadhaar", digits: 12) { number in
            let isPalindrome = (0..<6).allSatisfy { number[$0] == number[11 - $0] }
            return number[0] >= 2 && !isPalindrome && Verhoeff.accepts(number)
        },
        IdentifierCheck("in-aadhaar-vid", digits: 16) { $0[0] >= 2 && Verhoeff.accepts($0) },
        IdentifierCheck("in-gstin", 15...15) { number in
            let state = number.number(0..<2)
            return ((1...38).contains(state) || state == 97 || state == 99) && gstin.accepts(number)
        },
        IdentifierCheck("in-voter-id", 10...10) { Luhn.accepts($0.dropping(3)) },
        IdentifierCheck("sg-nric", 9...9, isSingaporean),
        IdentifierCheck("kr-rrn", digits: 13) { number in
            koreanCentury[number[6]].map { isKoreanDate(number, century: $0) } == true
        },
        IdentifierCheck("kr-rrn-checked", digits: 13) { number in
            koreanCentury[number[6]].map { isKoreanDate(number, century: $0) } == true && rrn.accepts(number)
        },
        IdentifierCheck("jp-my-number", digits: 12) { myNumber.accepts($0) },
        IdentifierCheck("cn-resident-id", 18...18) { number in
            chineseRegions.contains(number.number(0..<2)) && number.isDateYYYYMMDD(at: 6)
                && ISO7064.acceptsMod11Radix2(number)
        },
        IdentifierCheck("cn-uscc", 18...18) { number in
            uscc.accepts(number) && !(0..<18).contains { [18, 24, 28, 31, 35].contains(number[$0]) }
        },
        IdentifierCheck("tw-national-id", 10...10) { number in
            guard number.isLetter(0), number.isNumber(1..<10), [1, 2, 8, 9].contains(number[1]) else { return false }
            let area = taiwaneseAreas[number[0] - 10]
            return (area / 10 + area % 10 * 9 + taiwanese.remainder(of: number)) % 10 == 0
        },
        IdentifierCheck("hk-id", 8...9) { number in
            let first = number.count - 7
            guard (0..<first).allSatisfy(number.isLetter), number.isNumber(first..<first + 6) else { return false }
            // One letter stands behind a space, which counts 36.
            let sum = hongKong.remainder(of: number) + (number.count == 8 ? 36 * 9 : 0)
            return number[number.count - 1] == (11 - sum % 11) % 11
        },
        IdentifierCheck("th-id", digits: 13) { (1...8).contains($0[0]) && thai.accepts($0) },
        IdentifierCheck("my-nric", digits: 12) { number in
            let place = number.number(6..<8)
            return number.isDateYYMMDD(at: 0) && !malaysianGaps.contains { $0.contains(place) }
        },
        IdentifierCheck("id-nik", digits: 16) { number in
            (11...94).contains(number.number(0..<2)) && number.isDateDDMMYY(at: 6, dayOffsets: [0, 40])
                && number.number(12..<16) != 0
        },
        IdentifierCheck("vn-cccd", digits: 12) { (1...96).contains($0.number(0..<3)) },
    ]

    private static let tfn = WeightedSum([1, 4, 3, 7, 5, 8, 6, 9, 10], modulus: 11)
    private static let abn = WeightedSum([10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19], modulus: 89, offset: -10)
    private static let acn = WeightedSum([8, 7, 6, 5, 4, 3, 2, 1, 1], modulus: 10)
    private static let medicare = WeightedSum([1, 3, 7, 9, 1, 3, 7, 9, 0], modulus: 10, .remainder(10))
    private static let ird = [
        WeightedSum([3, 2, 7, 6, 5, 4, 3, 2, 0], modulus: 11, .complement(11)),
        WeightedSum([7, 4, 3, 2, 5, 2, 7, 6, 0], modulus: 11, .complement(11)),
    ]
    private static let gstin = WeightedSum(
        [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1],
        modulus: 36,
        product: .digitSum(base: 36)
    )
    private static let rrn = WeightedSum(
        [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5, 0],
        modulus: 11,
        .characters("10987654321")
    )
    private static let myNumber = WeightedSum(
        [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 0],
        modulus: 11,
        .complement(11, ten: 0)
    )
    /// Digits and letters without I, O, S, V and Z count 0 to 30.
    private static let uscc = WeightedSum(
        [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1],
        modulus: 31,
        values: Array(0...9) + [
            10, 11, 12, 13, 14, 15, 16, 17, 0, 18, 19, 20, 21, 22, 0, 23, 24, 25, 0, 26, 27, 0, 28, 29, 30, 0,
        ]
    )
    private static let taiwanese = WeightedSum([0, 8, 7, 6, 5, 4, 3, 2, 1, 1], modulus: 10)
    /// The two digits of each letter, A to Z.
    private static let taiwaneseAreas = [
        10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33,
    ]
    private static let hongKong = WeightedSum([9, 8, 7, 6, 5, 4, 3, 2, 0], modulus: 11)
    private static let thai = WeightedSum(
        [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 0],
        modulus: 11,
        .characters("10987654321")
    )
    private static let malaysianGaps = [0...0, 17...20, 69...70, 73...73, 80...81, 94...97]
    private static let chineseRegions: Set<Int> = Set(
        [
            Array(11...15), Array(21...23), Array(31...37), Array(41...46), Array(50...54), Array(61...65),
            [71, 81, 82, 83, 91],
        ]
        .joined()
    )
    /// By the seventh digit: citizens, foreigners, and who was born in the 1800s.
    private static let koreanCentury = [
        1: 1900, 2: 1900, 3: 2000, 4: 2000, 5: 1900, 6: 1900, 7: 2000, 8: 2000, 9: 1800, 0: 1800,
    ]

    private static func isKoreanDate(_ number: CharacterSpan, century: Int) -> Bool {
        CalendarDate.isValid(century + number.number(0..<2), number.number(2..<4), number.number(4..<6))
    }

    /// The letter at the end depends on the letter at the beginning: citizens, foreigners, and those since 2022.
    private static func isSingaporean(_ number: CharacterSpan) -> Bool {
        guard number.isNumber(1..<8), number.isLetter(8) else { return false }
        let sum = singaporean.remainder(of: number)
        let (offset, letters): (Int, StaticString)
        switch UInt8(ascii: "A") + UInt8(truncatingIfNeeded: number[0] - 10) {
        case UInt8(ascii: "S"): (offset, letters) = (0, "JZIHGFEDCBA")
        case UInt8(ascii: "T"): (offset, letters) = (4, "JZIHGFEDCBA")
        case UInt8(ascii: "F"): (offset, letters) = (0, "XWUTRQPNMLK")
        case UInt8(ascii: "G"): (offset, letters) = (4, "XWUTRQPNMLK")
        case UInt8(ascii: "M"): (offset, letters) = (3, "XWUTRQPNJLK")
        default: return false
        }
        return number.holds(letters.utf8Start[(sum + offset) % 11], at: 8)
    }

    private static let singaporean = WeightedSum([0, 2, 7, 6, 5, 4, 3, 2, 0], modulus: 11)
}
