/// What a stored answer can be found by when it is to be purged or listed.
package struct CacheLabels: Sendable, Hashable {
    package static let tagsMax = 8
    package static let tagBytesMax = 64
    /// The longest key id, namespace, model or policy.
    package static let nameBytesMax = 1024

    /// The id of the key whose request was answered first.
    package var key: String
    /// Within the scope of that key.
    package var namespace: String
    /// The model's name in the configuration, or `provider/model`.
    package var model: String
    /// At most `tagsMax` of at most `tagBytesMax` bytes: an answer with more is not stored.
    package var tags: [String]
    /// `NAME@REVISION`; if empty, the policy of the answer stands for it.
    package var policy: String

    package init(
        key: String = "",
        namespace: String = "",
        model: String = "",
        tags: [String] = [],
        policy: String = ""
    ) {
        self.key = key
        self.namespace = namespace
        self.model = model
        self.tags = tags
        self.policy = policy
    }

    /// Each text with its length in front, as two little-endian bytes; nil if one is too long.
    var encoded: [UInt8]? {
        let names = [self.key, self.namespace, self.model, self.policy]
        guard self.tags.count <= CacheLabels.tagsMax,
            names.allSatisfy({ $0.utf8.count <= CacheLabels.nameBytesMax }),
            self.tags.allSatisfy({ $0.utf8.count <= CacheLabels.tagBytesMax })
        else {
            return nil
        }
        var bytes: [UInt8] = []
        for text in names + self.tags {
            let count = text.utf8.count
            bytes.append(UInt8(truncatingIfNeeded: count))
            bytes.append(UInt8(truncatingIfNeeded: count >> 8))
            bytes.append(contentsOf: text.utf8)
        }
        return bytes
    }

    static let encodedBytesMax = 4 * (2 + nameBytesMax) + tagsMax * (2 + tagBytesMax)
}

/// Labels where they lie, inside a stored answer.
struct EncodedLabels {
    let bytes: UnsafeRawBufferPointer

    /// Visits key, namespace, model, policy and then the tags.
    func forEachText(_ body: (_ index: Int, _ text: UnsafeRawBufferPointer) -> Void) {
        var offset = 0
        var index = 0
        while offset + 2 <= self.bytes.count {
            let count = Int(self.bytes[offset]) | Int(self.bytes[offset + 1]) << 8
            let end = offset + 2 + count
            guard end <= self.bytes.count else {
                return
            }
            body(index, UnsafeRawBufferPointer(rebasing: self.bytes[offset + 2..<end]))
            offset = end
            index += 1
        }
    }

    var decoded: CacheLabels {
        var labels = CacheLabels()
        self.forEachText { index, text in
            let text = String(decoding: text, as: UTF8.self)
            switch index {
            case 0: labels.key = text
            case 1: labels.namespace = text
            case 2: labels.model = text
            case 3: labels.policy = text
            default: labels.tags.append(text)
            }
        }
        return labels
    }
}
