import Exchange

/// Gives values their tokens, `<EMAIL_ADDRESS_1>`: numbered for each entity by first appearance in the request, the same
/// value the same token.
struct Tokenizer {
    private(set) var map = TokenMap()
    private var numbers: [Value: Int] = [:]
    private var last: [String: Int] = [:]
    private let taken: TokenLookalikes

    private struct Value: Hashable {
        var entity: String
        var bytes: [UInt8]
    }

    /// - Parameter taken: what in the request looks like a token already; it is left alone, and its number skipped.
    init(taken: TokenLookalikes) {
        self.taken = taken
    }

    /// The token of a value; it needs no escape inside a JSON string, at whatever depth.
    mutating func token(for value: UnsafeRawBufferPointer, entity: String) -> [UInt8] {
        let key = Value(entity: entity, bytes: Array(value))
        if let number = self.numbers[key] { return Tokenizer.bytes(entity, number) }
        var number = self.last[entity, default: 0] + 1
        while self.taken.contain(entity, number) { number += 1 }
        self.last[entity] = number
        self.numbers[key] = number
        self.map.add(key.bytes, entity: entity, number: number)
        return Tokenizer.bytes(entity, number)
    }

    private static func bytes(_ entity: String, _ number: Int) -> [UInt8] {
        Array("<\(entity)_\(number)>".utf8)
    }
}

/// What in the texts of a request looks like a token: a word, a separator and a number, with or without brackets.
struct TokenLookalikes {
    private var names: Set<Name> = []

    private struct Name: Hashable {
        var entity: String
        var number: Int
    }

    /// A token has no more digits: there are no more values in a request.
    static let digitsMax = 6
    private static let wordBytesMax = 96
    /// A request that is full of them takes no time and no memory; its tokens may then share a number with one of the rest.
    private static let notedMax = 10_000
    private var noted = 0

    func contain(_ entity: String, _ number: Int) -> Bool {
        self.names.contains(Name(entity: entity, number: number))
    }

    /// What an escaped bracket ends with, which reads as the beginning of the word.
    private static let escapes: [[UInt8]] = ["U003C", "X3C", "3C"].map { Array($0.utf8) }

    /// Notes those of one text. A word in front of the entity is no harm: its endings are noted too.
    mutating func note(in text: UnsafeRawBufferPointer) {
        var at = 0
        while at < text.count, self.noted < TokenLookalikes.notedMax {
            guard ASCII.isDigit(text[at]), at > 0, TokenLookalikes.isSeparator(text[at - 1]) else {
                at += 1
                continue
            }
            var end = at
            var number = 0
            while end < text.count, ASCII.isDigit(text[end]) {
                if end - at < TokenLookalikes.digitsMax { number = number * 10 + Int(text[end] - UInt8(ascii: "0")) }
                end += 1
            }
            if end - at <= TokenLookalikes.digitsMax { self.note(number, behind: at - 1, in: text) }
            at = end
        }
    }

    /// - Parameter separator: the place right behind the word.
    private mutating func note(_ number: Int, behind separator: Int, in text: UnsafeRawBufferPointer) {
        self.noted += 1
        var word: [UInt8] = []
        var at = separator
        // Separators may be doubled or escaped: `EMAIL\_ADDRESS\_1`.
        let first = max(0, separator - TokenLookalikes.wordBytesMax)
        while at > first {
            let byte = text[at - 1]
            if ASCII.isLetter(byte) || ASCII.isDigit(byte) {
                word.append(ASCII.uppercased(byte))
            } else if TokenLookalikes.isSeparator(byte) {
                if let last = word.last, last != UInt8(ascii: "_") { word.append(UInt8(ascii: "_")) }
            } else {
                break
            }
            at -= 1
        }
        let entity = word.reversed().drop { $0 == UInt8(ascii: "_") }
        guard !entity.isEmpty else { return }
        var start = entity.startIndex
        while start < entity.endIndex {
            self.names.insert(Name(entity: String(decoding: entity[start...], as: UTF8.self), number: number))
            for escape in TokenLookalikes.escapes where entity[start...].starts(with: escape) {
                let rest = entity[start...].dropFirst(escape.count)
                self.names.insert(Name(entity: String(decoding: rest, as: UTF8.self), number: number))
            }
            guard let next = entity[start...].firstIndex(of: UInt8(ascii: "_")) else { return }
            start = entity.index(after: next)
        }
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "), UInt8(ascii: "\\"): true
        default: false
        }
    }
}
