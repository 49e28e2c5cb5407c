internal import Glibc
internal import Synchronization

/// Which fingerprints the store may hold, and how often each was hit: the part of the index that is kept in memory.
///
/// Most lookups find nothing. One cache line here says so, at a twentieth of what the store takes to say it. It errs on
/// one side only: what it does not have is not stored and not waiting to be.
///
/// A bucket is one cache line: fifteen slots of a tag (20 bits) and a count of hits (12 bits), and the number of
/// fingerprints that found no slot, while which the bucket says "maybe" to all. Each answer that is stored adds itself once
/// and each that goes takes one away, so that also two with the same tag are told apart by their number. Its size is fixed
/// by the bound of the store (about 0.4 %, a slot for each KiB): where the answers are smaller it says "maybe" more often.
final class PresenceTable: Sendable {
    static let slotsPerBucket = 15
    /// Buckets whose hits are written down together.
    static let bucketsPerChunk = 64
    private static let wordsPerBucket = 16
    private static let hitsMask: UInt32 = 0xFFF
    private static let bucketBitsMax = 24

    /// "A value of type `Atomic<Value>` has the same memory layout as `Value.AtomicRepresentation`", whose zero is all
    /// zeros: so is fresh memory of the kernel. Nothing but atomic operations touches it until `deinit`.
    nonisolated(unsafe) private let words: UnsafeMutablePointer<Atomic<UInt32>>
    private let byteCount: Int
    let bucketBits: Int
    private let isFilled = Atomic<Bool>(false)
    nonisolated(unsafe) private let changed: UnsafeMutablePointer<Atomic<Bool>>

    /// Nil if the memory cannot be had; then there is no table.
    init?(storeBytesMax: Int) {
        let buckets = max(64, storeBytesMax / 1024 / PresenceTable.slotsPerBucket)
        let bits = min(Int.bitWidth - (buckets - 1).leadingZeroBitCount, PresenceTable.bucketBitsMax)
        let byteCount = (1 << bits) * PresenceTable.wordsPerBucket * 4
        let memory = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let memory, memory != MAP_FAILED else {
            return nil
        }
        self.bucketBits = bits
        self.byteCount = byteCount
        self.words = memory.bindMemory(to: Atomic<UInt32>.self, capacity: byteCount / 4)
        self.changed = .allocate(capacity: (1 << bits) / PresenceTable.bucketsPerChunk)
        for chunk in 0..<(1 << bits) / PresenceTable.bucketsPerChunk {
            (self.changed + chunk).initialize(to: Atomic(false))
        }
    }

    deinit {
        munmap(self.words, self.byteCount)
        self.changed.deallocate()
    }

    var chunkCount: Int { (1 << self.bucketBits) / PresenceTable.bucketsPerChunk }

    /// From now on what is missing here is missing in the store.
    func setFilled() {
        self.isFilled.store(true, ordering: .releasing)
    }

    /// False only if nothing is stored under it.
    func mayContain(_ fingerprint: Fingerprint) -> Bool {
        guard self.isFilled.load(ordering: .acquiring) else {
            return true
        }
        let (bucket, tag) = self.place(of: fingerprint)
        for slot in 0..<PresenceTable.slotsPerBucket
        where (bucket + slot).pointee.load(ordering: .acquiring) >> 12 == tag {
            return true
        }
        return (bucket + PresenceTable.slotsPerBucket).pointee.load(ordering: .acquiring) > 0
    }

    /// Adds an answer. One to a request that has an answer already begins with half of the hits of that one.
    func insert(_ fingerprint: Fingerprint) {
        self.insert(fingerprint, hits: self.hits(of: fingerprint) / 2)
    }

    func insert(_ fingerprint: Fingerprint, hits: UInt32) {
        let (bucket, tag) = self.place(of: fingerprint)
        let word = tag << 12 | min(hits, PresenceTable.hitsMask)
        for slot in 0..<PresenceTable.slotsPerBucket
        where (bucket + slot).pointee.compareExchange(expected: 0, desired: word, ordering: .acquiringAndReleasing)
            .exchanged
        {
            return
        }
        (bucket + PresenceTable.slotsPerBucket).pointee.add(1, ordering: .acquiringAndReleasing)
    }

    /// Takes one answer away, of those that were added.
    func remove(_ fingerprint: Fingerprint) {
        let (bucket, tag) = self.place(of: fingerprint)
        // The one with the most hits: the other is what took its place.
        while true {
            var found: (slot: Int, word: UInt32)?
            for slot in 0..<PresenceTable.slotsPerBucket {
                let word = (bucket + slot).pointee.load(ordering: .acquiring)
                if word >> 12 == tag, found.map({ word > $0.word }) ?? true {
                    found = (slot, word)
                }
            }
            guard let found else {
                break
            }
            if (bucket + found.slot).pointee
                .compareExchange(expected: found.word, desired: 0, ordering: .acquiringAndReleasing).exchanged
            {
                return
            }
        }
        let overflow = bucket + PresenceTable.slotsPerBucket
        var count = overflow.pointee.load(ordering: .acquiring)
        while count > 0 {
            let (exchanged, original) = overflow.pointee
                .compareExchange(expected: count, desired: count - 1, ordering: .acquiringAndReleasing)
            if exchanged {
                return
            }
            count = original
        }
    }

    /// Counts a hit; one is lost now and then where two loops count at once.
    func noteHit(_ fingerprint: Fingerprint) {
        let (bucket, tag) = self.place(of: fingerprint)
        for slot in 0..<PresenceTable.slotsPerBucket {
            let word = (bucket + slot).pointee.load(ordering: .relaxed)
            guard word >> 12 == tag else {
                continue
            }
            if word & PresenceTable.hitsMask < PresenceTable.hitsMask {
                _ = (bucket + slot).pointee.weakCompareExchange(expected: word, desired: word + 1, ordering: .relaxed)
                let chunk = self.changed + self.bucketIndex(of: fingerprint) / PresenceTable.bucketsPerChunk
                if !chunk.pointee.load(ordering: .relaxed) {
                    chunk.pointee.store(true, ordering: .relaxed)
                }
            }
            return
        }
    }

    /// Zero also for one that found no slot.
    func hits(of fingerprint: Fingerprint) -> UInt32 {
        let (bucket, tag) = self.place(of: fingerprint)
        var most: UInt32 = 0
        for slot in 0..<PresenceTable.slotsPerBucket {
            let word = (bucket + slot).pointee.load(ordering: .relaxed)
            if word >> 12 == tag {
                most = max(most, word & PresenceTable.hitsMask)
            }
        }
        return most
    }

    func bucketIndex(of fingerprint: Fingerprint) -> Int {
        Int(truncatingIfNeeded: fingerprint.prefix >> UInt64(64 - self.bucketBits))
    }

    static func tag(of fingerprint: Fingerprint) -> UInt32 {
        max(1, UInt32(truncatingIfNeeded: fingerprint.suffix) >> 12)
    }

    private func place(of fingerprint: Fingerprint) -> (bucket: UnsafeMutablePointer<Atomic<UInt32>>, tag: UInt32) {
        (
            self.words + self.bucketIndex(of: fingerprint) * PresenceTable.wordsPerBucket,
            PresenceTable.tag(of: fingerprint)
        )
    }
}

extension PresenceTable {
    /// The slots with hits of the buckets of a chunk, if hits were counted there since the last time.
    func takeChangedHits(ofChunk chunk: Int) -> [(bucket: UInt8, word: UInt32)]? {
        guard (self.changed + chunk).pointee.exchange(false, ordering: .relaxed) else {
            return nil
        }
        var hits: [(UInt8, UInt32)] = []
        for bucket in 0..<PresenceTable.bucketsPerChunk {
            let base = (chunk * PresenceTable.bucketsPerChunk + bucket) * PresenceTable.wordsPerBucket
            for slot in 0..<PresenceTable.slotsPerBucket {
                let word = (self.words + base + slot).pointee.load(ordering: .relaxed)
                if word & PresenceTable.hitsMask > 0 {
                    hits.append((UInt8(truncatingIfNeeded: bucket), word))
                }
            }
        }
        return hits
    }
}
