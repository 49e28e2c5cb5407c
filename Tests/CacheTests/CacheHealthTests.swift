import Glibc
import Synchronization
import Testing

@testable import Cache
@testable import LMDB

/// The disk fails.
@Suite struct CacheHealthTests {
    /// What a full disk does, without one: no file of this process may grow further.
    @Test func aFullDiskTurnsItOffAndALaterTryOn() async throws {
        let folder = try TemporaryFolder()
        await #expect(processExitsWith: .success) { [path = folder.path as String] in
            signal(SIGXFSZ, SIG_IGN)
            let changes = Changes()
            let cache = try ExactCache(
                directory: path,
                options: .init(bytesMax: 64 << 20, linger: 0, healthChanged: { changes.append($0) })
            )
            let reader = cache.makeReader()
            cache.put(1, AnswerFixture.answer(ttl: 3_600_000))
            cache.flush()
            var limit = rlimit(rlim_cur: 256 << 10, rlim_max: rlim_t.max)
            #expect(setrlimit(__rlimit_resource_t(1), &limit) == 0)
            for number in 100..<130 {
                cache.put(number, count: 20_000)
                cache.flush()
            }
            guard case .off(let reason, let since) = cache.health else {
                Issue.record("a write that failed must turn the cache off")
                return
            }
            #expect(reason.contains("Input/output error") || reason.contains("File too large"))
            #expect(since == AnswerFixture.now)
            // Lookups miss and stores are dropped, and that is all.
            #expect(cache.body(of: AnswerFixture.fingerprint(1), reader) == nil)
            #expect(!cache.put(200))
            #expect(cache.stats.drops > 0)
            // There is room again, and nobody knows until the minute is over.
            limit.rlim_cur = rlim_t.max
            #expect(setrlimit(__rlimit_resource_t(1), &limit) == 0)
            #expect(cache.body(of: AnswerFixture.fingerprint(1), now: since + 59_000, reader) == nil)
            cache.flush()
            #expect(cache.health != .on)
            #expect(cache.body(of: AnswerFixture.fingerprint(1), now: since + 60_000, reader) == nil)
            cache.flush()
            #expect(cache.health == .on)
            #expect(cache.body(of: AnswerFixture.fingerprint(1), reader) == AnswerFixture.body(1))
            cache.put(201, count: 20_000)
            cache.flush()
            #expect(cache.body(of: AnswerFixture.fingerprint(201), reader) == AnswerFixture.body(201, count: 20_000))
            #expect(changes.count == 2)
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root may mount a small file system"))
    func aFullFileSystemTurnsItOff() throws {
        let folder = try TemporaryFolder()
        guard mount("none", folder.path, "tmpfs", 0, "size=2m") == 0 else {
            // A container's root may not be allowed to.
            return
        }
        defer {
            umount2(folder.path, Int32(MNT_DETACH))
        }
        let cache = try ExactCache(directory: folder.path, options: .init(bytesMax: 64 << 20, linger: 0))
        for number in 0..<200 {
            cache.put(number, count: 20_000)
            cache.flush()
        }
        guard case .off(let reason, _) = cache.health else {
            Issue.record("a full file system must turn the cache off")
            return
        }
        #expect(reason.contains("there is no room left on the disk"))
        #expect(cache.stats.corrupt == 0)
    }

    @Test func aStoreThatTurnedOutDamagedIsBegunAnewAtTheNextStart() throws {
        let folder = try TemporaryFolder()
        do {
            let cache = try ExactCache(directory: folder.path, options: .init(bytesMax: 16 << 20, linger: 0))
            cache.put(1)
            cache.flush()
            let damage = LMDBError(code: -30796, message: "a page is not what it should be")
            cache.power.note(damage, at: 5, damaged: { CacheFiles.markDamaged(folder.path) })
            guard case .off(let reason, since: 5) = cache.health else {
                Issue.record("a damaged store must turn the cache off")
                return
            }
            #expect(reason.contains("begun anew"))
            // No try: it would find the same.
            #expect(cache.body(of: AnswerFixture.fingerprint(1), cache.makeReader()) == nil)
            cache.flush()
            #expect(cache.health != .on)
        }
        let cache = try ExactCache(directory: folder.path, options: .init(bytesMax: 16 << 20, linger: 0))
        #expect(cache.stats.entries == 0)
        #expect(cache.health == .on)
    }
}

/// How often the health changed.
private final class Changes: Sendable {
    private let number = Atomic<Int>(0)

    func append(_ health: CacheHealth) {
        self.number.add(1, ordering: .relaxed)
    }

    var count: Int { self.number.load(ordering: .relaxed) }
}
