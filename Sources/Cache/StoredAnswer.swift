internal import Exchange

/// How an answer lies in the store: a head of fixed size, three texts, the body. Little-endian.
///
/// The checksum covers every other byte and begins with the fingerprint, which stands in the head as well: a value that
/// was damaged, cut short or moved under another key is told from a good one.
enum StoredAnswer {
    static let headBytes = 96
    /// The longest of the three texts.
    static let textBytesMax = 1024
    /// What a value takes at most besides its body.
    static let overheadMax = StoredAnswer.headBytes + 3 * StoredAnswer.textBytesMax

    private static let version: UInt8 = 1

    private enum Offset {
        static let version = 0
        static let form = 1
        static let endpoint = 2
        static let dialect = 3
        static let status = 4
        static let contentType = 6
        static let flags = 7
        static let storedAt = 8
        static let expiresAt = 16
        static let promptTokens = 24
        static let completionTokens = 32
        static let policyCount = 40
        static let targetCount = 42
        static let upstreamModelCount = 44
        // 46: two zeros.
        static let bodyCount = 48
        // 52: four zeros.
        static let fingerprint = 56
        static let checksum = 88
    }

    private enum Flag {
        static let hasUsage: UInt8 = 1
        static let isChangedByPolicy: UInt8 = 2
        static let bodyHasUsage: UInt8 = 4
    }

    /// Nil if a text is longer than `textBytesMax`.
    static func encode(
        _ answer: CachedAnswer,
        body: UnsafeRawBufferPointer,
        under fingerprint: Fingerprint
    ) -> [UInt8]? {
        let counts = (answer.policy.utf8.count, answer.target.utf8.count, answer.upstreamModel.utf8.count)
        guard max(counts.0, counts.1, counts.2) <= StoredAnswer.textBytesMax,
            let bodyCount = UInt32(exactly: body.count)
        else {
            return nil
        }
        var value: [UInt8] = []
        value.reserveCapacity(StoredAnswer.headBytes + counts.0 + counts.1 + counts.2 + body.count)
        value.append(contentsOf: repeatElement(0, count: StoredAnswer.headBytes))
        value.append(contentsOf: answer.policy.utf8)
        value.append(contentsOf: answer.target.utf8)
        value.append(contentsOf: answer.upstreamModel.utf8)
        value.append(contentsOf: body)
        value.withUnsafeMutableBytes { value in
            value[Offset.version] = StoredAnswer.version
            value[Offset.form] = answer.form.rawValue
            value[Offset.endpoint] = answer.endpoint.rawValue
            value[Offset.dialect] = answer.dialect.rawValue
            value.store(answer.status, at: Offset.status)
            value[Offset.contentType] = answer.contentType.rawValue
            value[Offset.flags] =
                (answer.usage == nil ? 0 : Flag.hasUsage) | (answer.isChangedByPolicy ? Flag.isChangedByPolicy : 0)
                | (answer.bodyHasUsage ? Flag.bodyHasUsage : 0)
            value.store(answer.storedAt, at: Offset.storedAt)
            value.store(answer.expiresAt, at: Offset.expiresAt)
            value.store(answer.usage?.prompt ?? 0, at: Offset.promptTokens)
            value.store(answer.usage?.completion ?? 0, at: Offset.completionTokens)
            value.store(UInt16(truncatingIfNeeded: counts.0), at: Offset.policyCount)
            value.store(UInt16(truncatingIfNeeded: counts.1), at: Offset.targetCount)
            value.store(UInt16(truncatingIfNeeded: counts.2), at: Offset.upstreamModelCount)
            value.store(bodyCount, at: Offset.bodyCount)
            fingerprint.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: value[Offset.fingerprint...]).copyMemory(from: $0)
            }
            let checksum = StoredAnswer.checksum(UnsafeRawBufferPointer(value), under: fingerprint)
            value.store(checksum, at: Offset.checksum)
        }
        return value
    }

    /// Nil if this is not, byte for byte, what was stored under this fingerprint.
    static func decode(_ value: UnsafeRawBufferPointer, under fingerprint: Fingerprint) -> CachedAnswerView? {
        guard value.count >= StoredAnswer.headBytes, value[Offset.version] == StoredAnswer.version,
            StoredAnswer.fingerprint(of: value) == fingerprint,
            value.load(UInt64.self, at: Offset.checksum) == StoredAnswer.checksum(value, under: fingerprint),
            let form = CachedAnswer.Form(rawValue: value[Offset.form]),
            let endpoint = Endpoint(rawValue: value[Offset.endpoint]),
            let dialect = Dialect(rawValue: value[Offset.dialect]),
            let contentType = CachedAnswer.ContentType(rawValue: value[Offset.contentType])
        else {
            return nil
        }
        let policyEnd = StoredAnswer.headBytes + Int(value.load(UInt16.self, at: Offset.policyCount))
        let targetEnd = policyEnd + Int(value.load(UInt16.self, at: Offset.targetCount))
        let modelEnd = targetEnd + Int(value.load(UInt16.self, at: Offset.upstreamModelCount))
        let bodyEnd = modelEnd + Int(value.load(UInt32.self, at: Offset.bodyCount))
        guard bodyEnd == value.count else {
            return nil
        }
        let flags = value[Offset.flags]
        let usage = TokenUsage(
            prompt: value.load(UInt64.self, at: Offset.promptTokens),
            completion: value.load(UInt64.self, at: Offset.completionTokens)
        )
        return CachedAnswerView(
            form: form,
            status: value.load(UInt16.self, at: Offset.status),
            contentType: contentType,
            endpoint: endpoint,
            dialect: dialect,
            storedAt: value.load(UInt64.self, at: Offset.storedAt),
            expiresAt: value.load(UInt64.self, at: Offset.expiresAt),
            isChangedByPolicy: flags & Flag.isChangedByPolicy != 0,
            usage: flags & Flag.hasUsage != 0 ? usage : nil,
            bodyHasUsage: flags & Flag.bodyHasUsage != 0,
            policy: UnsafeRawBufferPointer(rebasing: value[StoredAnswer.headBytes..<policyEnd]),
            target: UnsafeRawBufferPointer(rebasing: value[policyEnd..<targetEnd]),
            upstreamModel: UnsafeRawBufferPointer(rebasing: value[targetEnd..<modelEnd]),
            body: UnsafeRawBufferPointer(rebasing: value[modelEnd..<bodyEnd])
        )
    }

    /// The fingerprint that a value was stored under, unchecked; nil if it is too short to be one of ours.
    static func fingerprint(of value: UnsafeRawBufferPointer) -> Fingerprint? {
        guard value.count >= StoredAnswer.headBytes else {
            return nil
        }
        return Fingerprint(
            UnsafeRawBufferPointer(rebasing: value[Offset.fingerprint..<Offset.fingerprint + Fingerprint.byteCount])
        )
    }

    /// When a value expires, unchecked; a value that is too short has expired.
    static func expiresAt(of value: UnsafeRawBufferPointer) -> UInt64 {
        value.count >= StoredAnswer.headBytes ? value.load(UInt64.self, at: Offset.expiresAt) : 0
    }

    private static func checksum(_ value: UnsafeRawBufferPointer, under fingerprint: Fingerprint) -> UInt64 {
        var checksum = Checksum(seed: fingerprint.seed)
        checksum.add(UnsafeRawBufferPointer(rebasing: value[..<Offset.checksum]))
        checksum.add(UnsafeRawBufferPointer(rebasing: value[StoredAnswer.headBytes...]))
        return checksum.value
    }
}

extension UnsafeMutableRawBufferPointer {
    fileprivate func store(_ number: some FixedWidthInteger & BitwiseCopyable, at offset: Int) {
        self.storeBytes(of: number.littleEndian, toByteOffset: offset, as: type(of: number))
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func load<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, at offset: Int) -> T {
        T(littleEndian: self.loadUnaligned(fromByteOffset: offset, as: type))
    }
}
