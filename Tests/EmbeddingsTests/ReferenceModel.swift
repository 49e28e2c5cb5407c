import Foundation
import Testing

@testable import Embeddings

/// The weights, where somebody fetched them, and what the reference makes of some texts with them.
enum ReferenceModel {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    static let folder =
        ProcessInfo.processInfo.environment["GATEHOUSE_MODEL"]
        ?? tests.deletingLastPathComponent().appending(path: "data/" + EmbeddingModel.folderInData).path

    static let isThere = FileManager.default.fileExists(atPath: folder + "/" + EmbeddingModel.weightsFile.name)

    static let whyNot: Comment =
        "the model is not here: run scripts/fetch-model, or set GATEHOUSE_MODEL to the folder that it filled"

    /// Opened once for all tests.
    static let model = Result { try EmbeddingModel(folder: folder) }

    struct Row: Decodable {
        var text: String
        var tokens: [UInt32]
        /// In base64, numbers of 16 bits.
        var vector: Data

        var numbers: [Float] {
            stride(from: 0, to: self.vector.count - 1, by: 2).map { place in
                Float(Float16(bitPattern: UInt16(self.vector[place]) | UInt16(self.vector[place + 1]) << 8))
            }
        }
    }

    /// Made by `bench/embedding/reference.py fixture --model DIR Tests/Corpora/embedding-reference.json`.
    static func rows() throws -> [Row] {
        let path = ProcessInfo.processInfo.environment["GATEHOUSE_EMBEDDING_REFERENCE"]
        let file = path.map { URL(filePath: $0) } ?? tests.appending(path: "Corpora/embedding-reference.json")
        return try JSONDecoder().decode([Row].self, from: Data(contentsOf: file))
    }
}
