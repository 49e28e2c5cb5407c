import Testing

@testable import Embeddings

@Suite struct SafeTensorsTests {
    let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
    }

    func open(_ header: String, _ numbers: [Float] = []) throws -> SafeTensors {
        let file = SafeTensorsTests.bytes(header, numbers)
        return try SafeTensors(MappedFile(path: self.folder.file("model.safetensors", file)))
    }

    /// The header is filled up with spaces, as those who write such files do, so that the numbers are aligned.
    static func bytes(_ header: String, _ numbers: [Float]) -> [UInt8] {
        let header = Array(header.utf8) + [UInt8](repeating: 0x20, count: (8 - header.utf8.count % 8) % 8)
        var bytes = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
        bytes += header
        for number in numbers { bytes += (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) } }
        return bytes
    }

    static let header = """
        {"__metadata__":{"format":"pt"},"m":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},\
        "i":{"dtype":"I64","shape":[1],"data_offsets":[24,32]}}
        """

    @Test func findsTheNumbersOfATensor() throws {
        let tensors = try self.open(Self.header, [1, 2, 3, 4, 5, 6.5, 0, 0])
        #expect(Array(try tensors.floats("m", 2, 3)) == [1, 2, 3, 4, 5, 6.5])
    }

    @Test func saysWhichShapeAndWhichTensorIsWrong() throws {
        let tensors = try self.open(Self.header, [1, 2, 3, 4, 5, 6.5, 0, 0])
        let shape = #expect(throws: EmbeddingModelError.self) { try tensors.floats("m", 3, 2) }
        #expect(shape?.reason == .wrongShape(tensor: "m", found: "2 × 3", expected: "3 × 2"))
        let name = #expect(throws: EmbeddingModelError.self) { try tensors.floats("n", 1) }
        #expect(name?.description.contains("no tensor n; scripts/fetch-model") == true)
        #expect(throws: EmbeddingModelError.self) { try tensors.floats("i", 1) }
    }

    @Test(arguments: [
        "", "[]", "{", "{\"m\":1}", "{\"m\":{\"dtype\":\"F32\",\"shape\":[2]}}",
        "{\"m\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
        "{\"m\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
        "{\"m\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}",
        "{\"m\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[1,5]}}",
        "{\"m\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
        "{\"m\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}",
        "{\"m\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,4],\"data_offsets\":[0,4]}}",
        "{\"m\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[18446744073709551612,18446744073709551615]}}",
        "{\"m\":{\"dtype\":\"F32\",\"shape\":\"2\",\"data_offsets\":[0,8]}}",
    ])
    func refusesAHeaderThatDoesNotFitTheFile(_ header: String) {
        let error = #expect(throws: EmbeddingModelError.self) { try self.open(header, [1, 2]) }
        #expect(error?.description.contains("model.safetensors is damaged") == true)
    }

    @Test(arguments: [
        [UInt8](), [1, 2, 3], [255, 255, 255, 255, 255, 255, 255, 255], [9, 0, 0, 0, 0, 0, 0, 0, 0x7B],
    ])
    func refusesALengthThatDoesNotFitTheFile(_ bytes: [UInt8]) throws {
        let path = try self.folder.file("model.safetensors", bytes)
        #expect(throws: EmbeddingModelError.self) { try SafeTensors(MappedFile(path: path)) }
    }

    @Test func everyFlippedByteIsReadOrRefused() throws {
        let sound = Self.bytes(Self.header, [1, 2, 3, 4, 5, 6, 0, 0])
        for place in 0..<sound.count {
            for byte: UInt8 in [0, 0x39, 0x5D, 0xFF] {
                var bytes = sound
                bytes[place] = byte
                let path = try self.folder.file("model.safetensors", bytes)
                if let tensors = try? SafeTensors(MappedFile(path: path)), let numbers = try? tensors.floats("m", 2, 3)
                {
                    #expect(numbers.count == 6)
                }
            }
        }
    }
}
