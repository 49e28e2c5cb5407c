/// Compares the cached answer with the one that the upstream gave to the new question: would the caller have been told the
/// same?
///
/// What is compared are the things that a wrong answer gets wrong: numbers, code, names, yes and no. Words alone never make two
/// answers the same unless nearly all of them are; an embedding's word is heard for the rest. It is strict where it must
/// be and unsure where it cannot know: a label that says right when it was wrong would break the promise, one that says wrong when
/// it was right only costs hits. A judgement is no proof: what the judge gets wrong, the bound does not know of.
package enum Judge {
    /// Of a longer answer only this much is compared; unless the beginnings differ, the judge is unsure.
    package static let bytesLimit = 64 * 1_024
    /// At or above this cosine two answers without a difference of the other kinds are the same.
    package static let sameCosine: Float = 0.92
    /// Below this they are different, whatever words they share.
    package static let differentCosine: Float = 0.70

    package struct Judgement: Sendable, Equatable {
        package let label: BandLabel
        /// What differs, for people who check the judge.
        package let differences: Difference
    }

    /// What two answers may differ in.
    package struct Difference: OptionSet, Sendable, Hashable, CustomStringConvertible {
        package let rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let numbers = Difference(rawValue: 1 << 0)
        package static let code = Difference(rawValue: 1 << 1)
        package static let polarity = Difference(rawValue: 1 << 2)
        package static let names = Difference(rawValue: 1 << 3)
        package static let meaning = Difference(rawValue: 1 << 4)
        package static let length = Difference(rawValue: 1 << 5)

        package var description: String {
            let all: [(Difference, String)] = [
                (.numbers, "numbers"), (.code, "code"), (.polarity, "polarity"), (.names, "names"),
                (.meaning, "meaning"), (.length, "length"),
            ]
            return all.filter { self.contains($0.0) }.map(\.1).joined(separator: ",")
        }
    }

    /// - Parameter cosine: of the two answers' embeddings, if there are any.
    package static func compare(_ cached: [UInt8], _ fresh: [UInt8], cosine: Float? = nil) -> Judgement {
        if cached == fresh { return Judgement(label: .right, differences: []) }
        let one = AnswerText(cached.prefix(self.bytesLimit))
        let other = AnswerText(fresh.prefix(self.bytesLimit))
        guard !one.isEmpty, !other.isEmpty else { return Judgement(label: .unsure, differences: .length) }
        var differences: Difference = []
        if AnswerText.disagree(one.numbers, other.numbers) { differences.insert(.numbers) }
        if one.code != other.code { differences.insert(.code) }
        if one.polarity * other.polarity < 0 || one.negates != other.negates { differences.insert(.polarity) }
        if AnswerText.disagree(one.names, other.names) { differences.insert(.names) }
        if let cosine, !(cosine >= self.differentCosine) { differences.insert(.meaning) }
        guard differences.isEmpty else { return Judgement(label: .wrong, differences: differences) }
        if cached.count > self.bytesLimit || fresh.count > self.bytesLimit {
            return Judgement(label: .unsure, differences: .length)
        }
        if one.exchangesWords(with: other) { return Judgement(label: .unsure, differences: []) }
        // Nothing speaks against it. What speaks for it: nearly the same words, or the same meaning in other words.
        let shared = one.sharedWords(other)
        if shared >= 0.9 || cosine.map({ $0 >= self.sameCosine }) ?? false && shared >= 0.3 {
            return Judgement(label: .right, differences: [])
        }
        return Judgement(label: .unsure, differences: [])
    }
}
