/// Identifiers of Latin America and the Caribbean.
extension IdentifierCheck {
    static let latinAmerica: [IdentifierCheck] = [
        IdentifierCheck("br-cpf", digits: 11) { number in cpf.allSatisfy { $0.accepts(number) } },
        IdentifierCheck("br-cnpj", 14...14) { number in
            number.isNumber(12..<14) && !number.isOneDigitRepeated && cnpj.allSatisfy { $0.accepts(number) }
        },
        IdentifierCheck("mx-curp", 18...18) { number in
            curp.accepts(number) && number.isDateYYMMDD(at: 4) && mexicanStates.contains(number[11] * 36 + number[12])
        },
        IdentifierCheck("mx-rfc", bytes: MexicanTaxCode.accepts),
        IdentifierCheck("ar-cuil", digits: 11) { number in
            [20, 23, 24, 27, 30, 33, 34].contains(number.number(0..<2)) && cuil.accepts(number)
        },
        IdentifierCheck("cl-rut", 8...9) { number in
            number.isNumber(0..<(number.count - 1)) && !number.isOneDigitRepeated && rut.accepts(number)
        },
        IdentifierCheck("co-nit", digits: 9...11) { nit.accepts($0) },
        IdentifierCheck("ec-cedula", digits: 10) { number in
            let province = number.number(0..<2)
            return ((1...24).contains(province) || province == 30) && number[2] <= 5 && Luhn.accepts(number)
        },
        IdentifierCheck("do-cedula", digits: 11, Luhn.accepts),
    ]

    private static let cpf = [
        WeightedSum([10, 9, 8, 7, 6, 5, 4, 3, 2, 0, 0], modulus: 11, .complement(11, ten: 0, fromEnd: 1)),
        WeightedSum([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 0], modulus: 11, .complement(11, ten: 0)),
    ]
    /// A letter counts its place in ASCII less that of 0: A is 17.
    private static let cnpjValues = Array(0...9) + Array(17...42)
    private static let cnpj = [
        WeightedSum(
            [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2, 0, 0],
            modulus: 11,
            .complement(11, ten: 0, fromEnd: 1),
            values: cnpjValues
        ),
        WeightedSum(
            [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2, 0],
            modulus: 11,
            .complement(11, ten: 0),
            values: cnpjValues
        ),
    ]
    /// Ñ stands between N and O.
    private static let curp = WeightedSum(
        [18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1],
        modulus: 10,
        values: Array(0...23) + Array(25...36)
    )
    /// Two letters each, as one number in base 36; NE is born abroad.
    private static let mexicanStates: Set<Int> = {
        let codes = [
            "AS", "BC", "BS", "CC", "CL", "CM", "CS", "CH", "DF", "DG", "GT", "GR", "HG", "JC", "MC", "MN", "MS", "NT",
            "NL", "OC", "PL", "QT", "QR", "SP", "SL", "SR", "TC", "TS", "TL", "VZ", "YN", "ZS", "NE",
        ]
        return Set(codes.map { $0.utf8.reduce(0) { $0 * 36 + Int(CharacterSpan.value(of: $1) ?? 0) } })
    }()
    private static let cuil = WeightedSum([5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 0], modulus: 11, .complement(11, ten: 9))
    private static let rut = WeightedSum(
        [3, 2, 7, 6, 5, 4, 3, 2, 0],
        modulus: 11,
        .characters("0K987654321")
    )
    private static let nit = WeightedSum(
        [43, 41, 37, 29, 23, 19, 17, 13, 7, 3, 0],
        modulus: 11,
        .characters("01987654321")
    )
}
