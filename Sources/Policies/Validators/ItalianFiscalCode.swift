/// A codice fiscale: surname, first name, birth date, birth place and a check letter. Where two people would share one,
/// digits of the second become letters.
enum ItalianFiscalCode {
    /// The places of digits.
    private static let digitPlaces = [6, 7, 9, 10, 12, 13, 14]
    /// The letters that stand for 0 to 9 there.
    private static let digitLetters = Array("LMNPQRSTUV".utf8)
    /// January to December.
    private static let months = Array("ABCDEHLMPRST".utf8)
    /// What a digit or letter counts at an odd place (from 1); digits count as the letters A to J.
    private static let oddValues = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
    ]

    static func accepts(_ code: CharacterSpan) -> Bool {
        guard code.count == 16, code.isLetter(15) else { return false }
        let month = ItalianFiscalCode.months.firstIndex { code.holds($0, at: 8) }
        guard month != nil, let tens = ItalianFiscalCode.digit(code, 9), let ones = ItalianFiscalCode.digit(code, 10),
            ItalianFiscalCode.digitPlaces.allSatisfy({ ItalianFiscalCode.digit(code, $0) != nil })
        else { return false }
        switch tens * 10 + ones {
        case 1...31, 41...71: break
        default: return false
        }
        let sum = (0..<15).reduce(0) { sum, place in
            let value = code[place] < 10 ? code[place] : code[place] - 10
            return sum + (place % 2 == 0 ? ItalianFiscalCode.oddValues[value] : value)
        }
        return code[15] - 10 == sum % 26
    }

    private static func digit(_ code: CharacterSpan, _ place: Int) -> Int? {
        code[place] < 10 ? code[place] : ItalianFiscalCode.digitLetters.firstIndex { code.holds($0, at: place) }
    }
}
