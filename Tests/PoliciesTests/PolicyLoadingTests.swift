import Exchange
import Testing

@testable import Policies

@Suite struct PolicyLoadingTests {
    private static let rule = """
        pack: p
        rules:
          - id: a.key
            entity: KEY
            pattern: 'KEY[0-9]{4}'
            keywords: [KEY]
            severity: high
            tests: {match: ["KEY{{digits:4}}"], no_match: ["KEY"]}

        """

    @Test func readsRulesAndPolicies() throws {
        let set = try PolicySet.load(
            text: Self.rule + """
                ---
                policy: default
                request:
                  - {rules: [a.*], min_severity: high, min_level: shape, action: block}
                mode: shadow
                on_error: open
                unscannable: allow
                ---
                policy: strict
                """,
            file: "p.yaml"
        )
        #expect(set.names == ["default", "strict"])
        let policy = try #require(set.policy(named: "default"))
        #expect(policy.mode == .shadow)
        #expect(policy.onError == .open)
        #expect(policy.unscannable == .allow)
        #expect(policy.inspectsRequests)
        #expect(!policy.inspectsResponses)
        #expect(policy.ruleIDs(on: .request) == ["a.key"])
        #expect(set.policy(named: "strict")?.unscannable == .block)
        #expect(set.policy(named: "other") == nil)
        let rule = try #require(set.rules.first)
        #expect(rule.id == "a.key" && rule.level == .shape && rule.severity == .high && rule.isEnabled)
        #expect(set.explanation(ofRule: "a.key") == "near `KEY`, at most 7 bytes")
    }

    @Test(arguments: [
        ("rules: []", "p.yaml:1:1: a document is either a pack of rules (`pack: NAME`) or a policy (`policy: NAME`)"),
        ("- 1", "p.yaml:1:1: expected a mapping, found a list"),
        (
            "pack: p\nrules:\n  - {entity: K, severity: low, pattern: x}",
            "p.yaml:3:5: rules[0]: the field `id` is missing"
        ),
        (
            "pack: p\nrules:\n  - {id: a, entity: K, severity: low}",
            "p.yaml:3:5: rules[0]: rule `a`: the field `pattern` is missing (or `block`, for what spans many lines)"
        ),
        (
            "pack: p\nrules:\n  - {id: a, entity: K, severity: low, patern: x}",
            "p.yaml:3:39: rules[0].patern: rule `a`: unknown field `patern`; did you mean `pattern`?"
        ),
        (
            "pack: p\nrules:\n  - {id: a, entity: K, severity: low, pattern: '(x'}",
            "p.yaml:3:48: rules[0].pattern: rule `a`: the pattern does not compile: missing closing parenthesis (at byte 2 of the pattern)"
        ),
        (
            "pack: p\nrules:\n  - {id: a, entity: K, severity: low, pattern: 'x*'}",
            "p.yaml:3:48: rules[0].pattern: rule `a`: the pattern matches the empty text, so it would match everywhere"
        ),
        (
            "pack: p\nrules:\n  - {id: a, entity: K, severity: hihg, pattern: x}",
            "p.yaml:3:34: rules[0].severity: rule `a`: `hihg` is not one of `low`, `medium`, `high`, `critical`; did you mean `high`?"
        ),
        (
            "pack: p\nrules:\n  - {id: a, entity: lower, severity: low, pattern: x}",
            "p.yaml:3:21: rules[0].entity: rule `a`: an entity is 1 to 64 capitals, digits and underscores, not `lower`"
        ),
        (
            "pack: p\nrules:\n  - {id: a, entity: K, severity: low, pattern: x, validate: [luhm]}",
            "p.yaml:3:62: rules[0].validate[0]: rule `a`: there is no validator `luhm`; did you mean `luhn`?"
        ),
        (
            "pack: p\nrules:\n  - {id: a, entity: K, severity: low, pattern: x, keywords: [x]}",
            "p.yaml:3:62: rules[0].keywords[0]: rule `a`: `x` stands in every text; a keyword of one character must be punctuation"
        ),
        (
            "pack: p\nrules:\n  - {id: a, entity: K, severity: low, pattern: x, match_hashes: {salt: short, values: []}}",
            "p.yaml:3:72: rules[0].match_hashes.salt: rule `a`: a salt has 8 to 128 bytes; `gatehouse policy hash` makes one"
        ),
        (
            "pack: p\nrules:\n  - {id: a, entity: K, severity: low, pattern: x, match_hashes: {salt: 0123456x, values: [abc]}}",
            "p.yaml:3:91: rules[0].match_hashes.values[0]: rule `a`: expected 16 to 64 hex digits, as `gatehouse policy hash` prints them"
        ),
        (
            "pack: p\nrules:\n  - {id: a, entity: K, severity: low, pattern: x, mode: off}",
            "p.yaml:3:57: rules[0].mode: rule `a`: `off` is not one of `enforce`, `shadow`"
        ),
        (
            "pack: p\nrules:\n  - {id: a, entity: K, severity: low, pattern: x, tests: {match: ['{{bas62:1}}']}}",
            "there is no generator `bas62`"
        ),
        (
            "pack: p\nrules:\n  - {id: a, entity: K, severity: low, block: {begin: x, end: y, max: 65KiB}}",
            "p.yaml:3:70: rules[0].block.max: rule `a`: expected a size from 1 to 64KiB, found `65KiB`"
        ),
        (
            "policy: a b",
            "p.yaml:1:9: policy: a name is 1 to 64 letters, digits, dots, dashes and underscores, not `a b`"
        ),
        ("policy: d\nmode: off", "p.yaml:2:7: mode: `off` is not one of `enforce`, `shadow`"),
        ("policy: d\n---\npolicy: d", "p.yaml:3:9: policy: a policy `d` exists already"),
    ])
    func refusesWithPlaceAndReason(text: String, message: String) {
        #expect {
            _ = try PolicySet.load(text: text, file: "p.yaml")
        } throws: {
            "\($0)" == message || ("\($0)".contains(message) && !message.hasPrefix("p.yaml"))
        }
    }

    @Test(arguments: [
        (
            "{rules: [b.*], action: block}",
            "p.yaml:12:13: request[0].rules[0]: `b.*` names no rule"
        ),
        (
            "{rules: [a.kee], action: block}",
            "p.yaml:12:13: request[0].rules[0]: `a.kee` names no rule; did you mean `a.key`?"
        ),
        (
            "{rules: [a.key], action: flag, keep: 4}",
            "p.yaml:12:41: request[0].keep: `keep` belongs to `action: redact`; with `flag` there is nothing to keep"
        ),
        (
            "{rules: [a.key], action: redact, keep: 9}",
            "p.yaml:12:43: request[0].keep: expected 1 to 8 characters, found 9"
        ),
        (
            "{rules: [a.key], action: flag, roles: [human]}",
            "p.yaml:12:43: request[0].roles[0]: `human` is not one of `system`, `user`, `assistant`, `tool`"
        ),
        (
            "{rules: [a.key], action: flag, roles: []}",
            "p.yaml:12:42: request[0].roles: the list is empty; leave the field out to mean every role"
        ),
        (
            "{rules: [a.key], action: flag, keys: []}",
            "p.yaml:12:41: request[0].keys: the list is empty; leave the field out to mean every key"
        ),
        (
            "{rules: [a.key], action: flag, role: [user]}",
            "p.yaml:12:35: request[0].role: unknown field `role`; did you mean `roles`?"
        ),
        ("{rules: [], action: flag}", "p.yaml:12:12: request[0].rules: a statement needs at least one rule"),
        ("{rules: [a.key]}", "p.yaml:12:4: request[0]: the field `action` is missing"),
    ])
    func refusesStatements(statement: String, message: String) {
        #expect {
            _ = try PolicySet.load(text: Self.rule + "---\npolicy: d\nrequest:\n - \(statement)", file: "p.yaml")
        } throws: {
            "\($0)" == message
        }
    }

    @Test(arguments: [
        (
            "{rules: [a.key], action: tokenize}",
            "p.yaml:12:29: response[0].action: `tokenize` is for requests: the answer is where the value is put back; use "
                + "`redact` for what an answer must not tell"
        ),
        (
            "{rules: [a.key], action: flag, roles: [assistant, user]}",
            "p.yaml:12:54: response[0].roles[1]: an answer holds the words of the assistant alone"
        ),
    ])
    func refusesStatementsForAnswers(statement: String, message: String) {
        #expect {
            _ = try PolicySet.load(text: Self.rule + "---\npolicy: d\nresponse:\n - \(statement)", file: "p.yaml")
        } throws: {
            "\($0)" == message
        }
    }

    @Test func aRuleThatExistsAlreadyIsRefused() {
        let twice = Self.rule + "---\n" + Self.rule.replacing("pack: p", with: "pack: q")
        #expect {
            _ = try PolicySet.load(text: twice, file: "p.yaml")
        } throws: {
            "\($0)" == "p.yaml:12:9: rules[0].id: a rule `a.key` exists already"
        }
    }

    @Test func everyFaultIsToldAtOnceAndNothingIsHalfLoaded() {
        let text = """
            pack: p
            rules:
              - {id: a, entity: K, severity: low, pattern: '('}
              - {id: b, entity: K, severity: no, pattern: x}
              - {id: c, entity: K, severity: low, pattern: x}
            """
        #expect {
            _ = try PolicySet.load(text: text, file: "p.yaml")
        } throws: {
            ($0 as? PolicyFault)?.lines.count == 2
        }
    }

    @Test func aFolderThatIsNotThereIsAFault() {
        #expect {
            _ = try PolicySet.load(directory: "/nonexistent/policies")
        } throws: {
            "\($0)".hasPrefix("/nonexistent/policies:1:1: the folder of policies cannot be opened")
        }
    }

    @Test func emptyHasADefaultThatCostsNothing() throws {
        let policy = try #require(PolicySet.empty.policy(named: "default"))
        #expect(!policy.inspectsRequests && !policy.inspectsResponses)
        #expect(policy.revision.utf8.count == 12)
    }

    @Test(arguments: [
        ("action: block", "action: redact"), ("mode: enforce", "mode: shadow"), ("on_error: closed", "on_error: open"),
        ("unscannable: block", "unscannable: allow"), ("KEY[0-9]", "KEY[0-8]"), ("entity: KEY", "entity: KEYS"),
        ("severity: high", "severity: low"), ("policy: default", "policy: other"),
        ("keywords: [KEY]", "keywords: [KE]"),
        ("min_level: shape", "min_level: validated"), ("action: flag}", "action: flag, roles: [user]}"),
        ("action: flag}", "action: flag, keys: [ci]}"), ("action: flag}", "action: redact, keep: 4}"),
        ("severity: high", "severity: high\n    mode: shadow"), ("severity: high", "severity: high\n    generic: true"),
        ("severity: high", "severity: high\n    match_hashes: {salt: 12345678a, values: [0123456789abcdef]}"),
    ])
    func anyChangeThatMattersChangesTheRevision(old: String, new: String) throws {
        let text =
            Self.rule + """
                ---
                policy: default
                request:
                  - {rules: [a.*], min_level: shape, action: block}
                  - {rules: [a.*], action: flag}
                mode: enforce
                on_error: closed
                unscannable: block
                """
        let before = try PolicySet.load(text: text, file: "p.yaml")
        let after = try PolicySet.load(text: text.replacing(old, with: new), file: "p.yaml")
        let revision = try #require(before.names.first.flatMap(before.policy(named:))?.revision)
        #expect(after.names.first.flatMap(after.policy(named:))?.revision != revision)
        #expect(before.revision != after.revision)
        let same = try PolicySet.load(text: text.replacing("match: [\"KEY", with: "match: [\"a KEY"), file: "q.yaml")
        #expect(same.policy(named: "default")?.revision == revision)
    }

    @Test(arguments: [
        ("a.key", "a.key", true), ("a.key", "a.keys", false), ("a.*", "a.key", true), ("*", "", true), ("*", "x", true),
        ("*.key", "a.b.key", true), ("a*c*e", "abcde", true), ("a*c*e", "abde", false), ("a*a", "a", false),
        ("", "", true), ("", "x", false), ("**", "x", true),
    ])
    func globs(pattern: String, id: String, expected: Bool) {
        #expect(RuleGlob(pattern).matches(id) == expected)
    }
}
