/// Identifiers of the Nordic and Baltic countries.
extension IdentifierCheck {
    static let northernEurope: [IdentifierCheck] = [
        // The century, where it is written, does not count.
        IdentifierCheck("se-personnummer", digits: 10...12) { number in
            guard number.count != 11 else { return false }
            let short = number.count == 12 ? number.dropping(2) : number
            let isCentury = number.count == 10 || (18...20).contains(number.number(0..<2))
            return isCentury && short.isDateYYMMDD(at: 0, dayOffsets: [0, 60]) && Luhn.accepts(short)
        },
        // The sign between date and number is a letter, or a dash or plus, which is passed over.
        IdentifierCheck("fi-hetu", 10...11) { code in
            let first = code.count - 4
            guard code.isNumber(0..<6), code.isNumber(first..<first + 3) else { return false }
            guard first == 6 || ((10...15).contains(code[6]) || (30...34).contains(code[6])) else { return false }
            guard code.isDateDDMMYY(at: 0), code.number(first..<first + 3) >= 2 else { return false }
            let remainder = (code.number(0..<6) * 1000 + code.number(first..<first + 3)) % 31
            return code.holds(hetuCharacters[remainder], at: code.count - 1)
        },
        IdentifierCheck("dk-cpr", digits: 10) { $0.isDateDDMMYY(at: 0, dayOffsets: [0, 60]) },
        IdentifierCheck("dk-cpr-checked", digits: 10) {
            $0.isDateDDMMYY(at: 0, dayOffsets: [0, 60]) && cpr.accepts($0)
        },
        IdentifierCheck("no-fodselsnummer", digits: 11) { number in
            number.isDateDDMMYY(at: 0, dayOffsets: [0, 40], monthOffsets: [0, 40, 80])
                && fodselsnummer.allSatisfy { $0.accepts(number) }
        },
        IdentifierCheck("is-kennitala", digits: 10) { number in
            [0, 8, 9].contains(number[9]) && number.isDateDDMMYY(at: 0, dayOffsets: [0, 40])
                && kennitala.accepts(number)
        },
        IdentifierCheck("ee-isikukood", digits: 11) { (1...8).contains($0[0]) && isBaltic($0) },
        IdentifierCheck("lt-asmens-kodas", digits: 11) { (3...6).contains($0[0]) && isBaltic($0) },
        // Those that were given out since 2017 begin with 32 and have no check.
        IdentifierCheck("lv-personas-kods", digits: 11) { number in
            number.number(0..<2) == 32 || (number.isDateDDMMYY(at: 0) && personasKods.accepts(number))
        },
    ]

    private static let hetuCharacters = Array("0123456789ABCDEFHJKLMNPRSTUVWXY".utf8)
    private static let cpr = WeightedSum([4, 3, 2, 7, 6, 5, 4, 3, 2, 1], modulus: 11)
    private static let fodselsnummer = [
        WeightedSum([3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0], modulus: 11),
        WeightedSum([5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1], modulus: 11),
    ]
    private static let kennitala = WeightedSum([3, 2, 7, 6, 5, 4, 3, 2, 1, 0], modulus: 11)
    /// Where the first sum leaves 10, the second decides.
    private static let baltic = [
        WeightedSum([1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 0], modulus: 11, .remainder(11)),
        WeightedSum([3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 0], modulus: 11, .remainder(11, ten: 0)),
    ]
    private static let personasKods = WeightedSum(
        [10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 0],
        modulus: 11,
        .remainder(11, ten: 0),
        offset: 1
    )

    private static func isBaltic(_ number: CharacterSpan) -> Bool {
        number.isDateYYMMDD(at: 1) && baltic[baltic[0].remainder(of: number) == 10 ? 1 : 0].accepts(number)
    }
}
