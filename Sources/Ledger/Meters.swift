package import Exchange
import Synchronization

/// Everything that `/metrics` shows.
///
/// What is counted on every request is a fixed set of counters, one `MeterShard` a loop, added up when somebody asks.
/// What has a name of its own, a provider, a model, a rule, has a bounded number of series; the names that come after are
/// counted together as `other`, so that no client can make series without end.
package final class Meters: Sendable {
    package static let providersMax = 64
    package static let modelsMax = 200
    package static let rulesMax = 200

    let version: String
    let startedAt: UInt64
    let log: RequestLog?
    private let state = Mutex(State())

    /// - Parameters:
    ///   - startedAt: when the process began, milliseconds since 1970.
    ///   - log: whose dropped lines are shown.
    package init(version: String, startedAt: UInt64, log: RequestLog? = nil) {
        self.version = version
        self.startedAt = startedAt
        self.log = log
    }

    /// The meters of one more loop, counted for as long as this object lives.
    package func makeShard() -> MeterShard {
        let shard = MeterShard()
        self.state.withLock { $0.shards.append(shard) }
        return shard
    }

    /// The meters of a provider, the same object each time.
    package func upstream(_ provider: String) -> UpstreamMeters {
        self.state.withLock { state in
            let name = Self.bounded(provider, among: state.upstreams, max: Self.providersMax)
            if let meters = state.upstreams[name] { return meters }
            let meters = UpstreamMeters(provider: name)
            state.upstreams[name] = meters
            return meters
        }
    }

    /// Counts the tokens that a provider reported for one answer.
    package func tokens(_ usage: TokenUsage, provider: String, model: String) {
        self.state.withLock { state in
            var name = ModelName(provider: Self.cut(provider), model: Self.cut(model))
            if state.tokens[name] == nil, state.tokens.count >= Self.modelsMax { name = .other }
            var sum = state.tokens[name] ?? TokenUsage()
            sum.prompt &+= usage.prompt
            sum.completion &+= usage.completion
            state.tokens[name] = sum
        }
    }

    /// Counts a scan that a rule could not finish.
    package func scanFailed(rule: String) {
        self.state.withLock { state in
            let name = Self.bounded(rule, among: state.scanFailures, max: Self.rulesMax)
            state.scanFailures[name, default: 0] &+= 1
        }
    }

    /// Counts a connection that was refused because there were too many.
    package func connectionShed() {
        self.state.withLock { $0.connectionsShed &+= 1 }
    }

    /// Counts a reload of the configuration.
    package func reloaded(ok: Bool) {
        self.state.withLock { if ok { $0.reloadsDone &+= 1 } else { $0.reloadsRefused &+= 1 } }
    }

    struct ModelName: Hashable {
        var provider: String
        var model: String

        static let other = ModelName(provider: "other", model: "other")
    }

    struct State {
        var shards: [MeterShard] = []
        var upstreams: [String: UpstreamMeters] = [:]
        var tokens: [ModelName: TokenUsage] = [:]
        var scanFailures: [String: UInt64] = [:]
        var connectionsShed: UInt64 = 0
        var reloadsDone: UInt64 = 0
        var reloadsRefused: UInt64 = 0
    }

    /// What there is now; the counters in it go on counting.
    var current: State {
        self.state.withLock { $0 }
    }

    private static func bounded<Value>(_ name: String, among present: [String: Value], max: Int) -> String {
        let name = Self.cut(name)
        return present[name] != nil || present.count < max ? name : "other"
    }

    /// A label is never longer than 128 characters.
    private static func cut(_ name: String) -> String {
        name.utf8.count <= 128 ? name : String(name.unicodeScalars.prefix(128))
    }
}
