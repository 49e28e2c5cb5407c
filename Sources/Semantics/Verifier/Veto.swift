/// Why a cached answer is not served, whatever its similarity: something differs that can change the answer.
package struct Veto: OptionSet, Sendable, Hashable, CustomStringConvertible {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// A number, version or name with a digit is not the same, or they come in another order.
    package static let numbers = Veto(rawValue: 1 << 0)
    /// A unit or a currency.
    package static let units = Veto(rawValue: 1 << 1)
    /// A month, a day, or a word like tomorrow.
    package static let dates = Veto(rawValue: 1 << 2)
    /// A capitalised word of one is nowhere in the other.
    package static let names = Veto(rawValue: 1 << 3)
    /// Quoted text.
    package static let quotes = Veto(rawValue: 1 << 4)
    /// Code, a path, an address or an operator.
    package static let code = Veto(rawValue: 1 << 5)
    /// One says not more often than the other.
    package static let negation = Veto(rawValue: 1 << 6)
    /// One has a word of which the other has the opposite.
    package static let opposites = Veto(rawValue: 1 << 7)
    /// One asks when, the other where.
    package static let question = Veto(rawValue: 1 << 8)
    /// They are in different languages or scripts.
    package static let language = Veto(rawValue: 1 << 9)
    /// The same words in other parts: from and to, who does it to whom.
    package static let roles = Veto(rawValue: 1 << 10)
    /// Longer than ``Verifier/bytesLimit``, or with nothing in it to compare.
    package static let unreadable = Veto(rawValue: 1 << 11)

    /// Of all that there are, for metrics.
    package static let all: [(veto: Veto, name: String)] = [
        (.numbers, "numbers"), (.units, "units"), (.dates, "dates"), (.names, "names"), (.quotes, "quotes"),
        (.code, "code"), (.negation, "negation"), (.opposites, "opposites"), (.question, "question"),
        (.language, "language"), (.roles, "roles"), (.unreadable, "unreadable"),
    ]

    package var description: String {
        Self.all.filter { self.contains($0.veto) }.map(\.name).joined(separator: ",")
    }
}
