@testable import Policies

/// The United Kingdom, Ireland, and the west and south of Europe.
extension IdentifierKind {
    static let britain: [IdentifierKind] = [
        IdentifierKind(
            "nhs",
            ["NHS number", "NHS"],
            layouts: ["### ### ####", "###-###-####"],
            body: { [4] + $0.digits(8) }
        ) {
            let check = 11 - Formula.sum($0, Array((2...10).reversed())) % 11
            return check == 11 ? 0 : check == 10 ? nil : check
        },
        IdentifierKind("nino", ["NI number", "national insurance"], checksum: false) { maker in
            let digits = Formula.text(maker.digits(6))
            let (pair, end) = (maker.pick(["AB", "CE", "JG", "PW"]), maker.letters(1, of: "ABCD"))
            return ["\(pair)\(digits)\(end)", Formula.grouped(pair + digits + end, "## ## ## ## #")]
        },
        IdentifierKind("utr", ["UTR", "tax reference"]) { maker in
            let digits = maker.digits(9)
            let check = [2, 1, 9, 8, 7, 6, 5, 4, 3, 2, 1][Formula.sum(digits, [6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11]
            return [Formula.text([check] + digits), Formula.grouped(Formula.text([check] + digits), "##### #####")]
        },
        IdentifierKind("pps", ["PPS", "PPSN"]) { maker in
            let digits = maker.digits(7)
            let letters = Array("WABCDEFGHIJKLMNOPQRSTUV")
            return [Formula.text(digits) + String(letters[Formula.sum(digits, [8, 7, 6, 5, 4, 3, 2]) % 23])]
        },
    ]

    static let west: [IdentifierKind] = [
        IdentifierKind("steuer-id", ["Steuer-ID", "IdNr"], layouts: ["## ### ### ###"]) { maker in
            // One digit twice, one not at all, the rest once.
            var digits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1 + maker.below(9)]
            for index in digits.indices.reversed() { digits.swapAt(index, maker.below(index + 1)) }
            return digits
        } check: {
            Formula.mod11radix10($0)
        },
        IdentifierKind("de-vat", ["USt-IdNr", "VAT"]) { maker in
            let digits = [1 + maker.below(9)] + maker.digits(7)
            return ["DE" + Formula.text(digits + [Formula.mod11radix10(digits)])]
        },
        IdentifierKind(
            "ahv",
            ["AHV", "numéro AVS"],
            layouts: ["###.####.####.##"],
            body: { [7, 5, 6] + $0.digits(9) }
        ) {
            (10 - Formula.sum($0, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) % 10) % 10
        },
        IdentifierKind("svnr", ["SVNR", "Sozialversicherungsnummer"]) { maker in
            for _ in 0..<100 {
                let (serial, date) = ([1 + maker.below(9)] + maker.digits(2), maker.ddmmyy())
                let check = (Formula.sum(serial, [3, 7, 9]) + Formula.sum(date, [5, 8, 4, 2, 1, 6])) % 11
                if check < 10 {
                    return [
                        "\(Formula.text(serial))\(check)\(Formula.text(date))",
                        "\(Formula.text(serial))\(check) \(Formula.text(date))",
                    ]
                }
            }
            return []
        },
        IdentifierKind("nir", ["numéro de sécurité sociale", "NIR"]) { maker in
            let date = maker.date()
            let body = [1 + maker.below(2)] + date.year + date.month + [7, 5] + maker.digits(6)
            let key = 97 - Formula.number(body) % 97
            let text = Formula.text(body) + (key < 10 ? "0\(key)" : "\(key)")
            return [text, Formula.grouped(text, "# ## ## ## ### ### ##")]
        },
        IdentifierKind(
            "siren",
            ["SIREN", "numéro SIREN"],
            layouts: ["### ### ###"],
            body: { $0.digits(8) },
            check: Formula.luhn
        ),
        IdentifierKind("siret", ["SIRET"]) { maker in
            let siren = maker.digits(8)
            let body = siren + [Formula.luhn(siren), 0, 0, 0, maker.below(10)]
            let text = Formula.text(body + [Formula.luhn(body)])
            return [text, Formula.grouped(text, "### ### ### #####")]
        },
        IdentifierKind("numéro fiscal", ["numéro fiscal", "SPI"]) { maker in
            let body = [maker.below(4)] + maker.digits(9)
            let key = Formula.number(body) % 511
            let text = Formula.text(body + [key / 100, key / 10 % 10, key % 10])
            return [text, Formula.grouped(text, "## ## ### ### ###")]
        },
        IdentifierKind("bsn", ["BSN", "burgerservicenummer"], body: { [1 + $0.below(8)] + $0.digits(7) }) {
            let remainder = Formula.sum($0, [9, 8, 7, 6, 5, 4, 3, 2]) % 11
            return remainder == 10 ? nil : remainder
        },
        IdentifierKind("nrn", ["rijksregisternummer", "NISS"]) { maker in
            let body = maker.yymmdd() + maker.digits(3)
            let check = 97 - Formula.number(body) % 97
            let text = Formula.text(body + [check / 10, check % 10])
            return [text, Formula.grouped(text, "##.##.##-###.##")]
        },
        IdentifierKind("codice fiscale", ["codice fiscale", "CF"]) { maker in
            let date = maker.date()
            let body =
                maker.letters(6, of: "BCDFGLMNPRST") + Formula.text(date.year) + maker.letters(1, of: "ABCDEHLMPRST")
                + Formula.text(date.day) + "H" + Formula.text([maker.below(9)] + maker.digits(2))
            let odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
            let sum = body.utf8.enumerated().reduce(0) { sum, item in
                let value = item.element < 65 ? Int(item.element) - 48 : Int(item.element) - 65
                return sum + (item.offset % 2 == 0 ? odd[value] : value)
            }
            return [body + String(decoding: [UInt8(65 + sum % 26)], as: UTF8.self)]
        },
        IdentifierKind(
            "partita iva",
            ["partita IVA", "P. IVA"],
            body: { $0.digits(7) + [0, 1, 5] },
            check: Formula.luhn
        ),
        IdentifierKind("dni", ["DNI", "mi NIF"]) { maker in
            let digits = [1 + maker.below(9)] + maker.digits(7)
            let letter = Array("TRWAGMYFPDXBNJZSQVHLCKE")[Formula.number(digits) % 23]
            return [
                "\(Formula.text(digits))\(letter)", Formula.grouped("\(Formula.text(digits))\(letter)", "##.###.###-#"),
            ]
        },
        IdentifierKind("nie", ["NIE"]) { maker in
            let (first, digits) = (maker.below(3), maker.digits(7))
            let letter = Array("TRWAGMYFPDXBNJZSQVHLCKE")[(first * 10_000_000 + Formula.number(digits)) % 23]
            return ["\(Array("XYZ")[first])\(Formula.text(digits))\(letter)"]
        },
        IdentifierKind("pt-nif", ["NIF", "contribuinte"], body: { [1 + $0.below(3)] + $0.digits(7) }) {
            let check = 11 - Formula.sum($0, [9, 8, 7, 6, 5, 4, 3, 2]) % 11
            return check > 9 ? 0 : check
        },
        IdentifierKind("amka", ["AMKA", "ΑΜΚΑ"], body: { $0.ddmmyy() + $0.digits(4) }, check: Formula.luhn),
        IdentifierKind("afm", ["AFM", "ΑΦΜ"], body: { [1 + $0.below(9)] + $0.digits(7) }) {
            Formula.sum($0, [256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10
        },
    ]
}
