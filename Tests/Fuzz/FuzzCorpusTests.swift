import Foundation
import Testing

/// What the fuzzers have come upon so far, on every run of the tests.
@Suite struct FuzzCorpusTests {
    private static func corpus(of target: FuzzTarget) throws -> [[UInt8]] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let file = folder.appendingPathComponent("corpus/\(target.rawValue).txt")
        return FuzzCorpus.decode(try String(contentsOf: file, encoding: .utf8))
    }

    @Test(arguments: FuzzTarget.allCases)
    func everyKeptInputGivesWhatItMust(_ target: FuzzTarget) throws {
        let inputs = try Self.corpus(of: target)
        #expect(inputs.count >= 10)
        let bench = try FuzzBench()
        for input in inputs + [[]] {
            input.withUnsafeBytes { bytes in
                #expect(throws: Never.self, "\(FuzzCorpus.encode(input))") { try target.run(bytes, on: bench) }
            }
        }
    }

    @Test func anInputIsKeptAsALineOfText() {
        let input: [UInt8] = Array(0...255) + Array("\\x41 \\n".utf8)
        let line = FuzzCorpus.encode(input)
        #expect(line.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        #expect(FuzzCorpus.decode(line + "\n" + line) == [input, input])
    }
}
