@testable import Policies

/// The United States, Canada and Latin America.
extension IdentifierKind {
    static let americas: [IdentifierKind] = [
        IdentifierKind("ssn", ["SSN", "social security number"], checksum: false) { maker in
            let text = Formula.text(
                [1 + maker.below(5)] + maker.digits(2) + [1 + maker.below(9), maker.below(10)] + maker.digits(3) + [7]
            )
            return [text, Formula.grouped(text, "###-##-####")]
        },
        IdentifierKind("itin", ["ITIN", "taxpayer id"], checksum: false) { maker in
            let text = Formula.text([9] + maker.digits(2) + [7, maker.below(9)] + maker.digits(4))
            return [text, Formula.grouped(text, "###-##-####")]
        },
        IdentifierKind("ein", ["EIN", "employer identification"], checksum: false) { maker in
            ["\(maker.pick([12, 36, 58, 84]))-\(Formula.text(maker.digits(7)))"]
        },
        IdentifierKind("npi", ["NPI", "provider id"], body: { [1 + $0.below(2)] + $0.digits(8) }) {
            Formula.luhn([8, 0, 8, 4, 0] + $0)
        },
        IdentifierKind("dea", ["DEA", "DEA number"]) { maker in
            let digits = maker.digits(6)
            let check = (digits[0] + digits[2] + digits[4] + 2 * (digits[1] + digits[3] + digits[5])) % 10
            return [maker.letters(1, of: "ABFM") + maker.letters(1) + Formula.text(digits + [check])]
        },
        IdentifierKind(
            "sin",
            ["SIN", "social insurance number"],
            layouts: ["### ### ###", "###-###-###"],
            body: { [1 + $0.below(7)] + $0.digits(7) },
            check: Formula.luhn
        ),
        IdentifierKind("cpf", ["CPF", "meu cpf"]) { maker in
            var digits = maker.digits(9)
            for first in [10, 11] {
                let sum = Formula.sum(digits, Array((2...first).reversed()))
                digits.append(sum * 10 % 11 % 10)
            }
            let text = Formula.text(digits)
            return [text, Formula.grouped(text, "###.###.###-##")]
        },
        IdentifierKind("cnpj", ["CNPJ"]) { maker in
            var digits = maker.digits(8) + [0, 0, 0, 1]
            for weights in [[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]] {
                let remainder = Formula.sum(digits, weights) % 11
                digits.append(remainder < 2 ? 0 : 11 - remainder)
            }
            let text = Formula.text(digits)
            return [text, Formula.grouped(text, "##.###.###/####-##")]
        },
        IdentifierKind(
            "cuil",
            ["CUIL", "CUIT"],
            layouts: ["##-########-#"],
            body: { [2, $0.pick([0, 3, 4, 7])] + $0.digits(8) }
        ) {
            let check = 11 - Formula.sum($0, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11
            return check == 11 ? 0 : check == 10 ? 9 : check
        },
        IdentifierKind("rut", ["RUT", "mi rut"]) { maker in
            let digits = [1 + maker.below(2)] + maker.digits(7)
            let check = 11 - Formula.sum(digits.reversed(), [2, 3, 4, 5, 6, 7, 2, 3]) % 11
            let text = Formula.text(digits) + (check == 11 ? "0" : check == 10 ? "K" : "\(check)")
            return [Formula.grouped(text, "##.###.###-#"), Formula.grouped(text, "########-#")]
        },
        IdentifierKind(
            "nit",
            ["NIT", "cédula"],
            layouts: ["###.###.###-#"],
            body: { [8 + $0.below(2)] + $0.digits(8) }
        ) {
            let remainder = Formula.sum($0.reversed(), [3, 7, 13, 17, 19, 23, 29, 37, 41]) % 11
            return remainder < 2 ? remainder : 11 - remainder
        },
        IdentifierKind(
            "ec-cedula",
            ["cédula", "cédula de identidad"],
            body: { [1, 7, $0.below(6)] + $0.digits(6) },
            check: Formula.luhn
        ),
        IdentifierKind(
            "do-cedula",
            ["cédula"],
            layouts: ["###-#######-#"],
            body: { [0, 0, 1] + $0.digits(7) },
            check: Formula.luhn
        ),
        IdentifierKind("curp", ["CURP", "mi CURP"]) { maker in
            let date = maker.date()
            let body =
                "G" + maker.pick(["O", "A", "E"]) + maker.letters(2) + Formula.text(date.year + date.month + date.day)
                + maker.pick(["H", "M"]) + maker.pick(["DF", "JC", "NL", "NE"]) + maker.letters(3, of: "BCDFGHJKLM")
                + "0"
            let alphabet = Array("0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ")
            let sum = body.enumerated().reduce(0) { $0 + (alphabet.firstIndex(of: $1.element) ?? 0) * (18 - $1.offset) }
            return [body + "\((10 - sum % 10) % 10)"]
        },
    ]
}
