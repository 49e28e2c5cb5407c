@testable import Policies

/// The north and the east of Europe.
extension IdentifierKind {
    static let north: [IdentifierKind] = [
        IdentifierKind(
            "personnummer",
            ["personnummer", "pnr"],
            layouts: ["######-####"],
            body: { $0.yymmdd() + $0.digits(3) },
            check: Formula.luhn
        ),
        IdentifierKind("hetu", ["hetu", "henkilötunnus"]) { maker in
            let (date, serial) = (maker.ddmmyy(), [1 + maker.below(8)] + maker.digits(2))
            let check = Array("0123456789ABCDEFHJKLMNPRSTUVWXY")[Formula.number(date + serial) % 31]
            return ["\(Formula.text(date))-\(Formula.text(serial))\(check)"]
        },
        IdentifierKind("cpr", ["CPR", "cpr-nummer"], layouts: ["######-####"]) { maker in
            maker.ddmmyy() + [maker.below(4)] + maker.digits(2)
        } check: { digits in
            let check = 11 - Formula.sum(digits, [4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11
            return check == 11 ? 0 : check == 10 ? nil : check
        },
        IdentifierKind("fødselsnummer", ["fødselsnummer", "fnr"]) { maker in
            for _ in 0..<100 {
                var digits = maker.ddmmyy() + maker.digits(3)
                for weights in [[3, 7, 6, 1, 8, 9, 4, 5, 2], [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]] {
                    digits.append((11 - Formula.sum(digits, weights) % 11) % 11)
                }
                if !digits.contains(10) {
                    return [Formula.text(digits), Formula.grouped(Formula.text(digits), "###### #####")]
                }
            }
            return []
        },
        IdentifierKind("kennitala", ["kennitala"]) { maker in
            for _ in 0..<100 {
                let digits = maker.ddmmyy() + maker.digits(2)
                let check = (11 - Formula.sum(digits, [3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11
                if check < 10 {
                    return [
                        Formula.grouped(Formula.text(digits + [check, 9]), "######-####"),
                        Formula.text(digits + [check, 9]),
                    ]
                }
            }
            return []
        },
        IdentifierKind(
            "isikukood",
            ["isikukood", "asmens kodas"],
            body: { [3 + $0.below(2)] + $0.yymmdd() + $0.digits(3) }
        ) { digits in
            let first = Formula.sum(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11
            return first < 10 ? first : Formula.sum(digits, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11 % 10
        },
        IdentifierKind(
            "personas kods",
            ["personas kods"],
            layouts: ["######-#####"],
            body: { $0.ddmmyy() + [1] + $0.digits(3) }
        ) {
            (1 + Formula.sum($0, [10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11 % 10
        },
    ]

    static let east: [IdentifierKind] = [
        IdentifierKind("pesel", ["PESEL", "numer PESEL"], body: { $0.yymmdd() + $0.digits(4) }) {
            (10 - Formula.sum($0, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10) % 10
        },
        IdentifierKind("nip", ["NIP", "numer NIP"], layouts: ["###-###-##-##"], body: { [5] + $0.digits(8) }) {
            let remainder = Formula.sum($0, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11
            return remainder == 10 ? nil : remainder
        },
        IdentifierKind("regon", ["REGON"], body: { $0.digits(8) }) {
            Formula.sum($0, [8, 9, 2, 3, 4, 5, 6, 7]) % 11 % 10
        },
        IdentifierKind("dowód", ["dowód osobisty", "seria"]) { maker in
            let (letters, digits) = (maker.letters(3), maker.digits(5))
            let sum =
                zip(letters.utf8, [7, 3, 1]).reduce(0) { $0 + (Int($1.0) - 55) * $1.1 }
                + Formula.sum(digits, [7, 3, 1, 7, 3])
            return ["\(letters)\(sum % 10)\(Formula.text(digits))", "\(letters) \(sum % 10)\(Formula.text(digits))"]
        },
        IdentifierKind("rodné číslo", ["rodné číslo", "rodne cislo"], layouts: ["######/####"]) { maker in
            let date = maker.date()
            return [6 + maker.below(3), maker.below(10)] + date.month + date.day + maker.digits(3)
        } check: {
            Formula.number($0) % 11 % 10
        },
        IdentifierKind("taj", ["TAJ", "TAJ-szám"], layouts: ["### ### ###"], body: { [1] + $0.digits(7) }) {
            Formula.sum($0, [3, 7, 3, 7, 3, 7, 3, 7]) % 10
        },
        IdentifierKind(
            "cnp",
            ["CNP", "cod numeric personal"],
            body: { [1 + $0.below(2)] + $0.yymmdd() + [1, 2] + $0.digits(3) }
        ) {
            let remainder = Formula.sum($0, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11
            return remainder == 10 ? 1 : remainder
        },
        IdentifierKind("egn", ["EGN", "ЕГН"], body: { $0.yymmdd() + $0.digits(3) }) {
            Formula.sum($0, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10
        },
        IdentifierKind("oib", ["OIB"], body: { $0.digits(10) }, check: { Formula.mod11radix10($0) }),
        IdentifierKind("jmbg", ["JMBG", "EMŠO"]) { maker in
            let date = maker.date()
            return date.day + date.month + [9] + date.year + [7, 1] + maker.digits(3)
        } check: { digits in
            let check = 11 - Formula.sum(digits, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11
            return check > 9 ? 0 : check
        },
        IdentifierKind("рнокпп", ["РНОКПП", "ІПН"], body: { [2, 9] + $0.digits(7) }) {
            (Formula.sum($0, [-1, 5, 7, 9, 4, 6, 10, 5, 7]) % 11 + 11) % 11 % 10
        },
        IdentifierKind("инн", ["ИНН", "INN"]) { maker in
            var digits = [7, 7] + maker.digits(8)
            for weights in [[7, 2, 4, 10, 3, 5, 9, 4, 6, 8], [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]] {
                digits.append(Formula.sum(digits, weights) % 11 % 10)
            }
            return [Formula.text(digits)]
        },
        IdentifierKind("снилс", ["СНИЛС", "SNILS"]) { maker in
            let digits = [1 + maker.below(9)] + maker.digits(8)
            let check = Formula.sum(digits, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101 % 100
            let text = Formula.text(digits + [check / 10, check % 10])
            return [text, Formula.grouped(text, "###-###-### ##")]
        },
    ]
}
