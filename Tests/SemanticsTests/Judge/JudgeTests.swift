import Testing

@testable import Semantics

@Suite struct JudgeTests {
    private func judge(_ one: String, _ other: String, _ cosine: Float? = nil) -> Judge.Judgement {
        let judgement = Judge.compare(Array(one.utf8), Array(other.utf8), cosine: cosine)
        // Which of the two was cached makes no difference.
        #expect(judgement == Judge.compare(Array(other.utf8), Array(one.utf8), cosine: cosine))
        return judgement
    }

    @Test(arguments: [
        ("The capital of France is Paris.", "The capital of France is Paris."),
        ("The capital of France is Paris.", "Paris is the capital of France!"),
        ("Yes.", "Yes"),
        ("42", "42."),
        ("Run `git revert HEAD`.", "run `git revert HEAD`"),
    ])
    func sameAnswersAreRight(one: String, other: String) {
        #expect(self.judge(one, other).label == .right)
    }

    @Test(arguments: [
        ("It takes 20 minutes.", "It takes 25 minutes.", Judge.Difference.numbers),
        ("It takes 20 minutes.", "It takes 20 hours.", .numbers),
        ("It takes a while.", "It takes 25 minutes.", .numbers),
        ("Yes, dogs can eat that.", "No, dogs can eat that.", .polarity),
        ("That is safe to eat.", "That is not safe to eat.", .polarity),
        ("That's safe to eat.", "That isn't safe to eat.", .polarity),
        ("It was written by Jane Austen.", "It was written by Emily Bronte.", .names),
        ("Use `chmod 644`.", "Use `chmod 755`.", .code),
        ("```\nrm -r a\n```", "```\nrm -r b\n```", .code),
    ])
    func whatDiffersIsNamed(one: String, other: String, difference: Judge.Difference) {
        // However near the embeddings are.
        let judgement = self.judge(one, other, 0.99)
        #expect(judgement.label == .wrong)
        #expect(judgement.differences.contains(difference))
    }

    @Test func embeddingsDecideWhereWordsDoNot() {
        let (one, other) = (
            "Press the power button to restart the router.", "Restart your router by holding its button down."
        )
        #expect(self.judge(one, other).label == .unsure)
        #expect(self.judge(one, other, 0.95).label == .right)
        #expect(self.judge(one, other, 0.8).label == .unsure)
        #expect(self.judge(one, other, 0.3).label == .wrong)
        #expect(self.judge(one, other, .nan).label == .wrong)
    }

    @Test func nothingToCompareIsUnsure() {
        #expect(self.judge("", "Paris").label == .unsure)
        #expect(self.judge("...", "?!").label == .unsure)
        let long = String(repeating: "word ", count: 20_000)
        #expect(self.judge(long, long + "more").label == .unsure)
        #expect(self.judge(long, long).label == .right)
    }

    @Test func codeMayBeIndentedOtherwise() {
        #expect(
            self.judge("Try:\n```\nif a {\n  b()\n}\n```", "Try:\n```swift\nif a {\n    b()\n}\n```\n").label == .right
        )
    }

    @Test(arguments: [
        ("It is about the anchor and nothing else.", "It is about the basket and nothing else."),
        ("You need a wooden spoon and warm water for it.", "You need a metal spoon and warm water for it."),
    ])
    func oneWordInThePlaceOfAnotherIsNoProof(_ one: String, _ other: String) {
        #expect(Judge.compare(Array(one.utf8), Array(other.utf8), cosine: 0.97).label == .unsure)
    }
}
