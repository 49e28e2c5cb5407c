package import Exchange

/// The meters of one loop: counting is a few plain stores, without a lock and without another loop's cache lines.
///
/// Only the loop that owns it counts in it; any thread reads it, when the metrics are asked for.
package final class MeterShard: Sendable {
    private let row = CounterRow(count: MeterLayout.width)

    init() {}

    package func connectionOpened() { self.row.addAlone(1, at: MeterLayout.connectionsOpened) }
    package func connectionClosed() { self.row.addAlone(1, at: MeterLayout.connectionsClosed) }
    package func requestBegan() { self.row.addAlone(1, at: MeterLayout.requestsBegun) }

    /// Counts the end of a request that `requestBegan` counted.
    package func requestEnded(
        _ route: RouteLabel,
        status: Int,
        duration: UInt64,
        stages: StageDurations,
        bytesIn: Int,
        bytesOut: Int
    ) {
        self.row.addAlone(1, at: MeterLayout.requestsEnded)
        self.row.addAlone(1, at: MeterLayout.requests(route, status: StatusLabel.index(of: status)))
        self.row.addAlone(UInt64(clamping: bytesIn), at: MeterLayout.bytesIn)
        self.row.addAlone(UInt64(clamping: bytesOut), at: MeterLayout.bytesOut)
        self.observe(duration, on: HistogramScale.requests, at: MeterLayout.requestDuration(route))
        for stage in Stage.allCases {
            guard let duration = stages[stage] else { continue }
            self.observe(duration, on: HistogramScale.stages, at: MeterLayout.stageDuration(stage))
        }
    }

    package func cache(_ outcome: CacheOutcome) {
        self.row.addAlone(1, at: MeterLayout.cache(outcome))
    }

    /// An answer went into the cache.
    package func cacheStored() { self.row.addAlone(1, at: MeterLayout.cacheStored) }

    /// What a policy did with one request or answer.
    package func policy(_ action: Finding.Action, on side: PolicySide) {
        self.row.addAlone(1, at: MeterLayout.policy(action, on: side))
    }

    /// What a policy or a rule in shadow mode would have done.
    package func shadow(_ action: Finding.Action, on side: PolicySide) {
        self.row.addAlone(1, at: MeterLayout.shadow(action, on: side))
    }

    package func limitRefused(_ limit: LimitLabel) {
        self.row.addAlone(1, at: MeterLayout.limitRefused(limit))
    }

    subscript(index: Int) -> UInt64 { self.row[index] }

    private func observe(_ nanoseconds: UInt64, on scale: HistogramScale, at offset: Int) {
        self.row.addAlone(1, at: offset + scale.bucket(of: nanoseconds))
        self.row.addAlone(nanoseconds, at: offset + scale.sumOffset)
    }
}
