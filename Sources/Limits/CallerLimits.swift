package import Exchange
import Synchronization

/// What one caller has left: its buckets and the requests that it has in flight.
///
/// Every loop asks the same object, so its one small state stands behind a lock; nothing slow happens under it. A request
/// is admitted by all three limits or by none, in one step.
package final class CallerLimits: Sendable {
    private let state: Mutex<State>

    package init(_ settings: LimitSettings, at now: UInt64) {
        self.state = Mutex(State(settings, at: now))
    }

    /// Asks for one request of `tokens` estimated tokens. When a limit refuses, nothing is taken.
    ///
    /// - Parameter now: nanoseconds of a monotonic clock, here and below; a value that is a little older than the last one
    ///   is harmless.
    package func admit(tokens: UInt64, at now: UInt64) -> Admission {
        let answer = self.state.withLock { $0.admit(tokens: tokens, at: now) }
        switch answer {
        case .success(let ticket): return .admitted(Reservation(limits: self, ticket: ticket))
        case .failure(let refusal): return .refused(refusal)
        }
    }

    /// What the limits stand at, for the headers of an answer.
    package func status(at now: UInt64) -> LimitStatus {
        self.state.withLock { $0.status(at: now) }
    }

    /// Puts other limits in force. What is in flight stays counted, and each bucket stays as full as it was, in proportion.
    package func update(_ settings: LimitSettings, at now: UInt64) {
        self.state.withLock { $0.update(settings, at: now) }
    }

    /// Requests that are admitted and not settled.
    package var inFlight: Int {
        self.state.withLock { $0.slots.inFlight }
    }

    func settle(_ ticket: ReservationSlots.Ticket, as settlement: Settlement, at now: UInt64) -> Bool {
        self.state.withLock { $0.settle(ticket, as: settlement, at: now) }
    }
}

/// The answer of a limiter.
package enum Admission: Sendable {
    case admitted(Reservation)
    case refused(LimitRefusal)
}

extension CallerLimits {
    fileprivate struct State {
        var concurrent: Int?
        var requests: TokenBucket?
        var tokens: TokenBucket?
        var slots = ReservationSlots()

        init(_ settings: LimitSettings, at now: UInt64) {
            self.concurrent = settings.concurrent
            self.requests = settings.requests.map { TokenBucket($0, at: now) }
            self.tokens = settings.tokens.map { TokenBucket($0, at: now) }
        }

        mutating func admit(tokens: UInt64, at now: UInt64) -> Result<ReservationSlots.Ticket, LimitRefusal> {
            let requestsWait = self.requests?.wait(for: 1, at: now) ?? 0
            let tokensWait = self.tokens?.wait(for: tokens, at: now) ?? 0
            // The longer wait is the one after which a second try gets in.
            if let bucket = self.tokens, tokensWait > 0, tokensWait >= requestsWait {
                return .failure(LimitRefusal(which: .tokens(bucket.rate), wait: tokensWait))
            }
            if let bucket = self.requests, requestsWait > 0 {
                return .failure(LimitRefusal(which: .requests(bucket.rate), wait: requestsWait))
            }
            if let concurrent = self.concurrent, self.slots.inFlight >= concurrent {
                return .failure(LimitRefusal(which: .concurrent(concurrent), wait: LimitRefusal.concurrencyWait))
            }
            let requestsTaken = self.requests?.charge(1, at: now) ?? 0
            let tokensTaken = self.tokens?.charge(tokens, at: now) ?? 0
            return .success(self.slots.open(requests: requestsTaken, tokens: tokensTaken))
        }

        mutating func settle(_ ticket: ReservationSlots.Ticket, as settlement: Settlement, at now: UInt64) -> Bool {
            guard let taken = self.slots.close(ticket) else { return false }
            switch settlement {
            case .served(tokens: nil):
                break
            case .served(let tokens?):
                if tokens > taken.tokens {
                    _ = self.tokens?.charge(tokens - taken.tokens, at: now)
                } else {
                    self.tokens?.giveBack(taken.tokens - tokens, at: now)
                }
            case .hit, .blocked, .failed:
                self.tokens?.giveBack(taken.tokens, at: now)
            case .refused:
                self.tokens?.giveBack(taken.tokens, at: now)
                self.requests?.giveBack(taken.requests, at: now)
            }
            return true
        }

        mutating func status(at now: UInt64) -> LimitStatus {
            LimitStatus(
                requests: Self.gauge(&self.requests, at: now),
                tokens: Self.gauge(&self.tokens, at: now)
            )
        }

        mutating func update(_ settings: LimitSettings, at now: UInt64) {
            self.concurrent = settings.concurrent
            self.requests = Self.change(self.requests, to: settings.requests, at: now)
            self.tokens = Self.change(self.tokens, to: settings.tokens, at: now)
        }

        private static func gauge(_ bucket: inout TokenBucket?, at now: UInt64) -> LimitStatus.Gauge? {
            guard let limit = bucket?.rate.amount, let remaining = bucket?.remaining(at: now),
                let reset = bucket?.timeToFull(at: now)
            else { return nil }
            return LimitStatus.Gauge(limit: limit, remaining: remaining, reset: reset)
        }

        private static func change(_ bucket: TokenBucket?, to rate: LimitSettings.Rate?, at now: UInt64) -> TokenBucket?
        {
            guard let rate else { return nil }
            return bucket?.changed(to: rate, at: now) ?? TokenBucket(rate, at: now)
        }
    }
}
