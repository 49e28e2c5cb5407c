@testable import Policies

/// Identifiers of one kind: values with right check digits, in the forms that people write, and the words around them.
struct IdentifierKind: Sendable {
    let name: String
    /// Without a checksum a value is only found beside the words.
    let hasChecksum: Bool
    let words: [String]
    /// The forms of one value: bare, grouped.
    let make: @Sendable (inout NumberMaker) -> [String]

    init(
        _ name: String,
        _ words: [String],
        checksum: Bool = true,
        _ make: @escaping @Sendable (inout NumberMaker) -> [String]
    ) {
        (self.name, self.words, self.hasChecksum, self.make) = (name, words, checksum, make)
    }

    /// Digits that a formula completes, bare and in layouts.
    init(
        _ name: String,
        _ words: [String],
        layouts: [String] = [],
        bare: Bool = true,
        body: @escaping @Sendable (inout NumberMaker) -> [Int],
        check: @escaping @Sendable ([Int]) -> Int?
    ) {
        self.init(name, words) { maker in
            let text = Formula.text(maker.complete(body, check))
            return (bare ? [text] : []) + layouts.map { Formula.grouped(text, $0) }
        }
    }

    static let all = IdentifierKind.finance + americas + britain + west + north + east + asia + mea + plain
}
