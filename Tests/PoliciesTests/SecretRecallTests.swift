import Exchange
import Testing

@testable import Policies

/// How many secrets of many kinds the shipped rules find, and what else they take for one.
@Suite(.enabled(if: Fixture.isThorough)) struct SecretRecallTests {
    private static let set = Result { try PolicySet.load(directory: Fixture.shippedFolder) }
    /// Rules that know no provider; they must not be what a kind with a mark of its own depends on.
    private static let genericRules: Set<String> = [
        "secret.assignment", "secret.dotenv-value", "secret.password", "secret.password-told", "secret.told-is-ours",
        "secret.command-line-password", "secret.url-query-secret",
    ]
    /// Kinds that are only names and values, and so the matter of those rules.
    private static let genericKinds: Set<String> = [
        "api-key-header", "url-query-secret", "generic-assigned-secret", "generic-password-prose", "dotenv-line",
        "oauth-client-pair",
    ]
    private static let valuesPerGenerator = 10

    @Test func knowsManyKinds() {
        #expect(SecretKind.all.count >= 350)
        #expect(SecretKind.all.count(where: { !$0.isLabelled }) >= 250)
    }

    /// 97 of 100, by a rule that can say what was found.
    @Test(arguments: SecretKind.all.filter { !$0.isLabelled })
    func aSecretWithAMarkIsFoundAnywhere(kind: SecretKind) throws {
        let isGeneric = Self.genericKinds.contains(kind.name)
        let found = try self.share(of: kind) { isGeneric || !Self.genericRules.contains($0) }
        #expect(found >= 0.97, "\(kind.name)")
    }

    @Test(arguments: SecretKind.all.filter(\.isLabelled))
    func aSecretWithoutAMarkIsFoundBesideItsLabel(kind: SecretKind) throws {
        #expect(try self.share(of: kind) { _ in true } >= 0.9, "\(kind.name)")
    }

    /// The share of samples in which a finding of an accepted rule touches the secret.
    private func share(of kind: SecretKind, isAccepted: (String) -> Bool) throws -> Double {
        let policy = try #require(try Self.set.get().policy(named: "default"))
        let rules = policy.inspected(.request).rules
        let scratch = ScanScratch()
        let samples = try kind.samples(count: Self.valuesPerGenerator)
        let found = samples.count { sample in
            var text = sample.text
            scratch.state.start(ScanBudget(nanoseconds: .max))
            text.withUTF8 { rules.scan(UnsafeRawBufferPointer($0), into: &scratch.state) }
            return scratch.state.matches.contains { match in
                (match.start..<match.end).overlaps(sample.range) && isAccepted(rules.rules[match.rule].rule.id)
            }
        }
        return Double(found) / Double(samples.count)
    }

    @Test func thereAreManyTraps() {
        #expect(SecretKind.lines(of: "secret-traps.txt").count >= 200)
    }

    @Test(arguments: SecretKind.lines(of: "secret-traps.txt").filter { !$0.hasPrefix("#") })
    func aTrapIsNotBlocked(line: String) throws {
        let policy = try #require(try Self.set.get().policy(named: "default"))
        let text = try SampleText.expand(line)
        let inspection = Array(text.utf8).withUnsafeBytes {
            Inspector.inspect(text: $0, side: .request, under: policy, using: ScanScratch())
        }
        #expect(inspection.findings.filter { $0.action == .block && $0.rule.hasPrefix("secret.") }.map(\.rule) == [])
    }
}
