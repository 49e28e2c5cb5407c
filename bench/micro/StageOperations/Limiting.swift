import Exchange
import Limits

extension StageOperation {
    /// A caller's limits are found, all three let the request in, its cost is settled.
    static let limiting = [
        StageOperation("admit and settle") {
            let settings = LimitSettings(
                requests: LimitSettings.Rate(amount: 1_000_000, period: 1_000_000_000),
                tokens: LimitSettings.Rate(amount: 1_000_000_000, period: 1_000_000_000),
                concurrent: 100
            )
            let limiter = Limiter()
            var now: UInt64 = 0
            return { times in
                var admitted: UInt64 = 0
                for _ in 0..<times {
                    // Slower than the rates, so that it is never refused.
                    now &+= 10_000
                    guard let limits = limiter.limits(of: "kid0123456789", settings, at: now),
                        case .admitted(let reservation) = limits.admit(tokens: 150, at: now)
                    else { continue }
                    admitted &+= reservation.settle(as: .served(tokens: 120), at: now) ? 1 : 0
                }
                return admitted
            }
        }
    ]
}
