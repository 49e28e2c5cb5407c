internal import Crypto

/// all-MiniLM-L6-v2 as `scripts/fetch-model` leaves it in a folder: its weights, mapped and packed, and its vocabulary.
///
/// Opening it takes some 50 ms and 21 MB of memory; any number of encoders and threads share one.
package final class EmbeddingModel: Sendable {
    /// A file of the model and what it must be.
    package struct File: Sendable {
        package var name: String
        package var bytes: Int
        /// In hexadecimal.
        package var sha256: String
    }

    /// The same as in `scripts/fetch-model`.
    package static let weightsFile = File(
        name: "model.safetensors",
        bytes: 90_868_376,
        sha256: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    )
    package static let vocabularyFile = File(
        name: "vocab.txt",
        bytes: 231_508,
        sha256: "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
    )
    /// Where the model lies in the data folder.
    package static let folderInData = "models/all-minilm-l6-v2"
    /// The numbers of an embedding.
    package static let dimensions = EncoderShape.width

    let weights: EncoderWeights
    let vocabulary: Vocabulary

    /// Opens the model of a folder and checks all that is quick: sizes, the tensors, their shapes and numbers.
    package init(folder: String) throws(EmbeddingModelError) {
        self.weights = try EncoderWeights(Self.map(Self.weightsFile, in: folder))
        let vocabulary = try Self.map(Self.vocabularyFile, in: folder)
        self.vocabulary = try Vocabulary(vocabulary.bytes, path: vocabulary.path, words: EncoderShape.words)
    }

    /// Reads the files of a folder to the end and compares their SHA-256: for `gatehouse check`; it takes about 0.1 s.
    package static func verify(folder: String) throws(EmbeddingModelError) {
        for expected in [Self.weightsFile, Self.vocabularyFile] {
            let file = try Self.map(expected, in: folder)
            var hash = SHA256()
            hash.update(bufferPointer: file.bytes)
            let found = Self.hexadecimal(hash.finalize())
            guard found == expected.sha256 else {
                throw EmbeddingModelError(.wrongHash(found, expected: expected.sha256), path: file.path)
            }
        }
    }

    private static func map(_ expected: File, in folder: String) throws(EmbeddingModelError) -> MappedFile {
        let file = try MappedFile(path: folder + "/" + expected.name)
        guard file.bytes.count == expected.bytes else {
            let reason = EmbeddingModelError.Reason.wrongSize(bytes: file.bytes.count, expected: expected.bytes)
            throw EmbeddingModelError(reason, path: file.path)
        }
        return file
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            text += byte < 16 ? "0" : ""
            text += String(byte, radix: 16)
        }
        return text
    }
}
