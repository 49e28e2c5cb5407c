internal import CEncoder

/// The tokenizer of BERT (uncased): text is folded (accents away, lower case), split at white space, punctuation and
/// ideographs, and each word becomes the longest pieces that the vocabulary has (arXiv 1609.08144, section 4.1).
///
/// It gives what the `tokenizers` package gives, special tokens that are spelled out in the text included.
package struct WordPiece: Sendable {
    /// Longer words are unknown.
    static let wordScalarsMax = 100
    /// What is looked at of a text: enough for any that has no more than `tokensMax` tokens and is written to be read.
    package static let textBytesMax = 64 << 10

    /// What a thread reuses from text to text.
    package struct Scratch {
        /// The tokens of the last text, in its order, `[CLS]` first and `[SEP]` last.
        package fileprivate(set) var tokens: [UInt32] = []
        /// The text had more.
        package fileprivate(set) var isTruncated = false
        /// The word that is being read, folded, in UTF-8.
        fileprivate var word: [UInt8] = []
        fileprivate var wordScalars = 0
        fileprivate var tokensMax = 0

        package init() {}
    }

    private let vocabulary: Vocabulary
    private let tokensMax: Int

    /// - Parameter tokensMax: of one text, `[CLS]` and `[SEP]` counted; at least 2.
    init(_ vocabulary: Vocabulary, tokensMax: Int) {
        self.vocabulary = vocabulary
        self.tokensMax = max(2, tokensMax)
    }

    /// The tokenizer of another vocabulary: a word a line, the special ones among them.
    package init(vocabulary: UnsafeRawBufferPointer, path: String, tokensMax: Int) throws(EmbeddingModelError) {
        self.init(try Vocabulary(vocabulary, path: path), tokensMax: tokensMax)
    }

    /// Puts the tokens of a text into a scratch.
    package func read(_ text: UnsafeRawBufferPointer, into scratch: inout Scratch) {
        scratch.tokens.removeAll(keepingCapacity: true)
        scratch.tokens.append(self.vocabulary.special.start)
        scratch.isTruncated = text.count > Self.textBytesMax
        scratch.tokensMax = self.tokensMax
        self.clearWord(&scratch)
        var reader = UTF8Reader(UnsafeRawBufferPointer(rebasing: text.prefix(Self.textBytesMax)))
        while scratch.tokens.count < self.tokensMax, let scalar = reader.next() {
            if scalar == 0x5B, let token = self.special(&reader) {
                self.endWord(&scratch)
                scratch.tokens.append(token)
            } else {
                self.take(scalar, into: &scratch)
            }
        }
        self.endWord(&scratch)
        // One place is kept for the end. Reading went on until there was a token too many, or no more text.
        if scratch.tokens.count > self.tokensMax - 1 {
            scratch.isTruncated = true
            scratch.tokens.removeLast(scratch.tokens.count - (self.tokensMax - 1))
        }
        scratch.tokens.append(self.vocabulary.special.end)
    }

    /// The special token behind an opening bracket.
    private func special(_ reader: inout UTF8Reader) -> UInt32? {
        if reader.skip("CLS]") { return self.vocabulary.special.start }
        if reader.skip("SEP]") { return self.vocabulary.special.end }
        if reader.skip("UNK]") { return self.vocabulary.special.unknown }
        if reader.skip("PAD]") { return self.vocabulary.special.padding }
        if reader.skip("MASK]") { return self.vocabulary.special.mask }
        return nil
    }
}

extension WordPiece {
    private func take(_ scalar: UInt32, into scratch: inout Scratch) {
        if scalar < 0x80 {
            switch scalar {
            case 0x41...0x5A: self.append(scalar + 0x20, to: &scratch)
            case 0x61...0x7A, 0x30...0x39: self.append(scalar, to: &scratch)
            case 0x20, 0x09, 0x0A, 0x0D: self.endWord(&scratch)
            case 0x21...0x7E: self.standAlone(scalar, in: &scratch)
            // Control characters are not there.
            default: break
            }
            return
        }
        if scalar >= 0xAC00, scalar <= 0xD7A3 { return self.takeHangul(scalar - 0xAC00, into: &scratch) }
        let run = folding_run_of(scalar)
        switch folding_kind(run.kind) {
        case folding_removed: return
        case folding_space: self.endWord(&scratch)
        case folding_alone: self.standAlone(Self.shifted(scalar, by: run.shift), in: &scratch)
        case folding_every_other:
            self.append(Self.shifted(scalar, by: (scalar &- run.first) & 1 == 0 ? run.shift : 0), to: &scratch)
        default:
            let letters = folding_sequence_of(scalar).letters
            guard letters.0 == 0 else {
                for letter in [letters.0, letters.1, letters.2] where letter != 0 {
                    self.takeFolded(letter, into: &scratch)
                }
                return
            }
            self.takeFolded(Self.shifted(scalar, by: run.shift), into: &scratch)
        }
    }

    private static func shifted(_ scalar: UInt32, by shift: Int32) -> UInt32 {
        scalar &+ UInt32(bitPattern: shift)
    }

    /// A syllable is its two or three letters (Unicode, 3.12 Conjoining Jamo Behavior).
    private func takeHangul(_ index: UInt32, into scratch: inout Scratch) {
        self.append(0x1100 + index / 588, to: &scratch)
        self.append(0x1161 + index % 588 / 28, to: &scratch)
        if index % 28 > 0 { self.append(0x11A7 + index % 28, to: &scratch) }
    }

    private func takeFolded(_ scalar: UInt32, into scratch: inout Scratch) {
        let isMark =
            switch scalar {
            case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
            default: scalar >= 0x80 && folding_is_mark(scalar) != 0
            }
        if isMark { self.standAlone(scalar, in: &scratch) } else { self.append(scalar, to: &scratch) }
    }

    private func standAlone(_ scalar: UInt32, in scratch: inout Scratch) {
        self.endWord(&scratch)
        self.append(scalar, to: &scratch)
        self.endWord(&scratch)
    }

    /// No more than what makes the word an unknown one is kept of it.
    private func append(_ scalar: UInt32, to scratch: inout Scratch) {
        scratch.wordScalars += 1
        guard scratch.wordScalars <= Self.wordScalarsMax, let scalar = Unicode.Scalar(scalar) else { return }
        scratch.word.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    private func clearWord(_ scratch: inout Scratch) {
        scratch.word.removeAll(keepingCapacity: true)
        scratch.wordScalars = 0
    }

    /// Turns the word that was read into tokens: the longest piece that is a word, then the longest that continues it, and
    /// so on; one unknown token if nothing fits somewhere.
    private func endWord(_ scratch: inout Scratch) {
        guard scratch.wordScalars > 0 else { return }
        defer { self.clearWord(&scratch) }
        guard scratch.tokens.count < scratch.tokensMax else { return }
        let first = scratch.tokens.count
        guard scratch.wordScalars <= Self.wordScalarsMax else {
            scratch.tokens.append(self.vocabulary.special.unknown)
            return
        }
        var start = 0
        while start < scratch.word.count {
            var end = min(scratch.word.count, start + self.vocabulary.wordBytesMax)
            var token: UInt32?
            while end > start, token == nil {
                token = self.vocabulary.token(of: scratch.word[start..<end], continuing: start > 0)
                if token == nil { end -= 1 }
            }
            guard let token else {
                scratch.tokens.removeLast(scratch.tokens.count - first)
                scratch.tokens.append(self.vocabulary.special.unknown)
                return
            }
            scratch.tokens.append(token)
            start = end
        }
    }
}
