import Exchange
import Testing

@Suite struct JSONTextTests {
    @Test func leavesATextWithoutEscapesWhereItIs() throws {
        let body = try ScannedBody(#"["", "grün"]"#)
        body.with { tape, bytes in
            var text = JSONText()
            text.read(2, of: tape, in: bytes)
            text.withUTF8(in: bytes) { utf8 in
                #expect(String(decoding: utf8, as: UTF8.self) == "grün")
                #expect(utf8.baseAddress == bytes.baseAddress.map { $0 + 6 })
            }
            #expect(text.rawRange(of: 0..<5) == 6..<11)
            #expect(text.rawRange(of: 2..<4) == 8..<10)
            #expect(text.rawRange(of: 2..<2) == 8..<8)
            text.read(1, of: tape, in: bytes)
            #expect(text.count == 0)
            #expect(text.rawRange(of: 0..<0) == 2..<2)
        }
    }

    @Test func mapsEveryPlaceBackToTheBody() throws {
        // Decoded: a, é (2 bytes), b, 😀 (4), newline, c
        let body = try ScannedBody(#"["a\u00e9b\ud83d\ude00\nc"]"#)
        body.with { tape, bytes in
            var text = JSONText()
            text.read(1, of: tape, in: bytes)
            #expect(text.count == 10)
            #expect(text.withUTF8(in: bytes) { String(decoding: $0, as: UTF8.self) } == "aéb😀\nc")
            #expect(text.rawRange(of: 0..<1) == 2..<3)
            #expect(text.rawRange(of: 0..<10) == 2..<25)
            #expect(text.rawRange(of: 1..<3) == 3..<9)
            #expect(text.rawRange(of: 2..<3) == 3..<9)
            #expect(text.rawRange(of: 3..<4) == 9..<10)
            #expect(text.rawRange(of: 3..<5) == 9..<22)
            #expect(text.rawRange(of: 8..<9) == 22..<24)
            #expect(text.rawRange(of: 9..<10) == 24..<25)
            #expect(text.rawRange(of: 10..<10) == 25..<25)
        }
    }

    @Test func aRangeOfTheBodyLeadsToTheTextThatItStandsFor() throws {
        let body = try ScannedBody(#"["a\u00e9b\ud83d\ude00\nc", "plain"]"#)
        body.with { tape, bytes in
            var text = JSONText()
            text.read(1, of: tape, in: bytes)
            let places: [(Range<Int>, Range<Int>)] = [
                (2..<3, 0..<1), (3..<9, 1..<3), (4..<5, 1..<3), (2..<9, 0..<3), (9..<10, 3..<4), (9..<11, 3..<8),
                (20..<23, 4..<9), (22..<24, 8..<9), (24..<25, 9..<10), (2..<25, 0..<10), (0..<99, 0..<10),
                (25..<25, 10..<10),
            ]
            for (raw, expected) in places { #expect(text.textRange(ofRaw: raw) == expected, "\(raw)") }
            text.read(2, of: tape, in: bytes)
            #expect(text.textRange(ofRaw: 30..<33) == 1..<4)
        }
    }

    @Test func everyRangeOfTheTextDecodesFromItsRangeOfTheBody() throws {
        let inside = #"x\"\\y\u0041\ud83d\ude00é\n\tz"#
        let body = try ScannedBody("[\"\(inside)\"]")
        try body.with { tape, bytes in
            var text = JSONText()
            text.read(1, of: tape, in: bytes)
            let whole = text.withUTF8(in: bytes) { Array($0) }
            for start in 0..<whole.count {
                for end in start + 1...whole.count {
                    // Only where neither end cuts a character.
                    guard let part = String(validating: whole[start..<end], as: UTF8.self) else { continue }
                    let raw = bytes[text.rawRange(of: start..<end)]
                    let again = try ScannedBody(bytes: [0x22] + Array(raw) + [0x22])
                    #expect(again.with { $0.string(at: 0, in: $1) } == part)
                }
            }
        }
    }

    @Test func forgetsTheTextBefore() throws {
        let body = try ScannedBody(#"["\n\n\n","plain",1]"#)
        body.with { tape, bytes in
            var text = JSONText()
            for (node, count) in [(1, 3), (2, 5), (3, 0), (1, 3)] {
                text.read(node, of: tape, in: bytes)
                #expect(text.count == count)
            }
        }
    }
}

@Suite struct JSONEscapeTests {
    @Test func escapesWhatAStringMustNotHold() {
        var output: [UInt8] = []
        JSONEscape.append("a\"b\\c\n\t\r\u{8}\u{c}\u{0}\u{1f}/é😀", to: &output)
        #expect(String(decoding: output, as: UTF8.self) == #"a\"b\\c\n\t\r\b\f\u0000\u001f/é😀"#)
    }

    @Test func everyScalarBelowTwoHundredComesBack() throws {
        let text = String(String.UnicodeScalarView((0..<200).compactMap(Unicode.Scalar.init(_:))))
        var output: [UInt8] = [0x22]
        JSONEscape.append(text, to: &output)
        output.append(0x22)
        #expect(try ScannedBody(bytes: output).with { $0.string(at: 0, in: $1) } == text)
    }
}

@Suite struct SpliceTests {
    @Test func replacesRangesAndKeepsTheRest() {
        let cases: [([Replacement], String)] = [
            ([], "0123456789"),
            ([Replacement(start: 0, end: 0, bytes: Array("<".utf8))], "<0123456789"),
            ([Replacement(start: 0, end: 10, bytes: [])], ""),
            ([Replacement(start: 10, end: 10, bytes: Array(">".utf8))], "0123456789>"),
            (
                [
                    Replacement(start: 1, end: 3, bytes: Array("ab".utf8)), Replacement(start: 3, end: 4, bytes: []),
                    Replacement(start: 7, end: 8, bytes: Array("long".utf8)),
                ], "0ab456long89"
            ),
        ]
        for (replacements, expected) in cases {
            var output: [UInt8] = []
            Array("0123456789".utf8).withUnsafeBytes { Splice.apply(replacements, to: $0, into: &output) }
            #expect(String(decoding: output, as: UTF8.self) == expected)
        }
    }

    @Test func aRewrittenTextIsStillJSON() throws {
        let body = try ScannedBody(JSONSamples.chat)
        let spliced = body.with { tape, bytes in
            var text = JSONText()
            let node = tape.nodes.indices.first { tape.path(of: $0, in: bytes) == "messages[1].content[0].text" } ?? 0
            text.read(node, of: tape, in: bytes)
            let range = text.withUTF8(in: bytes) { utf8 in
                let first = utf8.firstIndex(of: 0xF0) ?? 0
                return text.rawRange(of: first..<first + 4)
            }
            var escaped: [UInt8] = []
            JSONEscape.append("[\"SMILE\"]", to: &escaped)
            var output: [UInt8] = []
            Splice.apply(
                [Replacement(start: range.lowerBound, end: range.upperBound, bytes: escaped)],
                to: bytes,
                into: &output
            )
            return output
        }
        let again = try ScannedBody(bytes: spliced)
        let texts = again.with { tape, bytes in tape.nodes.indices.map { tape.string(at: $0, in: bytes) } }
        #expect(texts.contains("Grüße [\"SMILE\"] aus Köln, größer 😀 漢字"))
    }
}
