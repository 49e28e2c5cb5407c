import Testing

@testable import Policies

@Suite struct ValidatorTests {
    private func accepts(_ name: String, _ text: String) -> Bool? {
        Validator(name).map { validator in Array(text.utf8).withUnsafeBytes { validator.accepts($0) } }
    }

    @Test(arguments: [
        ("4111 1111 1111 1111", true), ("4111-1111-1111-1111", true), ("4111111111111112", false),
        ("79927398713", true), ("79927398710", false), ("0000000000000000", false), ("", false), ("7", false),
        ("4111 1111 1111 1111x", false), ("123456789012345678901234567890123", false),
    ])
    func luhn(text: String, expected: Bool) {
        #expect(self.accepts("luhn", text) == expected)
    }

    @Test(arguments: [
        ("GB82 WEST 1234 5698 7654 32", true), ("gb82west12345698765432", true), ("DE89370400440532013000", true),
        ("NO9386011117947", true), ("MT84MALT011000012345MTLCAST001S", true), ("GB82WEST12345698765433", false),
        ("DE8937040044053201300", false), ("XX89370400440532013000", false), ("GB", false), ("", false),
        ("1282WEST12345698765432", false), ("GB82 WEST 1234 5698 7654 3ä", false),
    ])
    func iban(text: String, expected: Bool) {
        #expect(self.accepts("iban", text) == expected)
    }

    @Test(arguments: [
        ("011000015", true), ("021000021", true), ("021000022", false), ("991000021", false), ("02100002", false),
        ("000000000", false),
    ])
    func aba(text: String, expected: Bool) {
        #expect(self.accepts("aba", text) == expected)
    }

    @Test(arguments: [
        ("536-90-4399", true), ("536904399", true), ("000-12-3456", false), ("666-12-3456", false),
        ("900-12-3456", false), ("123-00-4567", false), ("123-45-0000", false), ("078-05-1120", false),
        ("219-09-9999", false), ("111-11-1111", false), ("12-345-678", false),
    ])
    func ssn(text: String, expected: Bool) {
        #expect(self.accepts("ssn-us", text) == expected)
    }

    @Test(arguments: [
        ("943 476 5919", true), ("9434765919", true), ("943 476 5918", false), ("123", false), ("0000000000", false),
    ])
    func nhs(text: String, expected: Bool) {
        #expect(self.accepts("nhs", text) == expected)
    }

    @Test(arguments: [("2363", true), ("2364", false), ("3263", false), ("", false)])
    func verhoeff(text: String, expected: Bool) {
        #expect(self.accepts("verhoeff", text) == expected)
    }

    @Test(arguments: [
        ("q7Zt2LpX9vKd4WmB", true), ("correct-horse-8", true), ("YOUR_API_KEY", false), ("my-EXAMPLE-key", false),
        ("xxxxxxxxxxxx", false), ("AAAAAAAAAAAA", false), ("q12345678", false), ("${TOKEN}", false), ("$TOKEN", false),
        ("<token>", false), ("{{ token }}", false), ("%TOKEN%", false), ("********", false), ("changeme", false),
        ("$2b$10$qv", true), ("", false),
    ])
    func notPlaceholder(text: String, expected: Bool) {
        #expect(self.accepts("not-placeholder", text) == expected)
    }

    @Test(arguments: [
        ("aaaaaaaaaaaaaaaa", "entropy>=0.1", false), ("abababababababab", "entropy>=1.0", true),
        ("abababababababab", "entropy>=1.1", false), ("0123456789abcdef", "entropy>=4", true),
        ("", "entropy>=0.1", false),
    ])
    func entropy(text: String, name: String, expected: Bool) {
        #expect(self.accepts(name, text) == expected)
    }

    @Test(arguments: ["", "luhn2", "entropy", "entropy>=", "entropy>=-1", "entropy>=3.14", "entropy>=x", "entropy>=30"])
    func knowsNoOther(name: String) {
        #expect(Validator(name) == nil)
    }

    @Test(arguments: ["luhn", "iban", "aba", "ssn-us", "nhs", "verhoeff", "not-placeholder", "entropy>=3.5", "br-cpf"])
    func isCalledAsItIsWritten(name: String) {
        #expect(Validator(name)?.name == name)
    }

    @Test func takesAnyBytes() {
        for name in Validator.names {
            for byte in UInt8.min...UInt8.max {
                for count in [0, 1, 9, 16, 40] {
                    _ = [UInt8](repeating: byte, count: count).withUnsafeBytes { Validator(name)?.accepts($0) }
                }
            }
        }
    }
}
