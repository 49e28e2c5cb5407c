import Testing

@testable import Embeddings

@Suite struct VocabularyTests {
    @Test(arguments: ["\n", "\r\n"])
    func findsEachWordAndNothingElse(_ separator: String) throws {
        let vocabulary = try MiniVocabulary.make(separator: separator)
        #expect(vocabulary.count == MiniVocabulary.words.count)
        for (token, word) in MiniVocabulary.words.enumerated() {
            let continuing = word.hasPrefix("##")
            let bytes = Array((continuing ? String(word.dropFirst(2)) : word).utf8)
            #expect(vocabulary.token(of: bytes[...], continuing: continuing) == UInt32(token), "\(word)")
        }
        for word in ["lo", "lowe", "", "aff", "zzz"] {
            #expect(vocabulary.token(of: Array(word.utf8)[...], continuing: false) == nil, "\(word)")
        }
        #expect(vocabulary.token(of: Array("low".utf8)[...], continuing: true) == nil)
    }

    @Test func refusesWhatIsNoVocabulary() {
        for words in [
            [], ["low"], ["[PAD]", "[UNK]", "[CLS]", "[SEP]"], ["[PAD]", "", "[UNK]", "[CLS]", "[SEP]", "[MASK]"],
        ] {
            #expect(throws: EmbeddingModelError.self) { try MiniVocabulary.make(words) }
        }
    }

    @Test func refusesAnotherCountOfWords() throws {
        let text = Array(MiniVocabulary.words.joined(separator: "\n").utf8)
        let error = #expect(throws: EmbeddingModelError.self) {
            try text.withUnsafeBytes { bytes throws(EmbeddingModelError) in
                try Vocabulary(bytes, path: "vocab.txt", words: 30_522)
            }
        }
        #expect(error?.description.contains("not 30522") == true)
    }
}
