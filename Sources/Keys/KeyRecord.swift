internal import Exchange

/// How a key lies in the store: a version, then fields, each a tag, a length (32 bits, little-endian) and its bytes, and the
/// CRC-32 of it all.
///
/// A reader refuses a damaged record, and a field that it does not know: it may be a restriction, and a key must not become
/// stronger because something of it is lost or because an older program reads it.
struct KeyRecord {
    var key: CallerKey
    var digest: KeyedDigest

    private static let version: UInt8 = 1

    private enum Tag: UInt8 {
        case digest = 1
        case name = 2
        case team = 3
        case policy = 4
        /// Once for each model.
        case model = 5
        case requests = 6
        case tokens = 7
        case concurrent = 8
        case createdAt = 9
        case expiresAt = 10
        case revokedAt = 11
        /// Only where it is so, with no bytes.
        case explains = 12
    }

    init(key: CallerKey, digest: KeyedDigest) {
        self.key = key
        self.digest = digest
    }

    func encoded() -> [UInt8] {
        var output: [UInt8] = [Self.version]
        func append(_ tag: Tag, _ bytes: some Collection<UInt8>) {
            output.append(tag.rawValue)
            output.append(contentsOf: UInt64(bytes.count).littleEndianBytes.prefix(4))
            output.append(contentsOf: bytes)
        }
        func append(_ tag: Tag, _ rate: LimitSettings.Rate?) {
            guard let rate else { return }
            append(tag, rate.amount.littleEndianBytes + rate.period.littleEndianBytes)
        }
        append(.digest, self.digest.bytes)
        append(.name, self.key.grant.name.utf8)
        if let team = self.key.grant.team { append(.team, team.utf8) }
        if let policy = self.key.grant.policy { append(.policy, policy.utf8) }
        for model in self.key.grant.models { append(.model, model.utf8) }
        append(.requests, self.key.grant.limits.requests)
        append(.tokens, self.key.grant.limits.tokens)
        if let concurrent = self.key.grant.limits.concurrent {
            append(.concurrent, UInt64(clamping: concurrent).littleEndianBytes)
        }
        append(.createdAt, self.key.createdAt.littleEndianBytes)
        if let expiresAt = self.key.grant.expiresAt { append(.expiresAt, expiresAt.littleEndianBytes) }
        if let revokedAt = self.key.revokedAt { append(.revokedAt, revokedAt.littleEndianBytes) }
        if self.key.grant.explains { append(.explains, EmptyCollection()) }
        output.append(contentsOf: Self.checksum(of: output))
        return output
    }

    /// `nil` for what this version did not write.
    init?(id: String, _ record: UnsafeRawBufferPointer) {
        let bytes = UnsafeRawBufferPointer(rebasing: record.dropLast(4))
        guard bytes.first == Self.version, record.suffix(4).elementsEqual(Self.checksum(of: Array(bytes))) else {
            return nil
        }
        var key = CallerKey(id: id, grant: KeyGrant(name: "", models: []), createdAt: 0)
        var digest: KeyedDigest?
        var rest = bytes.dropFirst()
        while !rest.isEmpty {
            guard let tag = Tag(rawValue: rest.removeFirst()), rest.count >= 4 else { return nil }
            let length = Int(UInt64(littleEndianBytes: rest.prefix(4)))
            rest = rest.dropFirst(4)
            guard rest.count >= length else { return nil }
            let field = rest.prefix(length)
            rest = rest.dropFirst(length)
            switch tag {
            case .digest:
                guard length == KeyedDigest.length else { return nil }
                digest = KeyedDigest(UnsafeRawBufferPointer(rebasing: field))
            case .name: key.grant.name = String(decoding: field, as: UTF8.self)
            case .team: key.grant.team = String(decoding: field, as: UTF8.self)
            case .policy: key.grant.policy = String(decoding: field, as: UTF8.self)
            case .model: key.grant.models.append(String(decoding: field, as: UTF8.self))
            case .requests: key.grant.limits.requests = Self.rate(field)
            case .tokens: key.grant.limits.tokens = Self.rate(field)
            case .concurrent: key.grant.limits.concurrent = Int(clamping: UInt64(littleEndianBytes: field))
            case .createdAt: key.createdAt = UInt64(littleEndianBytes: field)
            case .expiresAt: key.grant.expiresAt = UInt64(littleEndianBytes: field)
            case .revokedAt: key.revokedAt = UInt64(littleEndianBytes: field)
            case .explains: key.grant.explains = true
            }
        }
        guard let digest else { return nil }
        self.init(key: key, digest: digest)
    }

    static func checksum(of bytes: [UInt8]) -> ArraySlice<UInt8> {
        UInt64(bytes.withUnsafeBytes { CRC32.checksum(of: $0) }).littleEndianBytes.prefix(4)
    }

    private static func rate(_ field: Slice<UnsafeRawBufferPointer>) -> LimitSettings.Rate {
        LimitSettings.Rate(
            amount: UInt64(littleEndianBytes: field.prefix(8)),
            period: max(1, UInt64(littleEndianBytes: field.dropFirst(8)))
        )
    }
}

extension UInt64 {
    fileprivate var littleEndianBytes: [UInt8] {
        withUnsafeBytes(of: self.littleEndian) { Array($0) }
    }

    /// The number of up to eight bytes.
    fileprivate init(littleEndianBytes bytes: Slice<UnsafeRawBufferPointer>) {
        self = 0
        for (place, byte) in bytes.prefix(8).enumerated() { self |= UInt64(byte) << UInt64(8 * place) }
    }
}
