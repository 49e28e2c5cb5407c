internal import Crypto

/// Seals what an answer says with AES-256-GCM (NIST SP 800-38D), under a key that this store alone has.
///
/// The store's key is derived from the master key and a salt that was drawn when the store was made (HKDF, RFC 5869), so
/// that no two stores use random nonces under one key: 2³² of them is what the standard allows. The head of the value,
/// with the fingerprint and all times in it, is the associated data: what was sealed for one request opens for no other.
struct AnswerSeal: Sendable {
    static let saltByteCount = 32
    static let masterKeyByteCount = 32
    private static let nonceByteCount = 12
    private static let tagByteCount = 16
    /// What sealing adds to a value.
    static let overhead = nonceByteCount + tagByteCount

    private let key: SymmetricKey
    /// Tells a value that was sealed under another key without an attempt to open it.
    let id: UInt64

    init(masterKey: [UInt8], salt: [UInt8]) {
        let master = SymmetricKey(data: masterKey)
        func derive(_ use: String, _ count: Int) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: master,
                salt: salt,
                info: Array("gatehouse cache \(use)".utf8),
                outputByteCount: count
            )
        }
        self.key = derive("seal", 32)
        self.id = derive("seal id", 8).withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    }

    static func newSalt() -> [UInt8] {
        SymmetricKey(size: SymmetricKeySize(bitCount: AnswerSeal.saltByteCount * 8)).withUnsafeBytes { [UInt8]($0) }
    }

    /// Nonce, sealed text and tag; nil if the library fails.
    func seal(_ text: [UInt8], head: [UInt8]) -> [UInt8]? {
        guard let box = try? AES.GCM.seal(text, using: self.key, authenticating: head) else {
            return nil
        }
        var sealed: [UInt8] = []
        sealed.reserveCapacity(text.count + AnswerSeal.overhead)
        sealed.append(contentsOf: box.nonce)
        sealed.append(contentsOf: box.ciphertext)
        sealed.append(contentsOf: box.tag)
        return sealed
    }

    /// Nil if this is not, byte for byte, what was sealed with this head.
    func open(_ sealed: UnsafeRawBufferPointer, head: UnsafeRawBufferPointer) -> [UInt8]? {
        guard sealed.count >= AnswerSeal.overhead else {
            return nil
        }
        let textEnd = sealed.count - AnswerSeal.tagByteCount
        guard let nonce = try? AES.GCM.Nonce(data: sealed[..<AnswerSeal.nonceByteCount].bytes),
            let box = try? AES.GCM.SealedBox(
                nonce: nonce,
                ciphertext: sealed[AnswerSeal.nonceByteCount..<textEnd].bytes,
                tag: sealed[textEnd...].bytes
            ),
            let text = try? AES.GCM.open(box, using: self.key, authenticating: [UInt8](head))
        else {
            return nil
        }
        return [UInt8](text)
    }
}

extension Slice<UnsafeRawBufferPointer> {
    fileprivate var bytes: [UInt8] { [UInt8](UnsafeRawBufferPointer(rebasing: self)) }
}

/// The master key has another length than AES-256 takes.
package struct MasterKeyError: Error, CustomStringConvertible {
    package var description: String { "the cache's master key must have \(AnswerSeal.masterKeyByteCount) bytes" }
}
