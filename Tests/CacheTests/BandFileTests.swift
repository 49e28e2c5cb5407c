import Foundation
import Testing

@testable import Cache

@Suite struct BandFileTests {
    private let folder: TemporaryFolder
    private var path: String { "\(self.folder.path)/bands" }

    init() throws {
        self.folder = try TemporaryFolder()
    }

    private static let routes: [(route: [UInt8], state: [UInt8])] = [
        (Array("a".utf8), [1, 2, 3]), (Array("b".utf8), []), ([], Array(repeating: 7, count: 70_000)),
    ]

    private func same(_ a: [(route: [UInt8], state: [UInt8])], _ b: [(route: [UInt8], state: [UInt8])]) -> Bool {
        a.count == b.count && zip(a, b).allSatisfy { $0.route == $1.route && $0.state == $1.state }
    }

    @Test func givesBackWhatWasWritten() throws {
        #expect(try BandFile.read(self.path).isEmpty)
        try BandFile.write(Self.routes, to: self.path)
        #expect(self.same(try BandFile.read(self.path), Self.routes))
        try BandFile.write([], to: self.path)
        #expect(try BandFile.read(self.path).isEmpty)
    }

    @Test func everyDamageIsNoticed() throws {
        let small: [(route: [UInt8], state: [UInt8])] = [(Array("route".utf8), Array(0..<40))]
        try BandFile.write(small, to: self.path)
        let file = URL(filePath: self.path)
        let whole = try Data(contentsOf: file)
        for at in whole.indices {
            var damaged = whole
            damaged[at] ^= 0x10
            try damaged.write(to: file)
            #expect(throws: BandFile.Unreadable.self) { try BandFile.read(self.path) }
            try whole[..<at].write(to: file)
            #expect(throws: BandFile.Unreadable.self) { try BandFile.read(self.path) }
        }
    }
}
