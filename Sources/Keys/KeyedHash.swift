internal import Crypto

/// HMAC-SHA-256 (RFC 2104) under one key of this installation.
///
/// Credentials are kept and looked up by it alone: who reads the store cannot test guesses without the installation's key,
/// and who presents credentials cannot choose where in a table they land.
///
/// The key is hashed once, here: a digest starts from copies of the two states behind it, which measured at a third of what
/// `HMAC` takes when it is given the key each time.
struct KeyedHash: Sendable {
    private let inner: SHA256
    private let outer: SHA256

    /// - Parameter key: at most 64 bytes, the length of a block.
    init(key: [UInt8]) {
        precondition(key.count <= SHA256.blockByteCount, "a longer key would have to be hashed first")
        let block = key + [UInt8](repeating: 0, count: SHA256.blockByteCount - key.count)
        var (inner, outer) = (SHA256(), SHA256())
        inner.update(data: block.map { $0 ^ 0x36 })
        outer.update(data: block.map { $0 ^ 0x5C })
        (self.inner, self.outer) = (inner, outer)
    }

    func digest(of bytes: UnsafeRawBufferPointer) -> KeyDigest {
        var inner = self.inner
        inner.update(bufferPointer: bytes)
        var outer = self.outer
        inner.finalize().withUnsafeBytes { outer.update(bufferPointer: $0) }
        return outer.finalize().withUnsafeBytes { KeyDigest($0) }
    }

    func digest(of text: String) -> KeyDigest {
        var text = text
        return text.withUTF8 { self.digest(of: UnsafeRawBufferPointer($0)) }
    }
}

/// The 32 bytes that stand for a credential.
struct KeyDigest: Sendable, Hashable {
    static let length = 32

    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    /// Of 32 bytes; others are cut or filled with zeros.
    init(_ bytes: UnsafeRawBufferPointer) {
        withUnsafeMutableBytes(of: &self.words) { $0.copyBytes(from: bytes.prefix(Self.length)) }
    }

    var bytes: [UInt8] {
        withUnsafeBytes(of: self.words) { Array($0) }
    }

    /// In the same time for any two digests.
    static func == (a: KeyDigest, b: KeyDigest) -> Bool {
        let low = (a.words.0 ^ b.words.0) | (a.words.1 ^ b.words.1)
        let high = (a.words.2 ^ b.words.2) | (a.words.3 ^ b.words.3)
        return low | high == 0
    }

    func hash(into hasher: inout Hasher) {
        // Already as good as random.
        hasher.combine(self.words.0)
    }
}
