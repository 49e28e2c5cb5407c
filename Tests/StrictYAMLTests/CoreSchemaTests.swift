import Testing

@testable import StrictYAML

@Suite struct CoreSchemaTests {
    @Test(
        arguments: [
            ("", .null), ("~", .null), ("null", .null), ("NULL", .null), ("nUll", .text),
            ("true", .bool(true)), ("TRUE", .bool(true)), ("False", .bool(false)), ("tRue", .text),
            ("yes", .text), ("no", .text), ("on", .text), ("off", .text), ("Off", .text), ("y", .text), ("n", .text),
            ("0", .integer(0)), ("-0", .integer(0)), ("+12", .integer(12)), ("007", .integer(7)),
            ("0o17", .integer(15)),
            ("0x1F", .integer(31)), ("-0x1F", .text), ("0b1", .text), ("0o8", .text), ("0o", .text), ("0x", .text),
            ("1_000", .text), ("1:30", .text), ("9223372036854775807", .integer(.max)),
            ("9223372036854775808", .hugeInteger), ("-", .text), ("+", .text),
            ("1.5", .number(1.5)), ("1.", .number(1)), (".5", .number(0.5)), ("-.5e-1", .number(-0.05)),
            ("1e3", .number(1000)),
            (".", .text), ("e3", .text), ("1e", .text), ("1e+", .text), ("0x1p3", .text), ("nan", .text),
            ("inf", .text),
            (".inf", .number(.infinity)), ("-.INF", .number(-.infinity)), ("1.2.3", .text), ("2026-01-01", .text),
            ("127.0.0.1:8080", .text), ("60/min", .text), ("１", .text),
        ] as [(String, CoreSchema.Value)]
    )
    func resolvesAsTheCoreSchemaSays(text: String, value: CoreSchema.Value) {
        #expect(CoreSchema.resolve(text) == value)
    }

    @Test func resolvesNotANumber() {
        guard case .number(let value) = CoreSchema.resolve(".nan") else {
            Issue.record(".nan is a number")
            return
        }
        #expect(value.isNaN)
    }
}
