import Exchange
import Foundation
import Testing

@Suite struct JSONScannerTests {
    @Test(arguments: JSONSamples.good)
    func takesValidJSON(text: String) {
        #expect(fault(of: text) == nil)
    }

    @Test(arguments: JSONSamples.bad)
    func refusesWhatIsNotStrictJSON(text: String, reason: JSONFault.Reason) {
        #expect(fault(of: text)?.reason == reason)
    }

    @Test(arguments: JSONSamples.notUTF8)
    func refusesBytesThatAreNotUTF8(inside: [UInt8]) {
        // Once with room behind it and once at the very end, where eight bytes cannot be read at a time.
        for padding in ["", "12345678901234567890"] {
            let text = Array("[\"\(padding)".utf8) + inside + Array("\(padding)\"]".utf8)
            #expect(fault(of: text)?.reason == .invalidUTF8)
        }
    }

    @Test func refusesUTF8ThatEndsTooEarly() {
        for cut in [[0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98]] as [[UInt8]] {
            #expect(fault(of: [0x22] + cut)?.reason == .truncated)
            #expect(fault(of: [0x22] + cut + [0x22])?.reason == .invalidUTF8)
        }
        #expect(fault(of: [0x22, 0xE2, 0x41])?.reason == .invalidUTF8)
    }

    @Test func refusesOtherEncodings() {
        #expect(fault(of: [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00])?.reason == .byteOrderMark)
        #expect(fault(of: [0xFE, 0xFF, 0x00, 0x7B, 0x00, 0x7D])?.reason == .byteOrderMark)
        #expect(fault(of: [0x7B, 0x00, 0x7D, 0x00])?.reason == .expectedName)
    }

    @Test func nestsSixtyFourLevelsAndNoMore() {
        for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
            let inner = open == "[" ? "" : "1"
            let deep = { String(repeating: open, count: $0) + inner + String(repeating: close, count: $0) }
            #expect(fault(of: deep(64)) == nil)
            #expect(fault(of: deep(65))?.reason == .tooDeep)
        }
        #expect(fault(of: String(repeating: "[", count: 1_000_000))?.reason == .tooDeep)
    }

    @Test func refusesMoreValuesThanATapeHolds() {
        let most = JSONTape.nodesMax - 1
        #expect(fault(of: "[" + String(repeating: "1,", count: most - 1) + "1]") == nil)
        #expect(fault(of: "[" + String(repeating: "1,", count: most) + "1]")?.reason == .tooManyValues)
    }

    @Test(arguments: [2, 3, 15, 16, 17, 18, 100, 5000])
    func findsTheSameNameAmongMany(count: Int) {
        let names = (0..<count).map { "\"name-\($0)\":\($0)" }
        #expect(fault(of: "{" + names.joined(separator: ",") + "}") == nil)
        for again in [0, count / 2, count - 1] {
            for spelling in ["name-\(again)", "n\\u0061me-\(again)"] {
                let body = "{" + names.joined(separator: ",") + ",\"\(spelling)\":0}"
                #expect(fault(of: body)?.reason == .duplicateName)
            }
        }
    }

    @Test func saysWhatAndWhere() {
        let cases = [
            (
                #"{"messages":[{"role":"a"},{},{"role":"u","role":"v"}]}"#,
                "duplicate member name at messages[2].role (byte 41)"
            ),
            (#"{"a":{"b":[1,2,x]}}"#, "a value is missing or unreadable at a.b[2] (byte 15)"),
            (#"{"a b":01}"#, "a number that JSON does not allow at ? (byte 7)"),
            ("[[],[],[[nul]]]", "a value is missing or unreadable at [2][0][0] (byte 9)"),
            (#"{"a":1,"b""#, "the text ends too early at b (byte 10)"),
            ("1 1", "more text behind the value (byte 2)"),
        ]
        for (text, message) in cases {
            #expect(fault(of: text)?.message == message)
        }
    }

    @Test func becomesARefusal() throws {
        let refusal = Refusal(try #require(fault(of: #"{"a":[1,}"#)))
        #expect(refusal.code == .invalidJSON)
        #expect(refusal.param == "a[1]")
        #expect(refusal.message.contains("byte 8"))
    }

    @Test func everyPrefixOfAGoodBodyIsRefused() {
        let body = Array(JSONSamples.chat.utf8)
        for length in 0..<body.count {
            let reason = fault(of: Array(body[..<length]))?.reason
            #expect(reason == .truncated || reason == .empty)
        }
    }

    @Test func isEmptyAfterAFaultAndGoodForTheNextBody() throws {
        var tape = JSONTape()
        for text in JSONSamples.bad.map(\.0) + ["[1,2,3]"] {
            do { try Array(text.utf8).withUnsafeBytes { try tape.scan($0) } } catch { #expect(tape.nodes.isEmpty) }
        }
        #expect(tape.nodes.count == 4)
    }

    @Test func nodesLeadBehindTheirSubtrees() throws {
        let body = try ScannedBody(#"{"a":[1,{"b":2}],"c":"d\n"}"#)
        #expect(body.tape.nodes.map(\.next) == [9, 2, 7, 4, 7, 6, 7, 8, 9])
        #expect(
            body.tape.nodes.map(\.kind) == [
                .object, .string, .array, .number, .object, .string, .number, .string, .string,
            ]
        )
        #expect(body.tape.nodes.filter(\.isName).count == 3)
        #expect(body.tape.nodes[8].hasEscapes && !body.tape.nodes[7].hasEscapes)
        #expect(MemoryLayout<JSONTape.Node>.stride == 16)
    }
}

/// What the scanner takes, another parser takes too, and reads the same.
@Suite struct JSONScannerFuzzTests {
    @Test func mutatedBodiesNeverCrashAndNeverPassWrongly() {
        var generator = SeededGenerator(state: 20_260_101)
        let seeds = (JSONSamples.good + JSONSamples.bad.map(\.0)).map { Array($0.utf8) }
        let splinters = [
            #"""#, "\\", "{", "}", "[", "]", ",", ":", "\\u", "\\ud83d", "0", "-", "e", "\u{0}", "é", "😀", "null", "1",
        ]
        .map { Array($0.utf8) }
        var taken = 0
        for _ in 0..<20_000 {
            var body = seeds.randomElement(using: &generator) ?? []
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let at = Int.random(in: 0...body.count, using: &generator)
                switch UInt8.random(in: 0...3, using: &generator) {
                case 0 where at < body.count: body[at] = UInt8.random(in: 0...255, using: &generator)
                case 1 where at < body.count: body.remove(at: at)
                case 2: body.removeSubrange(at...)
                default: body.insert(contentsOf: splinters.randomElement(using: &generator) ?? [], at: at)
                }
            }
            guard fault(of: body) == nil else { continue }
            taken += 1
            do {
                _ = try JSONSerialization.jsonObject(with: Data(body), options: [.fragmentsAllowed])
            } catch {
                // A number beyond Double is JSON all the same.
                #expect("\(error)".contains("is not representable"), "\(String(decoding: body, as: UTF8.self))")
            }
        }
        #expect(taken > 1000)
    }

    @Test func neverReadsBeyondTheBody() throws {
        // The bodies end where the memory that may be read ends: one byte further is a crash.
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let memory = try #require(mmap(nil, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
        defer { munmap(memory, 2 * page) }
        try #require(mprotect(memory + page, page, PROT_NONE) == 0)
        var tape = JSONTape()
        var text = JSONText()
        var output: [UInt8] = []
        for sample in JSONSamples.good + JSONSamples.bad.map(\.0) {
            let bytes = Array(sample.utf8)
            for length in 0...bytes.count {
                let body = UnsafeMutableRawBufferPointer(start: memory + page - length, count: length)
                body.copyBytes(from: bytes[..<length])
                let raw = UnsafeRawBufferPointer(body)
                guard (try? tape.scan(raw)) != nil else { continue }
                for node in tape.nodes.indices { text.read(node, of: tape, in: raw) }
                tape.appendCanonical(in: raw, into: &output)
                _ = RequestScan.readLoosely(tape, raw)
            }
        }
    }

    @Test func randomBytesInAStringPassExactlyWhenTheyAreUTF8() {
        var generator = SeededGenerator(state: 7)
        let leads: [UInt8] = [
            0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0x41, 0x80, 0xBF, 0x9F, 0xA0, 0x90,
        ]
        for _ in 0..<20_000 {
            let inside = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                leads.randomElement(using: &generator) ?? 0
            }
            let isUTF8 = String(validating: inside, as: UTF8.self) != nil
            #expect((fault(of: [0x22] + inside + [0x22]) == nil) == isUTF8)
        }
    }

    @Test func readsTheTextThatFoundationReads() throws {
        var generator = SeededGenerator(state: 99)
        let parts = [
            #"\n"#, #"\""#, #"\\"#, #"\u00e9"#, #"\ud83d\ude00"#, #"\u0000"#, "a", "é", "漢", "😀", " ", "plain text",
            #"\/"#,
        ]
        for _ in 0..<2000 {
            let raw = (0..<Int.random(in: 0...20, using: &generator)).map { _ in
                parts.randomElement(using: &generator) ?? ""
            }
            let body = try ScannedBody("[\"\(raw.joined())\"]")
            let theirs = try JSONSerialization.jsonObject(with: Data(body.bytes)) as? [String]
            #expect(body.with { $0.string(at: 1, in: $1) } == theirs?.first)
        }
    }
}
