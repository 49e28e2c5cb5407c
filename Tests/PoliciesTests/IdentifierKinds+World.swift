@testable import Policies

/// Asia, the Pacific, the Middle East and Africa.
extension IdentifierKind {
    static let asia: [IdentifierKind] = [
        IdentifierKind(
            "tfn",
            ["TFN", "tax file number"],
            layouts: ["### ### ###"],
            body: { [1 + $0.below(8)] + $0.digits(7) }
        ) { digits in
            // The last weight is 10, which is -1 modulo 11.
            let remainder = Formula.sum(digits, [1, 4, 3, 7, 5, 8, 6, 9]) % 11
            return remainder == 10 ? nil : remainder
        },
        IdentifierKind("abn", ["ABN", "business number"]) { maker in
            let body = maker.digits(9)
            for prefix in 10...99 {
                let digits = [prefix / 10 - 1, prefix % 10] + body
                if Formula.sum(digits, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) % 89 == 0 {
                    let text = "\(prefix)\(Formula.text(body))"
                    return [text, Formula.grouped(text, "## ### ### ###")]
                }
            }
            return []
        },
        IdentifierKind("acn", ["ACN", "company number"], layouts: ["### ### ###"], body: { $0.digits(8) }) {
            (10 - Formula.sum($0, [8, 7, 6, 5, 4, 3, 2, 1]) % 10) % 10
        },
        IdentifierKind("medicare", ["Medicare", "Medicare number"]) { maker in
            let body = [2 + maker.below(5)] + maker.digits(7)
            let text = Formula.text(body + [Formula.sum(body, [1, 3, 7, 9, 1, 3, 7, 9]) % 10, 1])
            return [text, Formula.grouped(text, "#### ##### #")]
        },
        IdentifierKind(
            "ird",
            ["IRD", "IRD number"],
            layouts: ["##-###-###"],
            body: { [4 + $0.below(5)] + $0.digits(6) }
        ) {
            let check = (11 - Formula.sum($0, [2, 7, 6, 5, 4, 3, 2]) % 11) % 11
            return check == 10 ? nil : check
        },
        IdentifierKind(
            "aadhaar",
            ["Aadhaar", "aadhaar number"],
            layouts: ["#### #### ####", "####-####-####"],
            body: { [2 + $0.below(8)] + $0.digits(10) },
            check: { Formula.verhoeff($0) }
        ),
        IdentifierKind("gstin", ["GSTIN"]) { maker in
            let body = "27" + maker.letters(5) + Formula.text(maker.digits(4)) + maker.letters(1) + "1Z"
            let sum = body.utf8.enumerated().reduce(0) { sum, item in
                let value =
                    (item.element < 65 ? Int(item.element) - 48 : Int(item.element) - 55)
                    * (item.offset % 2 == 0 ? 1 : 2)
                return sum + value / 36 + value % 36
            }
            return [body + String(Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")[(36 - sum % 36) % 36])]
        },
        IdentifierKind("pan", ["PAN", "PAN card"], checksum: false) { maker in
            [
                maker.letters(3) + maker.letters(1, of: "PCHF") + maker.letters(1) + "1" + Formula.text(maker.digits(3))
                    + maker.letters(1)
            ]
        },
        IdentifierKind("nric", ["NRIC", "FIN"]) { maker in
            let (first, digits) = (maker.pick(["S", "T", "F", "G"]), maker.digits(7))
            let sum = Formula.sum(digits, [2, 7, 6, 5, 4, 3, 2]) + (first == "T" || first == "G" ? 4 : 0)
            return [
                "\(first)\(Formula.text(digits))\(Array(first == "S" || first == "T" ? "JZIHGFEDCBA" : "XWUTRQPNMLK")[sum % 11])"
            ]
        },
        IdentifierKind(
            "rrn",
            ["주민등록번호", "RRN"],
            layouts: ["######-#######"],
            body: { $0.yymmdd() + [1] + $0.digits(5) }
        ) {
            (11 - Formula.sum($0, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11) % 10
        },
        IdentifierKind("my number", ["マイナンバー", "My Number"], layouts: ["#### #### ####"], body: { $0.digits(11) }) {
            let remainder = Formula.sum($0, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11
            return remainder < 2 ? 0 : 11 - remainder
        },
        IdentifierKind("身份证", ["身份证号码", "resident id"]) { maker in
            let body = [1, 1, 0, 1, 0, 5, 1, 9] + maker.yymmdd() + maker.digits(3)
            let sum = Formula.sum(body, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
            return [Formula.text(body) + String(Array("10X98765432")[sum % 11])]
        },
        IdentifierKind("uscc", ["统一社会信用代码", "USCC"]) { maker in
            let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")
            let body = "91110105" + maker.random.text(of: Array("0123456789ABCDEFGH".utf8), count: 9)
            var (sum, weight) = (0, 1)
            for character in body {
                sum += (alphabet.firstIndex(of: character) ?? 0) * weight
                weight = weight * 3 % 31
            }
            return [body + String(alphabet[(31 - sum % 31) % 31])]
        },
        IdentifierKind("身分證", ["身分證字號", "national id"]) { maker in
            let digits = [1 + maker.below(2)] + maker.digits(7)
            // A is 10: 1 + 0 times 9.
            let sum = 1 + Formula.sum(digits, [8, 7, 6, 5, 4, 3, 2, 1])
            return ["A\(Formula.text(digits))\((10 - sum % 10) % 10)"]
        },
        IdentifierKind("hkid", ["HKID", "身份證號碼"]) { maker in
            let (letter, digits) = (maker.letters(1), maker.digits(6))
            let sum = 36 * 9 + (Int(letter.utf8.first ?? 0) - 55) * 8 + Formula.sum(digits, [7, 6, 5, 4, 3, 2])
            let check = (11 - sum % 11) % 11
            return [
                "\(letter)\(Formula.text(digits))(\(check == 10 ? "A" : "\(check)"))",
                "\(letter)\(Formula.text(digits))\(check == 10 ? "A" : "\(check)")",
            ]
        },
        IdentifierKind(
            "thai id",
            ["บัตรประชาชน", "citizen id"],
            layouts: ["#-####-#####-##-#"],
            body: { [1 + $0.below(8)] + $0.digits(11) }
        ) {
            (11 - Formula.sum($0, Array((2...13).reversed())) % 11) % 10
        },
        IdentifierKind("mykad", ["MyKad", "IC number"], checksum: false) { maker in
            let text = Formula.text(maker.yymmdd() + [1, 4] + maker.digits(4))
            return [text, Formula.grouped(text, "######-##-####")]
        },
        IdentifierKind("nik", ["NIK", "KTP"], checksum: false) {
            ["317101\(Formula.text($0.ddmmyy()))\(Formula.text([1] + $0.digits(3)))"]
        },
        IdentifierKind("cccd", ["CCCD", "căn cước"], checksum: false) { ["001\(Formula.text($0.digits(9)))"] },
        IdentifierKind("cnic", ["CNIC"], checksum: false) { maker in
            let text = "35202" + Formula.text(maker.digits(8))
            return [text, Formula.grouped(text, "#####-#######-#")]
        },
    ]

    static let mea: [IdentifierKind] = [
        IdentifierKind(
            "za id",
            ["ID number", "identity number"],
            body: { $0.yymmdd() + $0.digits(4) + [0, 8] },
            check: Formula.luhn
        ),
        IdentifierKind("il id", ["teudat zehut", "תעודת זהות"], body: { $0.digits(8) }, check: Formula.luhn),
        IdentifierKind("tckn", ["TC kimlik", "TCKN"]) { maker in
            var digits = [1 + maker.below(9)] + maker.digits(8)
            let odd = digits[0] + digits[2] + digits[4] + digits[6] + digits[8]
            let even = digits[1] + digits[3] + digits[5] + digits[7]
            digits.append((odd * 7 - even + 100) % 10)
            digits.append(digits.reduce(0, +) % 10)
            return [Formula.text(digits)]
        },
        IdentifierKind(
            "iqama",
            ["iqama", "رقم الهوية"],
            body: { [1 + $0.below(2)] + $0.digits(8) },
            check: Formula.luhn
        ),
        IdentifierKind(
            "emirates id",
            ["Emirates ID"],
            layouts: ["###-####-#######-#"],
            body: { [7, 8, 4, 1, 9] + $0.date().year + $0.digits(7) },
            check: Formula.luhn
        ),
        IdentifierKind("egyptian id", ["الرقم القومي", "national id"], checksum: false) { maker in
            ["2\(Formula.text(maker.yymmdd()))01\(Formula.text(maker.digits(5)))"]
        },
        IdentifierKind("nin", ["NIN", "national identification number"], checksum: false) {
            [Formula.text([1 + $0.below(9)] + $0.digits(10))]
        },
        IdentifierKind("bvn", ["BVN"], checksum: false) { ["22" + Formula.text($0.digits(9))] },
        IdentifierKind("kra", ["KRA PIN"], checksum: false) { ["A0" + Formula.text($0.digits(8)) + $0.letters(1)] },
    ]

    /// Of no one country, most without a checksum.
    static let plain: [IdentifierKind] = [
        IdentifierKind("email", ["e-mail", "contact"], checksum: false) { maker in
            let name = maker.letters(6, of: "abcdefghiklmnoprst")
            return [
                "\(name)@\(maker.letters(5, of: "abcdeimnorst")).com",
                "\(name).x+1@mail.\(maker.letters(4, of: "aeiknorst")).co.uk",
            ]
        },
        IdentifierKind("phone", ["phone", "mobile"], checksum: false) { maker in
            let last = Formula.text(maker.digits(4))
            return [
                "+1 415 555 \(last)", "(415) 867-\(last)", "212-736-\(last)", "+44 20 7946 \(last)", "07700 90\(last)",
                "+49 30 9018\(last)",
                "06 12 34 \(last.prefix(2)) \(last.suffix(2))", "+91 98765 4\(last)", "0412 345 \(last.prefix(3))",
                "(11) 91234-\(last)",
                "+34 612 34 \(last.prefix(2)) \(last.suffix(2))", "010-2345-\(last)", "090-1234-\(last)",
                "+86 138 1234 \(last)",
            ]
        },
        IdentifierKind(
            "imei",
            ["IMEI"],
            layouts: ["##-######-######-#"],
            body: { [3, 5] + $0.digits(12) },
            check: Formula.luhn
        ),
        IdentifierKind("iccid", ["ICCID", "SIM card"], body: { [8, 9, 4, 9] + $0.digits(14) }, check: Formula.luhn),
        IdentifierKind("vin", ["VIN", "chassis"]) { maker in
            let text = "1HGCM826" + "_" + maker.letters(1, of: "ABCDEFGH") + "A" + Formula.text(maker.digits(6))
            let values = Dictionary(
                uniqueKeysWithValues: zip(
                    "ABCDEFGHJKLMNPRSTUVWXYZ",
                    [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9]
                )
            )
            let weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
            let sum = zip(text, weights).reduce(0) { $0 + (values[$1.0] ?? $1.0.wholeNumberValue ?? 0) * $1.1 }
            return [text.replacing("_", with: sum % 11 == 10 ? "X" : "\(sum % 11)")]
        },
        IdentifierKind("ip", ["IP address", "client ip"], checksum: false) { maker in
            [
                "81.2.\(1 + maker.below(250)).\(1 + maker.below(250))",
                "2a02:8109:9c40:\(1000 + maker.below(8999))::\(1 + maker.below(99))",
            ]
        },
        IdentifierKind("mac", ["MAC address", "bssid"], checksum: false) { maker in
            let digits = maker.digits(4).map(String.init)
            return [
                "3c:22:fb:4\(digits[0]):9\(digits[1]):\(digits[2])a",
                "3C-22-FB-4\(digits[0])-9\(digits[1])-\(digits[2])A",
            ]
        },
        IdentifierKind("birth", ["date of birth", "DOB"], checksum: false) { maker in
            let date = maker.date()
            let (year, month, day) = ("19" + Formula.text(date.year), Formula.text(date.month), Formula.text(date.day))
            return [
                "\(year)-\(month)-\(day)", "\(day)/\(month)/\(year)", "\(day).\(month).\(year)", "\(day) March \(year)",
                "April \(day), \(year)",
            ]
        },
        IdentifierKind("coordinates", ["GPS", "location"], checksum: false) { maker in
            ["52.52\(Formula.text(maker.digits(3)))1, 13.40\(Formula.text(maker.digits(3)))1"]
        },
        IdentifierKind("passport", ["passport number", "passport"], checksum: false) { maker in
            [
                Formula.text([1] + maker.digits(8)), "C" + Formula.text(maker.digits(8)),
                maker.letters(2) + Formula.text(maker.digits(7)),
            ]
        },
        IdentifierKind("licence", ["driver's license", "driving licence"], checksum: false) { maker in
            ["D" + Formula.text(maker.digits(7)), "MORGA6\(Formula.text([0, 5]))\(Formula.text([1, 2]))8SM9IJ"]
        },
    ]
}
