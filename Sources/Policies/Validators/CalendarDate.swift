/// Whether numbers inside an identifier are the date of a living person's birth.
enum CalendarDate {
    /// The oldest birth and the latest that identifiers are read with.
    static let years = 1890...2035

    static func isValid(_ year: Int, _ month: Int, _ day: Int) -> Bool {
        CalendarDate.years.contains(year) && CalendarDate.days(year, month).map { (1...$0).contains(day) } ?? false
    }

    /// A year of two digits belongs to one century or the other.
    static func isValid(yearOfCentury year: Int, _ month: Int, _ day: Int) -> Bool {
        CalendarDate.isValid(1900 + year, month, day) || CalendarDate.isValid(2000 + year, month, day)
    }

    private static func days(_ year: Int, _ month: Int) -> Int? {
        switch month {
        case 1, 3, 5, 7, 8, 10, 12: 31
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: nil
        }
    }
}

extension CharacterSpan {
    /// `YYMMDD` from that place on. Some countries add to the day or the month of some people.
    func isDateYYMMDD(at place: Int, dayOffsets: [Int] = [0], monthOffsets: [Int] = [0]) -> Bool {
        let (year, month, day) = (
            self.number(place..<place + 2), self.number(place + 2..<place + 4), self.number(place + 4..<place + 6)
        )
        return monthOffsets.contains { monthOffset in
            dayOffsets.contains {
                CalendarDate.isValid(yearOfCentury: year, month - monthOffset, day - $0)
            }
        }
    }

    /// `DDMMYY` from that place on.
    func isDateDDMMYY(at place: Int, dayOffsets: [Int] = [0], monthOffsets: [Int] = [0]) -> Bool {
        let (day, month, year) = (
            self.number(place..<place + 2), self.number(place + 2..<place + 4), self.number(place + 4..<place + 6)
        )
        return monthOffsets.contains { monthOffset in
            dayOffsets.contains {
                CalendarDate.isValid(yearOfCentury: year, month - monthOffset, day - $0)
            }
        }
    }

    /// `YYYYMMDD` from that place on.
    func isDateYYYYMMDD(at place: Int) -> Bool {
        CalendarDate.isValid(
            self.number(place..<place + 4),
            self.number(place + 4..<place + 6),
            self.number(place + 6..<place + 8)
        )
    }
}
