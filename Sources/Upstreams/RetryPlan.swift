/// Which call comes next after one that failed: the same target again, the next target, or none.
///
/// A pure machine: time and chance are arguments. It knows nothing of what has gone out to the caller; whoever asks it must
/// not ask behind the first byte of an answer.
package struct RetryPlan: Sendable {
    /// What came of an attempt.
    package enum Outcome: Sendable, Hashable {
        case transport(UpstreamFailure.Kind)
        /// Nanoseconds that the provider asks to wait, where it does.
        case status(Int, retryAfter: UInt64?)
        /// A 200 that holds no answer.
        case unusable
        /// A whole answer that a policy could not be shown.
        case uninspectable
    }

    package enum Step: Sendable, Hashable {
        /// The same target, after so many nanoseconds.
        case retry(after: UInt64)
        case nextTarget
        case giveUp
    }

    /// The place of the current target in its route.
    package private(set) var targetIndex = 0
    private let targets: [Target]
    private let deadline: UInt64
    private var retriesLeft: Int
    private var backoff = RetryPlan.backoffFirst

    package static let backoffFirst: UInt64 = 500_000_000
    package static let backoffMost: UInt64 = 8_000_000_000
    /// Who is told to wait longer goes to the next target instead.
    package static let waitMost: UInt64 = 10_000_000_000

    /// - Parameter startedAt: of the first call; the longest total deadline among the targets runs from there.
    package init(targets: [Target], startedAt: UInt64) {
        self.targets = targets
        self.retriesLeft = targets.first?.retries ?? 0
        let total = targets.map(\.timeouts.total).max() ?? 0
        let (deadline, overflow) = startedAt.addingReportingOverflow(total)
        self.deadline = overflow ? .max : deadline
    }

    /// - Parameter random: any 64 random bits, for the jitter.
    package mutating func after(_ outcome: Outcome, at now: UInt64, random: UInt64) -> Step {
        switch Self.verdict(on: outcome) {
        case .final:
            return .giveUp
        case .elsewhere:
            return self.next(at: now)
        case .again(let asked):
            guard self.retriesLeft > 0 else { return self.next(at: now) }
            // "Equal jitter": half of the backoff is certain, half is chance, so that callers that failed together do not
            // come back together.
            let half = self.backoff / 2
            let wait = max(half &+ random % (half &+ 1), asked ?? 0)
            let (then, overflow) = now.addingReportingOverflow(wait)
            guard wait <= Self.waitMost, !overflow, then < self.deadline else { return self.next(at: now) }
            self.retriesLeft -= 1
            self.backoff = min(self.backoff &* 2, Self.backoffMost)
            return .retry(after: wait)
        }
    }

    private mutating func next(at now: UInt64) -> Step {
        guard self.targetIndex + 1 < self.targets.count, now < self.deadline else { return .giveUp }
        self.targetIndex += 1
        self.retriesLeft = self.targets[self.targetIndex].retries
        self.backoff = Self.backoffFirst
        return .nextTarget
    }

    private enum Verdict {
        /// The caller's own fault: it would be one everywhere.
        case final
        /// This target will not answer, another one may.
        case elsewhere
        case again(after: UInt64?)
    }

    private static func verdict(on outcome: Outcome) -> Verdict {
        switch outcome {
        case .unusable:
            return .again(after: nil)
        case .uninspectable:
            return .final
        case .transport(let kind):
            switch kind {
            // A request that was sent and not answered may have been carried out and billed; an answer that never comes is
            // worse for whoever waits for it, and the number of retries is the operator's.
            case .resolve, .connect, .sendFailed, .reset, .cut: return .again(after: nil)
            // The deadline was spent on this target already: another one is the better hope.
            case .timeout, .tls, .tooLarge, .badAnswer, .unusable: return .elsewhere
            case .closed: return .final
            }
        case .status(let status, let retryAfter):
            switch status {
            case 408, 429, 500, 502, 503, 504, 529: return .again(after: retryAfter)
            // The operator's key is at fault, or its bill; the next target has another.
            case 401, 402, 403: return .elsewhere
            case 400..<500: return .final
            default: return .elsewhere
            }
        }
    }
}
