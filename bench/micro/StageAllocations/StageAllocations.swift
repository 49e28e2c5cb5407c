import AllocationCounter
import Glibc
import StageOperations

/// Prints how often each stage's operation allocates: its name, the length of its input, allocations and bytes asked for a
/// time, a line each, with tabs. Before that, the counter is tried on allocations that are known.
@main
struct StageAllocations {
    /// What a scratch needs to grow has happened after these.
    private static let warmUp = 200
    private static let batch = 1000
    private static let batches = 5

    static func main() {
        if let fault = CounterTest.fault() { Self.fail("the counter is wrong: \(fault)") }
        for operation in StageOperation.all {
            do {
                let cost = try Self.cost(of: operation)
                print("\(operation.name)\t\(operation.bytes ?? 0)\t\(cost.allocations)\t\(cost.bytes)")
            } catch {
                Self.fail("\(operation.name): \(error)")
            }
        }
    }

    /// For one time. The least of several batches: what else happens in the process can only add.
    private static func cost(of operation: StageOperation) throws -> (allocations: Double, bytes: Double) {
        let repeating = try operation.prepare()
        _ = repeating(Self.warmUp)
        var (allocations, bytes) = (UInt64.max, UInt64.max)
        for _ in 0..<Self.batches {
            let before = allocation_counts_now()
            _ = repeating(Self.batch)
            let after = allocation_counts_now()
            allocations = min(allocations, after.allocations - before.allocations)
            bytes = min(bytes, after.bytes - before.bytes)
        }
        return (Double(allocations) / Double(Self.batch), Double(bytes) / Double(Self.batch))
    }

    private static func fail(_ message: String) -> Never {
        let line = Array("StageAllocations: \(message)\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
        exit(2)
    }
}
