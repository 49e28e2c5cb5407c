import Testing

@testable import Semantics

@Suite struct EquivalenceTests {
    private static let nearMisses = EquivalenceTable.categories(EquivalenceNearMisses.written)
    private static let paraphrases = EquivalenceTable.categories(EquivalenceParaphrases.written)

    @Test(arguments: nearMisses)
    func noNearMissHasTheSameForm(_ category: EquivalenceTable.Category) {
        #expect(!category.pairs.isEmpty)
        for pair in category.pairs {
            let first = Normalizer.shared.form(pair.first)
            let second = Normalizer.shared.form(pair.second)
            #expect(first == nil || first != second, "\(pair): \(Normalizer.shared.shown(pair.first))")
        }
    }

    @Test(arguments: paraphrases)
    func paraphrasesHaveOneFormAtLeastAsOftenAsTheirFloor(_ category: EquivalenceTable.Category) {
        var missed: [String] = []
        for pair in category.pairs {
            let first = Normalizer.shared.form(pair.first)
            if first == nil || first != Normalizer.shared.form(pair.second) {
                missed.append(
                    "\(pair): \(Normalizer.shared.shown(pair.first)) / \(Normalizer.shared.shown(pair.second))"
                )
            }
        }
        let share = (category.pairs.count - missed.count) * 100 / max(category.pairs.count, 1)
        #expect(share >= category.floor, "\(category.name) \(share) %: \(missed.joined(separator: "\n"))")
    }

    @Test func aQuestionOfATemplateHasOneFormInAlmostEveryWording() {
        var count = 0
        var missed: [String] = []
        for group in EquivalenceTemplates.all {
            let form = Normalizer.shared.form(group.base)
            for variant in group.variants {
                count += 1
                guard form == nil || Normalizer.shared.form(variant) != form else { continue }
                missed.append("\(group.base) | \(variant): \(Normalizer.shared.shown(variant))")
            }
        }
        #expect(count > 1_000)
        #expect(missed.count * 100 <= count * 3, "\(missed.count) of \(count): \(missed.joined(separator: "\n"))")
    }

    @Test func noTwoQuestionsOfTheTemplatesShareAForm() {
        var owners: [NormalForm: Int] = [:]
        for (number, group) in EquivalenceTemplates.all.enumerated() {
            for text in [group.base] + group.variants {
                guard let form = Normalizer.shared.form(text) else { continue }
                let owner = owners[form] ?? number
                #expect(owner == number, "\(text) | \(EquivalenceTemplates.all[owner].base)")
                owners[form] = number
            }
        }
        #expect(owners.count >= EquivalenceTemplates.all.count)
    }

    @Test func theTablesAreLargeEnough() {
        #expect(Self.nearMisses.map(\.pairs.count).reduce(0, +) >= 500)
        #expect(Self.paraphrases.map(\.pairs.count).reduce(0, +) >= 200)
    }
}
