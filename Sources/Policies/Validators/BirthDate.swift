/// A date on which a living person may have been born, as people write dates: `1985-03-12`, `12/03/85`, `12 March 1985`.
enum BirthDate {
    static func accepts(_ span: UnsafeRawBufferPointer) -> Bool {
        var numbers: (Int, Int, Int) = (0, 0, 0)
        var widths: (Int, Int, Int) = (0, 0, 0)
        var count = 0
        var isInNumber = false
        for byte in span {
            guard ASCII.isDigit(byte) else {
                isInNumber = false
                continue
            }
            if !isInNumber { (count, isInNumber) = (count + 1, true) }
            guard count <= 3 else { return false }
            let digit = Int(byte - UInt8(ascii: "0"))
            switch count {
            case 1: (numbers.0, widths.0) = (numbers.0 &* 10 &+ digit, widths.0 + 1)
            case 2: (numbers.1, widths.1) = (numbers.1 &* 10 &+ digit, widths.1 + 1)
            default: (numbers.2, widths.2) = (numbers.2 &* 10 &+ digit, widths.2 + 1)
            }
        }
        switch count {
        case 1 where widths.0 == 8:
            return CalendarDate.isValid(numbers.0 / 10_000, numbers.0 / 100 % 100, numbers.0 % 100)
        case 2:
            // The month is a word: the longest it can be is 31 days.
            let (year, day) = widths.0 == 4 ? (numbers.0, numbers.1) : (numbers.1, numbers.0)
            return CalendarDate.years.contains(BirthDate.fullYear(year)) && (1...31).contains(day)
        case 3 where widths.0 == 4:
            return CalendarDate.isValid(numbers.0, numbers.1, numbers.2)
        case 3:
            let year = BirthDate.fullYear(numbers.2)
            // The day comes first, or in the United States the month.
            return CalendarDate.isValid(year, numbers.1, numbers.0) || CalendarDate.isValid(year, numbers.0, numbers.1)
        default:
            return false
        }
    }

    private static func fullYear(_ year: Int) -> Int {
        year < 100 ? (year < 30 ? 2000 + year : 1900 + year) : year
    }
}
