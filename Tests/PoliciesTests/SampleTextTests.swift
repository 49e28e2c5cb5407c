import Testing

@testable import Policies

@Suite struct SampleTextTests {
    @Test(arguments: [
        "{{base62:36}}", "{{hex:40}}", "{{digits:16:luhn}}", "{{chars:A-Z2-7:16}}", "{{iban:DE}}", "plain",
        "{{base64url:5}}x",
    ])
    func isTheSameAtEveryRun(sample: String) throws {
        #expect(try SampleText.expand(sample) == SampleText.expand(sample))
    }

    @Test func differsFromSampleToSample() throws {
        #expect(try SampleText.expand("a {{base62:36}}") != SampleText.expand("b {{base62:36}}"))
        let twice = try SampleText.expand("{{hex:16}} {{hex:16}}").split(separator: " ")
        #expect(twice[0] != twice[1])
    }

    @Test(arguments: [
        ("{{base62:36}}", "^[A-Za-z0-9]{36}$"), ("{{hex:40}}", "^[0-9a-f]{40}$"), ("{{letters:5}}", "^[A-Za-z]{5}$"),
        ("{{chars:A-Z2-7:16}}", "^[A-Z2-7]{16}$"), ("x{{digits:4}}y", "^x[0-9]{4}y$"),
        ("{{digits:16:luhn:4:#### #### #### ####}}", "^4[0-9]{3}( [0-9]{4}){3}$"), ("{{digits:5::12}}", "^12[0-9]{3}$"),
        ("{{iban:NO:grouped}}", "^NO[0-9]{2} [0-9]{4} [0-9]{4} [0-9]{3}$"),
    ])
    func writesWhatItSays(sample: String, pattern: String) throws {
        let text = try SampleText.expand(sample)
        #expect(try text.contains(Regex(pattern)))
    }

    @Test(arguments: [
        ("luhn", 16), ("aba", 9), ("nhs", 10), ("verhoeff", 12), ("ssn-us", 9),
    ])
    func makesDigitsThatPass(check: String, count: Int) throws {
        for salt in 0..<50 {
            let text = try SampleText.expand("\(salt) {{digits:\(count):\(check)}}")
            let number = Array(text.split(separator: " ")[1].utf8)
            #expect(number.count == count)
            #expect(number.withUnsafeBytes { Validator(check)?.accepts($0) } == true)
        }
    }

    @Test func makesAnIBANForEveryCountryThatItKnows() throws {
        for country in IBAN.lengths.keys {
            let bytes = Array(try SampleText.expand("{{iban:\(country)}}").utf8)
            #expect(bytes.withUnsafeBytes(IBAN.accepts), "\(country)")
        }
    }

    @Test(arguments: ["{{ name }}", "{{name}}", "a {{ b", "{{}}", "}} {{", "{{ vault:x }}", "{", ""])
    func leavesOtherBracesAlone(sample: String) throws {
        #expect(try SampleText.expand(sample) == sample)
    }

    @Test(arguments: [
        ("{{bas62:3}}", "there is no generator `bas62`"), ("{{hex:0}}", "a generator's length is a number"),
        ("{{hex:x}}", "a generator's length is a number"), ("{{hex:9999999}}", "a generator's length is a number"),
        ("{{chars:Z-A:3}}", "the range in `Z-A` goes backwards"), ("{{chars:3}}", "takes a set and a number"),
        ("{{digits:5:foo}}", "there are no digits for `foo`"), ("{{iban:XX}}", "no length of an IBAN is known"),
        ("{{digits:4:luhn:4:###}}", "has not 4 `#`"), ("{{digits:3::1234}}", "is no beginning of 3 digits"),
        ("{{digits:8:aba}}", "pass `aba`"),
    ])
    func saysWhatIsWrong(sample: String, message: String) {
        #expect {
            _ = try SampleText.expand(sample)
        } throws: {
            ($0 as? SampleText.Fault)?.message.contains(message) ?? false
        }
    }
}
