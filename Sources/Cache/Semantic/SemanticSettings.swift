package import Semantics

/// How far the cache of one model goes beyond the same request.
package struct SemanticSettings: Sendable, Equatable {
    package enum Mode: Sendable, Equatable {
        case off
        /// Only questions that are provably the same.
        case equivalent
        /// Also near questions, where a bound on the share of wrong answers has been earned.
        case verified(BandSettings)
        /// Also near questions whose cosine is at least this, right or wrong.
        case threshold(Float)
    }

    package var mode: Mode
    /// A conversation in which the user has spoken more often is never answered by meaning.
    package var turnsMax: Int
    /// Nanoseconds that a request waits for its embedding at most; then it goes upstream.
    package var deadline: UInt64

    package init(mode: Mode = .off, turnsMax: Int = 4, deadline: UInt64 = 250_000_000) {
        self.mode = mode
        self.turnsMax = turnsMax
        self.deadline = deadline
    }

    package static let off = SemanticSettings()

    /// Whether near questions are looked for, which takes an encoder.
    package var needsEncoder: Bool {
        switch self.mode {
        case .off, .equivalent: false
        case .verified, .threshold: true
        }
    }
}
