import Crypto

/// A list of exact values of which the policy file holds hashes only: "our customer numbers".
///
/// A pattern says what such a value looks like; what it finds counts where the list has its hash. The salt stands beside
/// the hashes, so this keeps the values from being read, not from being tried: a list of short numbers can be
/// recovered by whoever has the file and an afternoon.
package struct ValueHashes: Sendable, Hashable {
    package let salt: String
    /// The first 64 bits of each hash, sorted.
    private let hashes: [UInt64]

    package enum Limit {
        package static let values = 200_000
        package static let saltBytes = 8...128
        /// Of a value in its normal form; a shorter one would stand in every text.
        package static let valueBytesMin = 4
    }

    package init(salt: String, hashes: [UInt64]) {
        self.salt = salt
        self.hashes = Set(hashes).sorted()
    }

    package var count: Int { self.hashes.count }

    func contain(_ value: UnsafeRawBufferPointer) -> Bool {
        let hash = ValueHashes.hash(value, salt: self.salt)
        var (low, high) = (0, self.hashes.count)
        while low < high {
            let middle = (low + high) / 2
            if self.hashes[middle] < hash { low = middle + 1 } else { high = middle }
        }
        return low < self.hashes.count && self.hashes[low] == hash
    }

    /// SHA-256 of the salt, a zero byte and the value in its normal form, cut to 64 bits.
    private static func hash(_ value: UnsafeRawBufferPointer, salt: String) -> UInt64 {
        var hash = SHA256()
        hash.update(data: Array(salt.utf8) + [0] + ValueHashes.normal(value))
        return hash.finalize().prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// As different people write the same number: in any case, grouped by spaces, dashes or dots, or not.
    private static func normal(_ value: UnsafeRawBufferPointer) -> [UInt8] {
        value.compactMap { byte in
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."): nil
            default: ASCII.lowercased(byte)
            }
        }
    }

    var canonicalContent: String {
        var hash = SHA256()
        for value in self.hashes { withUnsafeBytes(of: value.bigEndian) { hash.update(bufferPointer: $0) } }
        return "\(canonical(self.salt)) \(self.hashes.count) "
            + hash.finalize().map { String($0, radix: 16) }.joined(separator: ".")
    }
}

extension ValueHashes {
    /// The entry of a value in `match_hashes.values`: sixteen hex digits. `nil` for a value that is too short to be one.
    package static func entry(for value: String, salt: String) -> String? {
        var value = value
        return value.withUTF8 { utf8 in
            let utf8 = UnsafeRawBufferPointer(utf8)
            guard ValueHashes.normal(utf8).count >= Limit.valueBytesMin else { return nil }
            return String(hex: ValueHashes.hash(utf8, salt: salt))
        }
    }

    /// A salt for a new list: 32 hex digits.
    package static func newSalt(using generator: inout some RandomNumberGenerator) -> String {
        String(hex: generator.next()) + String(hex: generator.next())
    }

    /// Reads an entry: at least sixteen hex digits, of which the first sixteen count.
    static func hash(ofEntry entry: String) -> UInt64? {
        guard (16...64).contains(entry.utf8.count),
            entry.utf8.allSatisfy({ ASCII.isDigit($0) || ASCII.isHexLetter($0) })
        else { return nil }
        return UInt64(entry.prefix(16), radix: 16)
    }
}

extension String {
    /// Sixteen digits.
    fileprivate init(hex word: UInt64) {
        let digits = String(word, radix: 16)
        self = String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
