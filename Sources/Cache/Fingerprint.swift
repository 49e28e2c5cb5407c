import Exchange

/// What a request asks for and on whose behalf, as 32 bytes of HMAC-SHA-256: the key of a cached answer.
///
/// Equal fingerprints mean equal requests of one scope. Without the installation's key nobody can tell
/// from a fingerprint what was asked, nor make two requests that share one.
package struct Fingerprint: Sendable, Hashable {
    package static let byteCount = 32

    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// Of bytes that are exactly `byteCount` long, else nil.
    package init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count == Fingerprint.byteCount else {
            return nil
        }
        self.init(KeyedDigest(bytes))
    }

    init(_ digest: KeyedDigest) {
        self.words = digest.withUnsafeBytes { bytes in
            (
                bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
                bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
                bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
                bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
            )
        }
    }

    package func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try Swift.withUnsafeBytes(of: self.words, body)
    }

    package static func == (a: Fingerprint, b: Fingerprint) -> Bool {
        a.words == b.words
    }

    package func hash(into hasher: inout Hasher) {
        // The bytes are uniformly random to whoever lacks the key: one word spreads as well as four.
        hasher.combine(self.words.0)
    }

    /// The first eight bytes as a number that sorts like the fingerprint.
    var prefix: UInt64 { UInt64(bigEndian: self.words.0) }

    /// Eight bytes that the prefix says nothing of.
    var suffix: UInt64 { self.words.3 }

    /// A number that depends on every byte, to tie a checksum to its key.
    var seed: UInt64 {
        func mix(_ seed: UInt64, _ word: UInt64) -> UInt64 {
            (seed &<< 17 | seed &>> 47) &* 0x9fb2_1c65_1e98_df25 ^ word.littleEndian
        }
        return mix(mix(mix(self.words.0.littleEndian, self.words.1), self.words.2), self.words.3)
    }
}
