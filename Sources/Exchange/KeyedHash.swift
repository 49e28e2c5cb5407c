internal import Crypto

/// HMAC-SHA-256 (RFC 2104) under one key of this installation.
///
/// Credentials and requests are kept and looked up by it alone: who reads a store cannot test guesses without the
/// installation's key, and who presents a text cannot choose where in a table it lands.
///
/// The key is hashed once, here: a digest starts from copies of the two states behind it, which measured at a third of what
/// `HMAC` takes when it is given the key each time.
package struct KeyedHash: Sendable {
    private let inner: SHA256
    private let outer: SHA256

    /// - Parameter key: at most 64 bytes, the length of a block.
    package init(key: [UInt8]) {
        precondition(key.count <= SHA256.blockByteCount, "a longer key would have to be hashed first")
        let block = key + [UInt8](repeating: 0, count: SHA256.blockByteCount - key.count)
        var (inner, outer) = (SHA256(), SHA256())
        inner.update(data: block.map { $0 ^ 0x36 })
        outer.update(data: block.map { $0 ^ 0x5C })
        (self.inner, self.outer) = (inner, outer)
    }

    package func digest(of bytes: UnsafeRawBufferPointer) -> KeyedDigest {
        var inner = self.inner
        inner.update(bufferPointer: bytes)
        var outer = self.outer
        inner.finalize().withUnsafeBytes { outer.update(bufferPointer: $0) }
        return outer.finalize().withUnsafeBytes { KeyedDigest($0) }
    }

    /// The inner of the two hashes alone, at half the price of a short text: for tables in memory whose digests nobody sees.
    /// Without the outer hash, whoever saw the digest of one text could work out that of a longer one.
    package func innerDigest(of bytes: UnsafeRawBufferPointer) -> KeyedDigest {
        var inner = self.inner
        inner.update(bufferPointer: bytes)
        return inner.finalize().withUnsafeBytes { KeyedDigest($0) }
    }

    package func digest(of text: String) -> KeyedDigest {
        var text = text
        return text.withUTF8 { self.digest(of: UnsafeRawBufferPointer($0)) }
    }
}

/// The 32 bytes that stand for a text.
package struct KeyedDigest: Sendable, Hashable {
    package static let length = 32

    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    /// Of 32 bytes; others are cut or filled with zeros.
    package init(_ bytes: UnsafeRawBufferPointer) {
        Swift.withUnsafeMutableBytes(of: &self.words) { $0.copyBytes(from: bytes.prefix(Self.length)) }
    }

    package func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try Swift.withUnsafeBytes(of: self.words, body)
    }

    package var bytes: [UInt8] {
        self.withUnsafeBytes { Array($0) }
    }

    /// In the same time for any two digests.
    package static func == (a: KeyedDigest, b: KeyedDigest) -> Bool {
        let low = (a.words.0 ^ b.words.0) | (a.words.1 ^ b.words.1)
        let high = (a.words.2 ^ b.words.2) | (a.words.3 ^ b.words.3)
        return low | high == 0
    }

    package func hash(into hasher: inout Hasher) {
        // Already as good as random.
        hasher.combine(self.words.0)
    }
}
