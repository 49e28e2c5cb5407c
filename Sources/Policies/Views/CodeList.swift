/// Text that is written as a list of the numbers of its characters: `0x67, 0x68`, `[103, 104]`, `67, 68`,
/// `chr(103) . chr(104)`, `CHR(103) || CHR(104)`.
struct CodeList {
    /// What they stand for, if it was asked for.
    private(set) var bytes: [UInt8] = []
    private var count = 0
    /// Behind the last element; where it stopped being a list, if it is none.
    private(set) var end: Int
    /// Whether the text ends in it, and more of it may come.
    private(set) var isOpen = false
    private let text: UnsafeRawBufferPointer
    private let collects: Bool
    private var form: Form?
    private var separator: Separator?
    private var hasThreeDigits = false

    /// Shorter ones hold nothing that a rule would find, and are numbers.
    private static let elementsMin = 8
    private static let decimalsMin = 10
    /// A longer list is read as several: nobody waits for its end.
    private static let bytesMax = 4 * 1024
    private static let nameMax = 24
    private static let indentMax = 64
    private static let elementMax = 4

    private enum Form: Equatable {
        case decimal, prefixed, pair
        /// A function with this name, of a decimal or hexadecimal number.
        case call(name: Range<Int>)
    }

    private struct Separator: Equatable {
        var first: UInt8 = 0
        var second: UInt8 = 0
    }

    /// - Parameters:
    ///   - start: of the first element.
    ///   - collects: whether the bytes are wanted.
    init(_ text: UnsafeRawBufferPointer, at start: Int, collects: Bool = false) {
        self.text = text
        self.collects = collects
        self.end = start
        guard !ASCII.isAlphanumeric(text.byte(at: start - 1)), text.byte(at: start - 1) != UInt8(ascii: ".") else {
            return
        }
        var at = start
        while at - start < CodeList.bytesMax, let element = self.element(at: at) {
            self.count += 1
            if collects { self.bytes.append(element.value) }
            self.end = element.end
            guard let next = self.next(behind: element.end) else { return }
            at = next
        }
    }

    var isLong: Bool {
        self.count >= (self.isDecimal ? CodeList.decimalsMin : CodeList.elementsMin)
    }

    /// Whether its elements are decimal numbers. Those of two digits may be meant as hexadecimal ones.
    var isDecimal: Bool { self.form == .decimal }

    /// Where the element begins that ends at a place, if there may be one.
    static func startOfElement(endingAt end: Int, in text: UnsafeRawBufferPointer) -> Int? {
        var start = end
        let isCall = text.byte(at: start - 1) == UInt8(ascii: ")")
        if isCall { start -= 1 }
        while end - start <= CodeList.elementMax, ASCII.isAlphanumeric(text.byte(at: start - 1)) { start -= 1 }
        guard !ASCII.isAlphanumeric(text.byte(at: start - 1)) else { return nil }
        guard isCall else { return start }
        guard text.byte(at: start - 1) == UInt8(ascii: "(") else { return nil }
        start -= 1
        while end - start < CodeList.nameMax, CodeList.isName(text.byte(at: start - 1)) { start -= 1 }
        return start
    }

    private static func isName(_ byte: UInt8) -> Bool {
        ASCII.isLetter(byte) || byte == UInt8(ascii: ".")
    }

    // MARK: Elements

    private mutating func element(at start: Int) -> (value: UInt8, end: Int)? {
        let element: (form: Form, value: UInt8, end: Int)?
        if let number = self.number(at: start) {
            element = number
        } else {
            element = self.call(at: start)
        }
        guard let element, 0x20..<0x7f ~= element.value || ASCII.isSpace(element.value) && element.form != .decimal
        else { return nil }
        // A longer run of digits goes on behind the end of the text.
        if element.end == self.text.count { self.isOpen = true }
        guard self.isSame(element.form) else { return nil }
        return (element.value, element.end)
    }

    private mutating func isSame(_ form: Form) -> Bool {
        switch (self.form, form) {
        case (nil, _):
            self.form = form
            return true
        case (.call(let first)?, .call(let other)):
            return self.text[first].elementsEqual(self.text[other])
        case (let first?, _): return first == form
        }
    }

    /// `103`, `0x67`, or `6b`, with nothing else around it.
    private mutating func number(at start: Int) -> (form: Form, value: UInt8, end: Int)? {
        var end = start
        while end - start <= CodeList.elementMax, ASCII.isAlphanumeric(self.text.byte(at: end)) { end += 1 }
        let count = end - start
        if end == self.text.count, count <= CodeList.elementMax { self.isOpen = true }
        guard count > 1, count <= CodeList.elementMax, self.text.byte(at: end) != UInt8(ascii: "(") else { return nil }
        if count == CodeList.elementMax {
            guard self.text[start] == UInt8(ascii: "0"), self.text[start + 1] | 0x20 == UInt8(ascii: "x"),
                let value = DigitReader.hex(self.text, at: start + 2, count: 2)
            else { return nil }
            return (.prefixed, UInt8(truncatingIfNeeded: value), end)
        }
        if self.form != .pair, let (value, last) = DigitReader.run(self.text, at: start, isHex: false), last == end,
            value >= 0x20
        {
            if count > 2 { self.hasThreeDigits = true }
            return value < 0x7f ? (.decimal, UInt8(truncatingIfNeeded: value), end) : nil
        }
        guard count == 2, let value = DigitReader.hex(self.text, at: start, count: 2) else { return nil }
        // What began as decimal numbers turns out to be hexadecimal.
        if self.form == .decimal { self.becomePairs() }
        return (.pair, UInt8(truncatingIfNeeded: value), end)
    }

    private mutating func becomePairs() {
        guard !self.hasThreeDigits else { return }
        self.form = .pair
        self.bytes = self.bytes.map { $0 / 10 * 16 + $0 % 10 }
    }

    /// `chr(103)`, `Chr(&H67)` without its sign: a number in the brackets of any function.
    private mutating func call(at start: Int) -> (form: Form, value: UInt8, end: Int)? {
        var open = start
        while open - start < CodeList.nameMax, CodeList.isName(self.text.byte(at: open)) { open += 1 }
        if open == self.text.count, open > start { self.isOpen = true }
        guard open > start, self.text.byte(at: open) == UInt8(ascii: "(") else { return nil }
        var at = open + 1
        let isHex =
            self.text.byte(at: at) == UInt8(ascii: "0") && self.text.byte(at: at + 1) | 0x20 == UInt8(ascii: "x")
        if isHex { at += 2 }
        guard let (value, end) = DigitReader.run(self.text, at: at, isHex: isHex), end - at <= 3, value < 0x7f else {
            if at == self.text.count { self.isOpen = true }
            return nil
        }
        if end == self.text.count { self.isOpen = true }
        guard self.text.byte(at: end) == UInt8(ascii: ")") else { return nil }
        return (.call(name: start..<open), UInt8(truncatingIfNeeded: value), end + 1)
    }

    // MARK: Separators

    /// Where the next element may begin; `nil` if the list is over.
    private mutating func next(behind place: Int) -> Int? {
        var found = Separator()
        var at = self.blanks(from: place)
        if CodeList.joins(self.text.byte(at: at)) {
            found.first = self.text[at]
            at += 1
            if self.text.byte(at: at) == found.first, found.first == UInt8(ascii: "|") {
                found.second = found.first
                at += 1
            }
        }
        at = self.blanks(from: at)
        if at == self.text.count { self.isOpen = true }
        guard at > place, self.separator == nil || self.separator == found else { return nil }
        // Only functions are joined by operators; a number and a full stop are a fraction.
        if case .call = self.form {} else if found.first != 0, !CodeList.lists(found.first) { return nil }
        self.separator = found
        return at
    }

    private func blanks(from start: Int) -> Int {
        var at = start
        while at - start < CodeList.indentMax, ASCII.isSpace(self.text.byte(at: at)) { at += 1 }
        return at
    }

    private static func lists(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
    }

    private static func joins(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "&"),
            UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
