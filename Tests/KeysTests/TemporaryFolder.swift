import Foundation

/// A folder that goes away, with all that is in it, when its owner does.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/gatehouse-keys-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FolderError(code: errno) }
        self.path = template.withUnsafeBufferPointer { characters in
            characters.baseAddress.map { String(cString: $0) } ?? ""
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: self.path)
    }

    struct FolderError: Error {
        var code: Int32
    }
}

/// SplitMix64: the same numbers on every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var word = self.state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
