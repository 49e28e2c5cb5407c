/// What is known of the numbers of one kind beyond their form: check digits, dates inside them, ranges that were never
/// issued. Rules name it: `validate: [br-cpf]`.
package struct IdentifierCheck: Sendable {
    package let name: String
    private let passes: @Sendable (UnsafeRawBufferPointer) -> Bool

    /// Of the bytes as they stand in the text.
    init(_ name: String, bytes passes: @escaping @Sendable (UnsafeRawBufferPointer) -> Bool) {
        self.name = name
        self.passes = passes
    }

    /// Of its characters, which may be letters.
    init(_ name: String, _ counts: ClosedRange<Int>, _ passes: @escaping @Sendable (CharacterSpan) -> Bool) {
        self.init(name) { bytes in
            guard let characters = CharacterSpan(bytes), counts.contains(characters.count) else { return false }
            return passes(characters)
        }
    }

    /// Of its digits. One digit over and over passes many sums and is nobody's number.
    init(_ name: String, digits: ClosedRange<Int>, _ passes: @escaping @Sendable (CharacterSpan) -> Bool) {
        self.init(name, digits) { $0.isNumber && !$0.isOneDigitRepeated && passes($0) }
    }

    init(_ name: String, digits: Int, _ passes: @escaping @Sendable (CharacterSpan) -> Bool) {
        self.init(name, digits: digits...digits, passes)
    }

    func accepts(_ span: UnsafeRawBufferPointer) -> Bool { self.passes(span) }

    package static let all: [String: IdentifierCheck] = {
        let tables = [
            IdentifierCheck.general, IdentifierCheck.finance, IdentifierCheck.wallets, IdentifierCheck.northAmerica,
            IdentifierCheck.latinAmerica, IdentifierCheck.britain, IdentifierCheck.westernEurope,
            IdentifierCheck.southernEurope, IdentifierCheck.northernEurope, IdentifierCheck.easternEurope,
            IdentifierCheck.asiaPacific, IdentifierCheck.middleEastAfrica,
        ]
        return Dictionary(tables.joined().map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }()
}

extension IdentifierCheck: Hashable {
    /// There is one of each name.
    package static func == (one: IdentifierCheck, other: IdentifierCheck) -> Bool { one.name == other.name }
    package func hash(into hasher: inout Hasher) { hasher.combine(self.name) }
}
