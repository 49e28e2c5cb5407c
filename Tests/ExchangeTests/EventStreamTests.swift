import Testing

@testable import Exchange

@Suite struct EventStreamTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var stream: String
        var blocks: [Wire.Block]
        var pending = 0
    }

    static let cases = [
        Case(
            testDescription: "line feeds",
            stream: "data: a\n\ndata: b\n\n",
            blocks: [.init("data: a\n\n", data: "a"), .init("data: b\n\n", data: "b")]
        ),
        Case(
            testDescription: "CRLF",
            stream: "data: a\r\n\r\ndata: b\r\n\r\n",
            blocks: [.init("data: a\r\n\r\n", data: "a"), .init("data: b\r\n\r\n", data: "b")]
        ),
        Case(
            testDescription: "carriage returns",
            stream: "data: a\r\rdata: b\r\r",
            blocks: [.init("data: a\r\r", data: "a"), .init("data: b\r\r", data: "b")]
        ),
        Case(
            testDescription: "mixed line ends",
            stream: "data: a\n\r\ndata: b\r\n\n",
            blocks: [.init("data: a\n\r\n", data: "a"), .init("data: b\r\n\n", data: "b")]
        ),
        Case(
            testDescription: "several data lines",
            stream: "data: a\ndata\ndata:b\n\n",
            blocks: [.init("data: a\ndata\ndata:b\n\n", data: "a\n\nb")]
        ),
        Case(
            testDescription: "one space only is taken off",
            stream: "data:  a \n\n",
            blocks: [.init("data:  a \n\n", data: " a ")]
        ),
        Case(
            testDescription: "names",
            stream: "event: x\ndata: a\n\ndata: b\nevent:y\n\n",
            blocks: [
                .init("event: x\ndata: a\n\n", data: "a", name: "x"),
                .init("data: b\nevent:y\n\n", data: "b", name: "y"),
            ]
        ),
        Case(
            testDescription: "comments",
            stream: ": hi\n\n:\ndata: a\n:b\n\n",
            blocks: [.init(": hi\n\n", data: nil), .init(":\ndata: a\n:b\n\n", data: "a")]
        ),
        Case(
            testDescription: "blank lines",
            stream: "\n\n\ndata: a\n\n\n",
            blocks: [
                .init("\n", data: nil), .init("\n", data: nil), .init("\n", data: nil), .init("data: a\n\n", data: "a"),
                .init("\n", data: nil),
            ]
        ),
        Case(
            testDescription: "byte order mark",
            stream: "\u{FEFF}data: a\n\n\u{FEFF}data: b\n\n",
            blocks: [.init("\u{FEFF}data: a\n\n", data: "a"), .init("\u{FEFF}data: b\n\n", data: nil)]
        ),
        Case(
            testDescription: "byte order mark alone on its line",
            stream: "\u{FEFF}\ndata: a\n\n",
            blocks: [.init("\u{FEFF}\n", data: nil), .init("data: a\n\n", data: "a")]
        ),
        Case(
            testDescription: "fields that mean nothing here",
            stream: "id: 1\nretry: 5\nDATA: x\n data: y\ndata : z\n\n",
            blocks: [.init("id: 1\nretry: 5\nDATA: x\n data: y\ndata : z\n\n", data: nil)]
        ),
        Case(
            testDescription: "data with colons",
            stream: "data: {\"a\":\"b: c\"}\n\n",
            blocks: [.init("data: {\"a\":\"b: c\"}\n\n", data: "{\"a\":\"b: c\"}")]
        ),
        Case(
            testDescription: "empty data",
            stream: "data:\n\ndata: \n\n",
            blocks: [.init("data:\n\n", data: ""), .init("data: \n\n", data: "")]
        ),
        Case(
            testDescription: "cut inside an event",
            stream: "data: a\n\ndata: b\n",
            blocks: [.init("data: a\n\n", data: "a")],
            pending: 8
        ),
        Case(
            testDescription: "cut inside a line",
            stream: "data: a\n\nda",
            blocks: [.init("data: a\n\n", data: "a")],
            pending: 2
        ),
        Case(testDescription: "nothing", stream: "", blocks: []),
        Case(
            testDescription: "letters of several bytes",
            stream: "data: é😀\n\n",
            blocks: [.init("data: é😀\n\n", data: "é😀")]
        ),
    ]

    @Test(arguments: cases) func readsTheBlocksOfAStream(_ test: Case) throws {
        let read = try Wire.blocks([Array(test.stream.utf8)])
        #expect(read.blocks == test.blocks)
        #expect(read.pending == test.pending)
    }

    @Test(arguments: cases) func givesTheSameBlocksWhereverTheStreamIsCut(_ test: Case) throws {
        let bytes = Array(test.stream.utf8)
        for first in 0...bytes.count {
            for second in first...bytes.count {
                let read = try Wire.blocks([bytes[..<first], bytes[first..<second], bytes[second...]])
                #expect(read.blocks == test.blocks, "cut at \(first) and \(second)")
                #expect(read.pending == test.pending)
            }
        }
        let byByte = try Wire.blocks(bytes.map { [$0] })
        #expect(byByte.blocks == test.blocks)
    }

    @Test(arguments: cases) func losesNoByte(_ test: Case) throws {
        let read = try Wire.blocks([Array(test.stream.utf8)])
        let raw = read.blocks.map(\.raw).joined()
        #expect(raw.utf8.elementsEqual(test.stream.utf8.dropLast(test.pending)))
    }

    @Test func givesTheSameBlocksOfRandomBytesWhereverTheyAreCut() throws {
        var random = SeededGenerator(state: 7)
        let alphabet = Array("\r\r\n\n:: adetavn".utf8) + [0xEF, 0xBB, 0xBF, 0x00, 0xFF]
        for _ in 0..<300 {
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            let whole = try Wire.blocks([bytes])
            var pieces: [ArraySlice<UInt8>] = []
            var at = 0
            while at < bytes.count {
                let end = min(bytes.count, at + Int.random(in: 1...4, using: &random))
                pieces.append(bytes[at..<end])
                at = end
            }
            let cut = try Wire.blocks(pieces)
            #expect(cut.blocks == whole.blocks)
            #expect(cut.pending == whole.pending)
        }
    }

    @Test func waitsForTheLineFeedThatMayFollowACarriageReturn() throws {
        let read = try Wire.blocks([Array("data: a\r\n\r".utf8)], ends: false)
        #expect(read.blocks.isEmpty)
        #expect(read.pending == 10)
    }

    @Test func refusesALineThatNeverEnds() {
        let piece = [UInt8](repeating: UInt8(ascii: "z"), count: 64)
        #expect(throws: EventStreamFault(eventBytesMax: 1000)) {
            try Wire.blocks(Array(repeating: piece, count: 16), eventBytesMax: 1000)
        }
    }

    @Test func refusesALongBlockOfShortLines() {
        #expect(throws: EventStreamFault(eventBytesMax: 100)) {
            try Wire.blocks(Array(repeating: Array("data: x\n".utf8), count: 20), eventBytesMax: 100)
        }
    }

    @Test(arguments: [1, 7, 1000]) func measuresABlockAlikeHoweverItIsCut(_ step: Int) throws {
        let bytes = Array("data: 0123456789\n\n".utf8)
        let pieces = stride(from: 0, to: bytes.count, by: step).map { bytes[$0..<min($0 + step, bytes.count)] }
        #expect(try Wire.blocks(pieces, eventBytesMax: bytes.count).blocks.count == 1)
        #expect(throws: EventStreamFault.self) { try Wire.blocks(pieces, eventBytesMax: bytes.count - 1) }
    }

    @Test func staysRefusedAndForgetsWhatItHeld() {
        var reader = EventStreamReader(eventBytesMax: 10)
        for _ in 0..<3 {
            Array("data: too long\n\ndata: a\n\n".utf8).withUnsafeBytes { reader.append($0) }
            #expect(throws: EventStreamFault.self) { try reader.next() }
            #expect(reader.pendingBytes == 0)
        }
    }

    @Test func givesNothingForABlockThatIsGone() throws {
        var reader = EventStreamReader()
        Array("event: n\ndata: a\n\n".utf8).withUnsafeBytes { reader.append($0) }
        let event = try #require(try reader.next())
        Array("d".utf8).withUnsafeBytes { reader.append($0) }
        var lengths: [Int] = []
        reader.withRaw(of: event) { lengths.append($0.count) }
        reader.withData(of: event) { lengths.append($0.count) }
        #expect(lengths == [0, 0])
    }

    @Test func readsALongEventInSmallPiecesInLinearTime() throws {
        let long = Array("data: ".utf8) + [UInt8](repeating: UInt8(ascii: "y"), count: 4 << 20) + Array("\n\n".utf8)
        let pieces = stride(from: 0, to: long.count, by: 512).map { long[$0..<min($0 + 512, long.count)] }
        let read = try Wire.blocks(pieces)
        #expect(read.blocks.count == 1)
        #expect(read.blocks.first?.raw.utf8.count == long.count)
    }
}
