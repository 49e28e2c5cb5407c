package import Exchange

/// Everything but the body that decides which answer a request gets.
///
/// The policy is none of it: the body is the one that goes upstream, as the request side has left it, and the entry itself says
/// which policy has let its answer pass.
///
/// Each field enters the fingerprint with its length, so that no two sets of fields give the same bytes.
package struct FingerprintFields {
    package var endpoint: Endpoint
    package var dialect: Dialect
    package var model: CachedModel
    package var scope: CacheScope
    /// The caller's own division of its scope; empty if it names none.
    package var namespace: String
    /// What else reaches the upstream and may change its answer: the path and query of a provider's own route, each
    /// header of the caller that is sent on (`anthropic-beta: …`). In an order that does not depend on the caller.
    package var variants: [String]
    /// `max_tokens` and `max_completion_tokens` say the same to whoever answers. True of OpenAI itself, which calls the first
    /// the deprecated name of the second; others read one of them and not the other.
    package var tokenLimitsAreOne = false

    package init(
        endpoint: Endpoint,
        dialect: Dialect,
        model: CachedModel,
        scope: CacheScope,
        namespace: String = "",
        variants: [String] = [],
        tokenLimitsAreOne: Bool = false
    ) {
        self.endpoint = endpoint
        self.dialect = dialect
        self.model = model
        self.scope = scope
        self.namespace = namespace
        self.variants = variants
        self.tokenLimitsAreOne = tokenLimitsAreOne
    }
}

/// The buffer in which a loop writes down what it fingerprints; reused from request to request.
package struct CacheScratch {
    /// A larger buffer is given back after its request.
    private static let keptBytesMax = 1 << 20

    fileprivate var bytes: [UInt8] = []

    package init() {
        self.bytes.reserveCapacity(16 << 10)
    }

    fileprivate mutating func clear() {
        if self.bytes.capacity > CacheScratch.keptBytesMax {
            self = CacheScratch()
        } else {
            self.bytes.removeAll(keepingCapacity: true)
        }
    }
}

/// Makes fingerprints under the installation's key for the cache.
package struct FingerprintKey: Sendable {
    /// Changes whenever the meaning of a field does: old entries are then never found again.
    private static let version: UInt8 = 2

    private let hash: KeyedHash

    /// - Parameter bytes: 32 bytes that are used for nothing else.
    package init(_ bytes: [UInt8]) {
        precondition(bytes.count == 32, "the cache's key has 32 bytes")
        self.hash = KeyedHash(key: bytes)
    }

    /// - Parameter tape: of a scan of `body`, the request as it goes upstream.
    package func fingerprint(
        _ fields: FingerprintFields,
        tape: JSONTape,
        body: UnsafeRawBufferPointer,
        scratch: inout CacheScratch
    ) -> Fingerprint {
        self.write(fields, kind: .request, tape: tape, body: body, blank: nil, scratch: &scratch)
        return scratch.bytes.withUnsafeBytes { Fingerprint(self.hash.digest(of: $0)) }
    }

    /// The same of all requests that differ in one text of the body alone: the neighbourhood in which a semantic cache looks.
    ///
    /// - Parameter question: the node of that text.
    package func neighbourhood(
        _ fields: FingerprintFields,
        tape: JSONTape,
        body: UnsafeRawBufferPointer,
        question: Int,
        scratch: inout CacheScratch
    ) -> Fingerprint {
        self.write(fields, kind: .neighbourhood, tape: tape, body: body, blank: question, scratch: &scratch)
        return scratch.bytes.withUnsafeBytes { Fingerprint(self.hash.digest(of: $0)) }
    }

    /// One form of a question inside a neighbourhood.
    ///
    /// - Parameters:
    ///   - form: what all ways to ask it have in common.
    ///   - version: of the rules by which the form was made.
    package func equivalent(form: [UInt8], version: [UInt8], in neighbourhood: Fingerprint) -> Fingerprint {
        var bytes: [UInt8] = [FingerprintKey.version, Kind.equivalent.rawValue]
        neighbourhood.withUnsafeBytes { bytes.append(contentsOf: $0) }
        bytes.append(field: version)
        bytes.append(field: form)
        return bytes.withUnsafeBytes { Fingerprint(self.hash.digest(of: $0)) }
    }

    /// The raw values are part of what is hashed: never reuse one.
    private enum Kind: UInt8 {
        case request = 1
        case neighbourhood = 2
        case equivalent = 3
    }

    private func write(
        _ fields: FingerprintFields,
        kind: Kind,
        tape: JSONTape,
        body: UnsafeRawBufferPointer,
        blank: Int?,
        scratch: inout CacheScratch
    ) {
        scratch.clear()
        scratch.bytes.append(FingerprintKey.version)
        scratch.bytes.append(kind.rawValue)
        scratch.bytes.append(fields.endpoint.rawValue)
        scratch.bytes.append(fields.dialect.rawValue)
        scratch.bytes.append(contentsOf: fields.model.identity)
        fields.scope.append(to: &scratch.bytes)
        scratch.bytes.append(field: fields.namespace.utf8)
        scratch.bytes.append(length: fields.variants.count)
        for variant in fields.variants {
            scratch.bytes.append(field: variant.utf8)
        }
        var omitted = fields.endpoint.membersWithoutMeaning
        if fields.tokenLimitsAreOne, let limit = FingerprintKey.onlyTokenLimit(tape, in: body) {
            omitted += FingerprintKey.tokenLimits
            scratch.bytes.append(1)
            tape.appendCanonical(of: limit, in: body, into: &scratch.bytes)
        } else {
            scratch.bytes.append(0)
        }
        tape.appendCanonical(in: body, omitting: omitted, blank: blank, into: &scratch.bytes)
    }
}

extension FingerprintKey {
    private static let tokenLimits: [StaticString] = ["max_tokens", "max_completion_tokens"]

    /// The node of the one limit that a body gives; nil where it gives none or both.
    private static func onlyTokenLimit(_ tape: borrowing JSONTape, in body: UnsafeRawBufferPointer) -> Int? {
        guard !tape.nodes.isEmpty else { return nil }
        let old = tape.child(of: 0, named: tokenLimits[0], in: body)
        let new = tape.child(of: 0, named: tokenLimits[1], in: body)
        return old == nil ? new : new == nil ? old : nil
    }
}

extension [UInt8] {
    /// Appends a length as eight little-endian bytes.
    mutating func append(length: Int) {
        Swift.withUnsafeBytes(of: UInt64(length).littleEndian) { self.append(contentsOf: $0) }
    }

    /// Appends a field with its length in front.
    mutating func append(field: some Collection<UInt8>) {
        self.append(length: field.count)
        self.append(contentsOf: field)
    }
}
