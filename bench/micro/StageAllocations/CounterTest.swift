import AllocationCounter
import Glibc

/// Allocations of which it is known how many there are, counted.
enum CounterTest {
    /// The first count that is wrong, in words; `nil` if the counter can be believed.
    static func fault() -> String? {
        // Whatever is kept escapes, so that no compiler takes the pair of an allocation and its end away.
        var kept: [UnsafeMutableRawPointer?] = []
        kept.reserveCapacity(16)
        // The first object of a class brings its metadata with it.
        var object = Kept()
        let cases: [(name: String, expected: UInt64, body: () -> Void)] = [
            ("nothing", 0, {}),
            ("malloc", 1, { kept.append(malloc(100)) }),
            ("calloc", 1, { kept.append(calloc(10, 10)) }),
            ("realloc", 1, { kept[0] = realloc(kept[0], 100_000) }),
            ("aligned_alloc", 1, { kept.append(aligned_alloc(64, 128)) }),
            (
                "posix_memalign", 1,
                {
                    kept.append(nil)
                    _ = posix_memalign(&kept[kept.count - 1], 64, 100)
                }
            ),
            // From inside the C library and from inside Swift's.
            ("strdup", 1, { kept.append(strdup("a text that is copied")) }),
            ("a Swift object", 1, { object = Kept() }),
            ("free", 0, { free(kept[1]) }),
        ]
        for (name, expected, body) in cases {
            let before = allocation_counts_now()
            body()
            let after = allocation_counts_now()
            let counted = after.allocations - before.allocations
            guard counted == expected else { return "\(name): \(counted) allocations instead of \(expected)" }
            guard name != "free" || after.frees - before.frees == 1 else { return "free: it was not counted" }
        }
        guard object.number == 0 else { return "a Swift object: it is not new" }
        for (index, memory) in kept.enumerated() where index != 1 { free(memory) }
        return Self.faultAmongThreads()
    }

    private final class Kept {
        var number = 0
    }

    /// Two threads at once: none of their allocations may be lost. The few that starting a thread takes come on top.
    private static func faultAmongThreads() -> String? {
        let before = allocation_counts_now()
        var threads = [pthread_t(), pthread_t()]
        for index in threads.indices {
            let status = pthread_create(
                &threads[index],
                nil,
                { _ in
                    for _ in 0..<CounterTest.perThread {
                        let memory = malloc(16)
                        memory?.storeBytes(of: 1, as: UInt8.self)
                        CounterTest.touch(memory)
                        free(memory)
                    }
                    return nil
                },
                nil
            )
            guard status == 0 else { return "threads: none could be started" }
        }
        for thread in threads { pthread_join(thread, nil) }
        let counted = allocation_counts_now().allocations - before.allocations
        let expected = UInt64(2 * Self.perThread)
        return expected...(expected + 50) ~= counted ? nil : "threads: \(counted) allocations instead of \(expected)"
    }

    private static let perThread = 100_000

    @inline(never)
    private static func touch(_ memory: UnsafeMutableRawPointer?) {
        errno = memory == nil ? ENOMEM : 0
    }
}
