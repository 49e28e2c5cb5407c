/// Identifiers of Poland, Czechia, Slovakia, Hungary, Romania, Bulgaria, the former Yugoslavia, Ukraine and Russia.
extension IdentifierCheck {
    static let easternEurope: [IdentifierCheck] = [
        IdentifierCheck("pl-pesel", digits: 11) { number in
            // The 1800s have 80 more in the month, the 2000s 20 more.
            let century = [4: 1800, 0: 1900, 1: 2000, 2: 2100][number[2] / 2]
            let month = number.number(2..<4) % 20
            return century.map { CalendarDate.isValid($0 + number.number(0..<2), month, number.number(4..<6)) } == true
                && pesel.accepts(number)
        },
        IdentifierCheck("pl-nip", 10...12) { number in
            let digits = number.isLetter(0) ? number.dropping(2) : number
            return digits.count == 10 && digits.isNumber && digits[0] != 0 && !digits.isOneDigitRepeated
                && nip.accepts(digits)
        },
        IdentifierCheck("pl-regon", digits: 9...14) { number in
            switch number.count {
            case 9: regon.accepts(number)
            case 14: regon.accepts(number.slice(0..<9)) && longRegon.accepts(number)
            default: false
            }
        },
        IdentifierCheck("pl-id-card", 9...9) { number in
            (0..<3).allSatisfy(number.isLetter) && number.isNumber(3..<9) && polishCard.accepts(number)
        },
        // Numbers of before 1954 have no check digit.
        IdentifierCheck("cz-rodne-cislo", digits: 9...10) { number in
            guard number.isDateYYMMDD(at: 0, monthOffsets: [0, 20, 50, 70]) else { return false }
            guard number.count == 10 else { return number.number(0..<2) < 54 }
            return number.number(0..<9) % 11 % 10 == number[9]
        },
        IdentifierCheck("hu-taj", digits: 9) { taj.accepts($0) },
        IdentifierCheck("ro-cnp", digits: 13) { number in
            number[0] != 0 && number.isDateYYMMDD(at: 1) && (1...52).contains(number.number(7..<9))
                && cnp.accepts(number)
        },
        IdentifierCheck("bg-egn", digits: 10) { number in
            number.isDateYYMMDD(at: 0, monthOffsets: [0, 20, 40]) && egn.accepts(number)
        },
        IdentifierCheck("hr-oib", digits: 11) { ISO7064.acceptsHybrid($0, modulus: 10) },
        IdentifierCheck("jmbg", digits: 13) { number in
            // Three digits of the year: 985 is 1985, 003 is 2003.
            let year = number.number(4..<7)
            return CalendarDate.isValid(year + (year < 800 ? 2000 : 1000), number.number(2..<4), number.number(0..<2))
                && number.number(7..<9) <= 96 && jmbg.accepts(number)
        },
        // The first five digits are days since the end of 1899.
        IdentifierCheck("ua-rnokpp", digits: 10) { number in
            (5_000..<50_000).contains(number.number(0..<5)) && rnokpp.accepts(number)
        },
        IdentifierCheck("ru-inn-person", digits: 12) { number in inn.allSatisfy { $0.accepts(number) } },
        IdentifierCheck("ru-snils", digits: 11) { number in
            guard number.number(0..<9) > 1_001_998 else { return false }
            let remainder = snils.remainder(of: number)
            return number.number(9..<11) == (remainder == 100 ? 0 : remainder)
        },
    ]

    private static let pesel = WeightedSum([1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1], modulus: 10)
    private static let nip = WeightedSum([6, 5, 7, 2, 3, 4, 5, 6, 7, 0], modulus: 11, .remainder(11))
    private static let regon = WeightedSum([8, 9, 2, 3, 4, 5, 6, 7, 0], modulus: 11, .remainder(11, ten: 0))
    private static let longRegon = WeightedSum(
        [2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8, 0],
        modulus: 11,
        .remainder(11, ten: 0)
    )
    private static let polishCard = WeightedSum([7, 3, 1, 0, 7, 3, 1, 7, 3], modulus: 10, .remainder(10, fromEnd: 5))
    private static let taj = WeightedSum([3, 7, 3, 7, 3, 7, 3, 7, 0], modulus: 10, .remainder(10))
    private static let cnp = WeightedSum([2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9, 0], modulus: 11, .remainder(11, ten: 1))
    private static let egn = WeightedSum([2, 4, 8, 5, 10, 9, 7, 3, 6, 0], modulus: 11, .remainder(11, ten: 0))
    private static let jmbg = WeightedSum(
        [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 0],
        modulus: 11,
        .complement(11, ten: 0)
    )
    private static let rnokpp = WeightedSum([-1, 5, 7, 9, 4, 6, 10, 5, 7, 0], modulus: 11, .remainder(11, ten: 0))
    private static let inn = [
        WeightedSum([7, 2, 4, 10, 3, 5, 9, 4, 6, 8, 0, 0], modulus: 11, .remainder(11, ten: 0, fromEnd: 1)),
        WeightedSum([3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8, 0], modulus: 11, .remainder(11, ten: 0)),
    ]
    private static let snils = WeightedSum([9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0], modulus: 101)
}
