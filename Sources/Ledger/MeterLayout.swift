import Exchange

/// Which counter of a shard's row is which.
enum MeterLayout {
    static let connectionsOpened = 0
    static let connectionsClosed = 1
    static let requestsBegun = 2
    static let requestsEnded = 3
    static let bytesIn = 4
    static let bytesOut = 5
    static let cacheStored = 6

    private static let cacheStart = 7
    private static let policyStart = Self.cacheStart + CacheOutcome.allCases.count
    private static let shadowStart = Self.policyStart + Self.policyWidth
    private static let policyWidth = PolicySide.allCases.count * Finding.Action.allCases.count
    private static let limitStart = Self.shadowStart + Self.policyWidth
    private static let stageStart = Self.limitStart + LimitLabel.allCases.count
    private static let durationStart = Self.stageStart + Stage.allCases.count * HistogramScale.stages.width
    private static let requestsStart = Self.durationStart + RouteLabel.allCases.count * HistogramScale.requests.width
    static let width = Self.requestsStart + RouteLabel.allCases.count * StatusLabel.count

    static func cache(_ outcome: CacheOutcome) -> Int { Self.cacheStart + Int(outcome.rawValue) }

    static func policy(_ action: Finding.Action, on side: PolicySide) -> Int {
        Self.policyStart + Int(side.rawValue) * Finding.Action.allCases.count + Int(action.rawValue)
    }

    static func shadow(_ action: Finding.Action, on side: PolicySide) -> Int {
        Self.policy(action, on: side) - Self.policyStart + Self.shadowStart
    }

    static func limitRefused(_ limit: LimitLabel) -> Int { Self.limitStart + Int(limit.rawValue) }

    static func stageDuration(_ stage: Stage) -> Int {
        Self.stageStart + Int(stage.rawValue) * HistogramScale.stages.width
    }

    static func requestDuration(_ route: RouteLabel) -> Int {
        Self.durationStart + Int(route.rawValue) * HistogramScale.requests.width
    }

    static func requests(_ route: RouteLabel, status: Int) -> Int {
        Self.requestsStart + Int(route.rawValue) * StatusLabel.count + status
    }
}
