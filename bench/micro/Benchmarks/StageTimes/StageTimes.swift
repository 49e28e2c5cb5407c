import Benchmark
import StageOperations

/// The time of each stage's operation. How often it allocates is counted by StageAllocations: the counts of this harness
/// read 0 without the interposers that it would bring.
let benchmarks: @Sendable () -> Void = {
    for operation in StageOperation.all {
        var repeating: StageOperation.Repetition?
        Benchmark(
            operation.name,
            configuration: Benchmark.Configuration(
                metrics: [.wallClock],
                timeUnits: .nanoseconds,
                warmupIterations: 3,
                scalingFactor: .kilo,
                maxDuration: .milliseconds(500)
            ),
            closure: { benchmark in
                guard let repeating else {
                    benchmark.error("not prepared")
                    return
                }
                blackHole(repeating(benchmark.scaledIterations.count))
            },
            setup: { repeating = try operation.prepare() },
            teardown: { repeating = nil }
        )
    }
}
