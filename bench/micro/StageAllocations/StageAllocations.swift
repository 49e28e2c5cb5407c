import AllocationCounter
import Glibc
import StageOperations

/// Prints how often each stage's operation allocates and how many bytes it asks for: a name and two numbers a line, with
/// tabs between them. Before that, the counter is tried on allocations that are known.
@main
struct StageAllocations {
    /// What a scratch needs to grow has happened after these.
    private static let warmUp = 200
    private static let batch = 1000
    private static let batches = 5

    static func main() {
        if let fault = CounterTest.fault() {
            fputs("The allocation counter is wrong: \(fault)\n", stderr)
            exit(2)
        }
        for operation in StageOperation.all {
            do {
                let cost = try Self.cost(of: operation)
                print("\(operation.name)\t\(cost.allocations)\t\(cost.bytes)")
            } catch {
                fputs("\(operation.name): \(error)\n", stderr)
                exit(2)
            }
        }
    }

    /// For one time. The least of several batches: what else happens in the process can only add.
    private static func cost(of operation: StageOperation) throws -> (allocations: Double, bytes: Double) {
        let repeating = try operation.prepare()
        _ = repeating(Self.warmUp)
        var least = (allocations: UInt64.max, bytes: UInt64.max)
        for _ in 0..<Self.batches {
            let before = allocation_counts_now()
            let result = repeating(Self.batch)
            let after = allocation_counts_now()
            precondition(result > 0, "the operation did nothing")
            least = min(least, (after.allocations - before.allocations, after.bytes - before.bytes))
        }
        return (Double(least.allocations) / Double(Self.batch), Double(least.bytes) / Double(Self.batch))
    }
}
