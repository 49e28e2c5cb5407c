/// What two messages have in common when they ask provably the same: equal forms, one question.
///
/// The bytes are opaque and hold no text in a stable encoding: they are a part of a cache key, together with
/// `Normalizer.fingerprint`, and never shown.
package struct NormalForm: Hashable, Sendable {
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }
}
