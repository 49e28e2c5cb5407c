internal import Exchange

/// How an answer lies in the store: a head of fixed size, three texts, the labels, the body. Little-endian.
///
/// The head of a value that is not sealed has a checksum over every other byte, which begins with the fingerprint, that
/// stands in the head as well: a value that was damaged, cut short or moved under another key is told from a good one. In
/// a sealed value all behind the head is one sealed text, and the head is authenticated with it.
enum StoredAnswer {
    static let headBytes = 128
    /// The longest of the three texts.
    static let textBytesMax = 1024
    /// What a value takes at most besides its body.
    static let overheadMax =
        StoredAnswer.headBytes + 3 * StoredAnswer.textBytesMax + CacheLabels.encodedBytesMax + AnswerSeal.overhead

    static let version: UInt8 = 2

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
        static let staleUntil = 24
        static let errorStaleUntil = 32
        static let birth = 40
        static let promptTokens = 48
        static let completionTokens = 56
        static let upstreamMilliseconds = 64
        static let policyCount = 72
        static let targetCount = 74
        static let upstreamModelCount = 76
        static let labelsCount = 78
        static let bodyCount = 80
        // 84: four zeros.
        static let fingerprint = 88
        /// Of the other bytes; in a sealed value the id of the key.
        static let checksum = 120
    }

    private enum Flag {
        static let hasUsage: UInt8 = 1
        static let isChangedByPolicy: UInt8 = 2
        static let bodyHasUsage: UInt8 = 4
        static let isSealed: UInt8 = 8
    }

    /// - Parameter birth: the id of the last commit, as the answer is stored.
    /// - Returns: nil if a text is longer than `textBytesMax`, or a label than its bound.
    static func encode(
        _ answer: CachedAnswer,
        body: UnsafeRawBufferPointer,
        under fingerprint: Fingerprint,
        birth: UInt64 = 0,
        seal: AnswerSeal? = nil
    ) -> [UInt8]? {
        let counts = (answer.policy.utf8.count, answer.target.utf8.count, answer.upstreamModel.utf8.count)
        guard max(counts.0, counts.1, counts.2) <= StoredAnswer.textBytesMax,
            let bodyCount = UInt32(exactly: body.count), let labels = answer.labels.encoded
        else {
            return nil
        }
        let textCount = counts.0 + counts.1 + counts.2 + labels.count + body.count
        var value: [UInt8] = []
        value.reserveCapacity(StoredAnswer.headBytes + textCount + AnswerSeal.overhead)
        value.append(contentsOf: repeatElement(0, count: StoredAnswer.headBytes))
        value.withUnsafeMutableBytes { value in
            value[Offset.version] = StoredAnswer.version
            value[Offset.form] = answer.form.rawValue
            value[Offset.endpoint] = answer.endpoint.rawValue
            value[Offset.dialect] = answer.dialect.rawValue
            value.store(answer.status, at: Offset.status)
            value[Offset.contentType] = answer.contentType.rawValue
            value[Offset.flags] =
                (answer.usage == nil ? 0 : Flag.hasUsage) | (answer.isChangedByPolicy ? Flag.isChangedByPolicy : 0)
                | (answer.bodyHasUsage ? Flag.bodyHasUsage : 0) | (seal == nil ? 0 : Flag.isSealed)
            value.store(answer.storedAt, at: Offset.storedAt)
            value.store(answer.expiresAt, at: Offset.expiresAt)
            value.store(answer.staleUntil, at: Offset.staleUntil)
            value.store(answer.errorStaleUntil, at: Offset.errorStaleUntil)
            value.store(birth, at: Offset.birth)
            value.store(answer.usage?.prompt ?? 0, at: Offset.promptTokens)
            value.store(answer.usage?.completion ?? 0, at: Offset.completionTokens)
            value.store(answer.upstreamMilliseconds, at: Offset.upstreamMilliseconds)
            value.store(UInt16(truncatingIfNeeded: counts.0), at: Offset.policyCount)
            value.store(UInt16(truncatingIfNeeded: counts.1), at: Offset.targetCount)
            value.store(UInt16(truncatingIfNeeded: counts.2), at: Offset.upstreamModelCount)
            value.store(UInt16(truncatingIfNeeded: labels.count), at: Offset.labelsCount)
            value.store(bodyCount, at: Offset.bodyCount)
            fingerprint.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: value[Offset.fingerprint...]).copyMemory(from: $0)
            }
        }
        func appendTexts(to bytes: inout [UInt8]) {
            bytes.append(contentsOf: answer.policy.utf8)
            bytes.append(contentsOf: answer.target.utf8)
            bytes.append(contentsOf: answer.upstreamModel.utf8)
            bytes.append(contentsOf: labels)
            bytes.append(contentsOf: body)
        }
        if let seal {
            value.withUnsafeMutableBytes { $0.store(seal.id, at: Offset.checksum) }
            var text: [UInt8] = []
            text.reserveCapacity(textCount)
            appendTexts(to: &text)
            guard let sealed = seal.seal(text, head: value) else {
                return nil
            }
            value.append(contentsOf: sealed)
        } else {
            appendTexts(to: &value)
            let checksum = value.withUnsafeBytes { StoredAnswer.checksum($0, under: fingerprint) }
            value.withUnsafeMutableBytes { $0.store(checksum, at: Offset.checksum) }
        }
        return value
    }

    enum Reading {
        case good
        /// Not ours to read: sealed under another key, or not sealed where sealing is on.
        case foreign
        /// Not, byte for byte, what was stored under this fingerprint.
        case corrupt
    }

    /// Hands the answer to `body` if it is good.
    static func read(
        _ value: UnsafeRawBufferPointer,
        under fingerprint: Fingerprint,
        seal: AnswerSeal?,
        _ body: (CachedAnswerView) -> Void
    ) -> Reading {
        guard value.count >= StoredAnswer.headBytes, value[Offset.version] == StoredAnswer.version,
            StoredAnswer.fingerprint(of: value) == fingerprint
        else {
            return .corrupt
        }
        let sum = value.load(UInt64.self, at: Offset.checksum)
        let texts = UnsafeRawBufferPointer(rebasing: value[StoredAnswer.headBytes...])
        guard value[Offset.flags] & Flag.isSealed != 0 else {
            guard sum == StoredAnswer.checksum(value, under: fingerprint),
                let view = StoredAnswer.view(head: value, texts: texts)
            else {
                return .corrupt
            }
            guard seal == nil else {
                return .foreign
            }
            body(view)
            return .good
        }
        guard let seal, seal.id == sum else {
            return .foreign
        }
        let head = UnsafeRawBufferPointer(rebasing: value[..<StoredAnswer.headBytes])
        guard let opened = seal.open(texts, head: head) else {
            return .corrupt
        }
        return opened.withUnsafeBytes { texts in
            guard let view = StoredAnswer.view(head: value, texts: texts) else {
                return .corrupt
            }
            body(view)
            return .good
        }
    }

    private static func view(head: UnsafeRawBufferPointer, texts: UnsafeRawBufferPointer) -> CachedAnswerView? {
        guard let form = CachedAnswer.Form(rawValue: head[Offset.form]),
            let endpoint = Endpoint(rawValue: head[Offset.endpoint]),
            let dialect = Dialect(rawValue: head[Offset.dialect]),
            let contentType = CachedAnswer.ContentType(rawValue: head[Offset.contentType])
        else {
            return nil
        }
        let policyEnd = Int(head.load(UInt16.self, at: Offset.policyCount))
        let targetEnd = policyEnd + Int(head.load(UInt16.self, at: Offset.targetCount))
        let modelEnd = targetEnd + Int(head.load(UInt16.self, at: Offset.upstreamModelCount))
        let labelsEnd = modelEnd + Int(head.load(UInt16.self, at: Offset.labelsCount))
        guard labelsEnd + Int(head.load(UInt32.self, at: Offset.bodyCount)) == texts.count else {
            return nil
        }
        let flags = head[Offset.flags]
        let usage = TokenUsage(
            prompt: head.load(UInt64.self, at: Offset.promptTokens),
            completion: head.load(UInt64.self, at: Offset.completionTokens)
        )
        return CachedAnswerView(
            form: form,
            status: head.load(UInt16.self, at: Offset.status),
            contentType: contentType,
            endpoint: endpoint,
            dialect: dialect,
            storedAt: head.load(UInt64.self, at: Offset.storedAt),
            expiresAt: head.load(UInt64.self, at: Offset.expiresAt),
            staleUntil: head.load(UInt64.self, at: Offset.staleUntil),
            errorStaleUntil: head.load(UInt64.self, at: Offset.errorStaleUntil),
            upstreamMilliseconds: head.load(UInt64.self, at: Offset.upstreamMilliseconds),
            birth: head.load(UInt64.self, at: Offset.birth),
            isChangedByPolicy: flags & Flag.isChangedByPolicy != 0,
            usage: flags & Flag.hasUsage != 0 ? usage : nil,
            bodyHasUsage: flags & Flag.bodyHasUsage != 0,
            policy: UnsafeRawBufferPointer(rebasing: texts[..<policyEnd]),
            target: UnsafeRawBufferPointer(rebasing: texts[policyEnd..<targetEnd]),
            upstreamModel: UnsafeRawBufferPointer(rebasing: texts[targetEnd..<modelEnd]),
            body: UnsafeRawBufferPointer(rebasing: texts[labelsEnd...]),
            encodedLabels: EncodedLabels(bytes: UnsafeRawBufferPointer(rebasing: texts[modelEnd..<labelsEnd]))
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
