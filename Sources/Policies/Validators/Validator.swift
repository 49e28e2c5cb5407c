/// A check of a match beyond its form: a checksum, or whether it looks random.
package enum Validator: Sendable, Hashable {
    case luhn
    case iban
    case ssnUS
    case verhoeff
    case notPlaceholder
    /// What is known of the numbers of one kind, by its name: `br-cpf`.
    case identifier(IdentifierCheck)
    case notCode
    case random
    case jwt
    case basicCredentials
    case mnemonic
    case mnemonicChecksum
    case tokenChecksum(TokenChecksum)
    /// At least this many tenths of a bit of Shannon entropy a byte.
    case entropy(tenths: Int)

    /// The names of those that take no number.
    private static let plain: [(name: String, validator: Validator)] =
        [
            ("luhn", .luhn), ("iban", .iban), ("ssn-us", .ssnUS), ("verhoeff", .verhoeff),
            ("not-placeholder", .notPlaceholder), ("not-code", .notCode), ("random", .random), ("jwt", .jwt),
            ("basic-credentials", .basicCredentials), ("mnemonic", .mnemonic), ("mnemonic-checksum", .mnemonicChecksum),
        ] + TokenChecksum.allCases.map { (name: $0.name, validator: Validator.tokenChecksum($0)) }

    /// What a rule may write; `entropy>=3.0` stands for all its numbers.
    package static let names = Validator.plain.map(\.name) + IdentifierCheck.all.keys.sorted() + ["entropy>=3.0"]

    /// `luhn`, `entropy>=3.0`, …
    package init?(_ text: String) {
        if let known = Validator.plain.first(where: { $0.name == text }) {
            self = known.validator
            return
        }
        if let check = IdentifierCheck.all[text] {
            self = .identifier(check)
            return
        }
        guard text.hasPrefix("entropy>=") else { return nil }
        let number = text.dropFirst("entropy>=".count)
        let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, whole.utf8.count == 1, let bits = Int(whole), bits >= 0 else { return nil }
        guard parts.count == 2 else {
            self = .entropy(tenths: bits * 10)
            return
        }
        guard parts[1].utf8.count == 1, let tenth = Int(parts[1]), tenth >= 0 else { return nil }
        self = .entropy(tenths: bits * 10 + tenth)
    }

    package var name: String {
        switch self {
        case .entropy(let tenths): "entropy>=\(tenths / 10).\(tenths % 10)"
        case .identifier(let check): check.name
        default: Validator.plain.first { $0.validator == self }?.name ?? ""
        }
    }

    /// How many of the span's bytes pass, or `nil`. Fewer than all only where the number itself says how long it is, and
    /// the pattern took a word behind it for its last group.
    package func acceptedBytes(of span: UnsafeRawBufferPointer) -> Int? {
        switch self {
        case .iban: return IBAN.acceptedBytes(of: span)
        case .mnemonic: return Mnemonic.acceptedBytes(of: span)
        default: break
        }
        return self.accepts(span) ? span.count : nil
    }

    package func accepts(_ span: UnsafeRawBufferPointer) -> Bool {
        switch self {
        case .luhn: Luhn.accepts(span)
        case .iban: IBAN.accepts(span)
        case .ssnUS: SSN.accepts(span)
        case .verhoeff: Verhoeff.accepts(span)
        case .notPlaceholder: Placeholder.accepts(span)
        case .identifier(let check): check.accepts(span)
        case .notCode: CodeReference.accepts(span)
        case .random: RandomLook.accepts(span)
        case .jwt: JSONWebToken.accepts(span)
        case .basicCredentials: BasicCredentials.accepts(span)
        case .mnemonic: Mnemonic.acceptedBytes(of: span) != nil
        case .mnemonicChecksum: Mnemonic.hasChecksum(span)
        case .tokenChecksum(let checksum): checksum.accepts(span)
        case .entropy(let tenths): Entropy.accepts(span, tenths: tenths)
        }
    }
}
