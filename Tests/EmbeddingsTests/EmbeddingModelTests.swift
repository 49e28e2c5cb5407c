import Foundation
import Testing

@testable import Embeddings

@Suite struct EmbeddingModelTests {
    let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
    }

    /// What is said if the model cannot be opened; it must name the file and what to do.
    func complaint(_ open: () throws -> Void) -> String {
        let error = #expect(throws: EmbeddingModelError.self) { try open() }
        let text = error?.description ?? ""
        #expect(text.contains(self.folder.path))
        #expect(text.contains("scripts/fetch-model"))
        return text
    }

    @Test func saysThatAFileIsMissing() {
        #expect(self.complaint { _ = try EmbeddingModel(folder: self.folder.path) }.contains("No such file"))
        #expect(self.complaint { try EmbeddingModel.verify(folder: self.folder.path) }.contains("No such file"))
    }

    @Test func saysThatAFileHasTheWrongSize() throws {
        _ = try self.folder.file("model.safetensors", [1, 2, 3])
        #expect(
            self.complaint { _ = try EmbeddingModel(folder: self.folder.path) }
                .contains("model.safetensors has 3 bytes and should have 90868376")
        )
    }

    @Test func saysThatAFileIsEmptyOrAFolder() throws {
        _ = try self.folder.file("model.safetensors")
        #expect(self.complaint { _ = try EmbeddingModel(folder: self.folder.path) }.contains("it is empty"))
        let inner = try TemporaryFolder()
        #expect(throws: EmbeddingModelError.self) { try MappedFile(path: inner.path) }
    }

    @Test func saysThatAFileOfTheRightSizeIsNotTheModel() throws {
        _ = try self.folder.file("model.safetensors", size: EmbeddingModel.weightsFile.bytes)
        #expect(self.complaint { _ = try EmbeddingModel(folder: self.folder.path) }.contains("damaged"))
        let hash = self.complaint { try EmbeddingModel.verify(folder: self.folder.path) }
        #expect(hash.contains("and should have \(EmbeddingModel.weightsFile.sha256)"))
    }

    @Test func saysThatNumbersAreNone() throws {
        let fault = EmbeddingModelError(.notFinite(tensor: "a.weight"), path: self.folder.path)
        #expect(self.complaint { throw fault }.contains("a.weight"))
    }

    @Test(.enabled(if: ReferenceModel.isThere, ReferenceModel.whyNot))
    func theModelIsWhatItShouldBe() throws {
        try EmbeddingModel.verify(folder: ReferenceModel.folder)
        #expect(try EmbeddingModel(folder: ReferenceModel.folder).vocabulary.count == 30_522)
    }

    @Test(.enabled(if: ReferenceModel.isThere, ReferenceModel.whyNot))
    func saysThatTheVocabularyIsMissing() throws {
        try FileManager.default.createSymbolicLink(
            atPath: self.folder.path + "/model.safetensors",
            withDestinationPath: ReferenceModel.folder + "/model.safetensors"
        )
        #expect(self.complaint { _ = try EmbeddingModel(folder: self.folder.path) }.contains("vocab.txt"))
    }
}
