import Testing

@testable import Policies

/// Encodes random texts at random places, and finds the way back.
@Suite struct ViewsMappingTests {
    private struct Random {
        var state: UInt64
        mutating func next(_ bound: Int) -> Int {
            self.state = self.state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(self.state >> 33) % bound
        }
    }

    /// What one character may be written as; each stands for itself alone.
    private static func written(_ character: UInt8, _ random: inout Random) -> String {
        let plain = String(UnicodeScalar(character))
        let code = String(character, radix: 16)
        switch random.next(12) {
        case 0: return #"\u00\#(code)"#
        case 1: return #"\\u00\#(code)"#
        case 2: return "%\(code.uppercased())"
        case 3: return "%25\(code)"
        case 4: return "&#\(character);"
        case 5: return "&#x\(code);"
        case 6: return #"\x\#(code)"#
        case 7 where ASCII.isAlphanumeric(character): return String(UnicodeScalar(UInt32(character) + 0xfee0) ?? " ")
        default: return plain
        }
    }

    @Test(arguments: 0..<300)
    func aValueIsFoundAndItsRangeIsExact(seed: UInt64) throws {
        var random = Random(state: seed)
        let alphabet = Array("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNOPQRSTUVWXYZ0123456789".utf8)
        let value = (0..<(8 + random.next(30))).map { _ in alphabet[random.next(alphabet.count)] }
        var encoded: String
        repeat {
            encoded = value.map { Self.written($0, &random) }.joined()
        } while encoded == String(decoding: value, as: UTF8.self)
        let before = String(repeating: "lorem ipsum ", count: random.next(200))
        let after = String(repeating: " dolor sit", count: random.next(200))
        let text = before + "«" + encoded + "»" + after
        let fixture = ViewFixture(text)
        let start = before.utf8.count + "«".utf8.count
        let ranges = fixture.ranges(of: value, in: .decoded)
        #expect(ranges.contains(start..<(start + encoded.utf8.count)), "\(encoded)")
        #expect(fixture.isComplete)
        // A part of it stands for whole characters as they are written.
        let part = Array(value[2..<5])
        for range in fixture.ranges(of: part, in: .decoded) {
            #expect(range.lowerBound >= start && range.upperBound <= start + encoded.utf8.count)
        }
    }

    @Test(arguments: 0..<200)
    func everyByteOfAViewHasItsPlace(seed: UInt64) {
        var random = Random(state: seed &+ 77)
        let bits = [
            "joe", "@", "%40", #"\u0041"#, #"\\"#, "&#64;", "&", "%", "é", "４", "\u{200b}", "\u{301}", "=40", "\n",
            "**", "4111", " ",
            "1 1 1 1 1 1 1 1 1", base64("some text or other"), #"" + ""#, "<b>", "\u{e0041}", "–", "x9", "\u{ff}", "#",
            ";", "25",
        ]
        let text = (0..<40).map { _ in bits[random.next(bits.count)] }.joined()
        let bytes = Array(text.utf8)
        for view in ViewFixture(text).views {
            var last = 0
            for place in view.bytes.indices where view.isWhole(place..<place + 1) {
                let range = view.sourceRange(of: place..<place + 1)
                #expect(range.lowerBound >= last && range.upperBound <= bytes.count && !range.isEmpty)
                last = range.lowerBound
                let source = bytes[range]
                if source.count == 1, view.parents.isEmpty, view.kind != .joined {
                    #expect(source.first == view.bytes[place])
                }
            }
            // A longer range is what its two ends are.
            guard view.bytes.count > 3 else { continue }
            let first = view.sourceRange(of: 0..<1)
            let end = view.sourceRange(of: view.bytes.count - 1..<view.bytes.count)
            #expect(
                view.sourceRange(of: 0..<view.bytes.count) == first.lowerBound..<max(end.upperBound, first.upperBound)
            )
        }
    }

    @Test func whatIsFarFromAChangeIsLeftOutAndNothingIsFoundAcross() {
        let far = String(repeating: "lorem ipsum dolor ", count: 500)
        let text = #"joe\u0040x "# + far + #"ann\u0040y"# + far
        let view = ViewFixture(text).views.first
        #expect((view?.bytes.count ?? 0) < 4000)
        let fixture = ViewFixture(text)
        #expect(fixture.sources(of: "joe@x") == [#"joe\u0040x"#])
        #expect(fixture.sources(of: "ann@y") == [#"ann\u0040y"#])
        if let view { #expect(!view.isWhole(0..<view.bytes.count)) }
    }

    @Test func aRangeThatBeginsInsideAnEscapeTakesItWhole() {
        let fixture = ViewFixture(#"a\u00e9b %C3%A9"#)
        let second = Array("é".utf8).suffix(1)
        let ranges = fixture.ranges(of: Array(second))
        #expect(ranges.contains(1..<7))
    }
}
