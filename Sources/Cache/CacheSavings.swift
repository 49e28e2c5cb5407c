internal import Synchronization

/// By which of its tiers the cache found an answer.
///
/// The raw values lie on disks: never reuse one.
package enum CacheTier: UInt8, Sendable, Hashable, CaseIterable {
    /// The same request.
    case exact = 1
    /// A question that provably means the same.
    case equivalent = 2
    /// A question that is near enough, as verified.
    case semantic = 3

    package var name: String {
        switch self {
        case .exact: "exact"
        case .equivalent: "equivalent"
        case .semantic: "semantic"
        }
    }
}

/// Whom and what an answer was saved for.
package struct SavingsSeries: Sendable, Hashable {
    package var tier: CacheTier
    /// The id of the key that was served.
    package var key: String
    /// The model's name.
    package var model: String

    package init(tier: CacheTier, key: String, model: String) {
        self.tier = tier
        self.key = key
        self.model = model
    }
}

/// What hits saved. Sums saturate.
package struct Savings: Sendable, Hashable {
    package var hits: UInt64 = 0
    package var promptTokens: UInt64 = 0
    package var completionTokens: UInt64 = 0
    /// That the upstreams would have taken.
    package var milliseconds: UInt64 = 0

    package init() {}

    package static func += (sum: inout Savings, more: Savings) {
        func add(_ a: UInt64, _ b: UInt64) -> UInt64 {
            let (sum, overflow) = a.addingReportingOverflow(b)
            return overflow ? .max : sum
        }
        sum.hits = add(sum.hits, more.hits)
        sum.promptTokens = add(sum.promptTokens, more.promptTokens)
        sum.completionTokens = add(sum.completionTokens, more.completionTokens)
        sum.milliseconds = add(sum.milliseconds, more.milliseconds)
    }
}

/// The savings of all series, in memory and bounded: what comes when there are too many is one series without names.
final class SavingsLedger: Sendable {
    static let seriesMax = 4096
    /// The longest key id or model that has a series of its own.
    static let nameBytesMax = 200
    private static let other = "(other)"

    private let series: Mutex<[SavingsSeries: Savings]>

    /// - Parameter before: what earlier processes counted.
    init(_ before: [SavingsSeries: Savings] = [:]) {
        self.series = Mutex(before)
    }

    func add(_ savings: Savings, to series: SavingsSeries) {
        self.series.withLock { all in
            if all[series] != nil {
                all[series, default: Savings()] += savings
                return
            }
            let fits =
                all.count < SavingsLedger.seriesMax
                && max(series.key.utf8.count, series.model.utf8.count) <= SavingsLedger.nameBytesMax
            let key =
                fits ? series : SavingsSeries(tier: series.tier, key: SavingsLedger.other, model: SavingsLedger.other)
            all[key, default: Savings()] += savings
        }
    }

    var all: [SavingsSeries: Savings] { self.series.withLock { $0 } }
}
