import Cache
import Exchange
import Policies
internal import Upstreams

/// The requests of one loop that were answered from the cache lately: the same body again is neither read, nor inspected, nor
/// written down for its fingerprint anew.
///
/// A body is known again by a keyed SHA-256 of all its bytes; a cheap hash comes before it, so that a body that was never
/// here costs no more than that. Nothing of a body itself is kept. What is remembered holds for one caller, one set of the
/// fields that enter a fingerprint, and one snapshot, so a reload forgets it all. A request that a policy rewrote, in which a
/// scan did not finish, or that was not a hit is never here.
///
/// A table of fixed size in which a newcomer takes its place from whoever has it.
final class RememberedRequests {
    private var slots = [RememberedRequest?](repeating: nil, count: RememberedRequests.slotCount)
    /// Made anew with each process, so that nobody outside can choose a slot or a collision.
    private let hash: KeyedHash
    private let quickHash: QuickHash

    /// A power of two; at about a kilobyte an entry it bounds what a loop remembers.
    private static let slotCount = 1024

    init() {
        var random = SystemRandomNumberGenerator()
        self.hash = KeyedHash(key: (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        self.quickHash = QuickHash(seed: random.next())
    }

    /// What is known of a body that this caller sends with these fields.
    func find(_ body: UnsafeRawBufferPointer, _ fields: RememberedRequest.Fields) -> RememberedRequest? {
        let quick = self.quickHash(body)
        guard let entry = self.slots[self.slot(quick, fields.caller)], entry.quickHash == quick, entry.fields == fields
        else { return nil }
        return entry.digest == self.hash.innerDigest(of: body) ? entry : nil
    }

    func remember(
        _ body: UnsafeRawBufferPointer,
        _ fields: RememberedRequest.Fields,
        _ stages: RememberedRequest.Stages
    ) {
        let quick = self.quickHash(body)
        self.slots[self.slot(quick, fields.caller)] = RememberedRequest(
            quickHash: quick,
            digest: self.hash.innerDigest(of: body),
            fields: fields,
            stages: stages
        )
    }

    func removeAll() {
        for slot in self.slots.indices { self.slots[slot] = nil }
    }

    private func slot(_ quick: UInt64, _ caller: Caller) -> Int {
        let caller = UInt64(UInt(bitPattern: ObjectIdentifier(caller).hashValue))
        return Int((quick ^ caller >> 4) & UInt64(Self.slotCount - 1))
    }
}

/// One of them: by what it is known again, and what its stages found.
final class RememberedRequest {
    let quickHash: UInt64
    let digest: KeyedDigest
    let fields: Fields
    let stages: Stages

    /// What decides, beside the body and the snapshot, what the stages find.
    struct Fields: Equatable {
        var caller: Caller
        var endpoint: Endpoint
        var dialect: Dialect
        var namespace: String?
        var anthropicVersion: String?
        var anthropicBeta: String?

        static func == (a: Fields, b: Fields) -> Bool {
            a.caller === b.caller && a.endpoint == b.endpoint && a.dialect == b.dialect && a.namespace == b.namespace
                && a.anthropicVersion == b.anthropicVersion && a.anthropicBeta == b.anthropicBeta
        }
    }

    struct Stages {
        var request: RequestScan
        var modelRange: Range<Int>?
        /// As the log may tell it.
        var modelName: String?
        var route: Route
        /// Of the request's side; nil where the policy has none.
        var inspection: Inspection?
        var fingerprint: Fingerprint
    }

    init(quickHash: UInt64, digest: KeyedDigest, fields: Fields, stages: Stages) {
        self.quickHash = quickHash
        self.digest = digest
        self.fields = fields
        self.stages = stages
    }
}
