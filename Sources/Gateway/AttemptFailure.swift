import Exchange
import Ledger
internal import NIOCore
internal import Upstreams

/// Why an attempt brought no answer that a caller may have.
enum AttemptFailure {
    case transport(UpstreamFailure)
    /// The provider's own answer, other than 200. `retryAfter` in nanoseconds.
    case status(Int, retryAfter: UInt64?, body: ByteBuffer)
    /// A 200 that holds no answer: the reason, in our words.
    case unusable(String)
    /// An answer that the policy demands to see and that cannot be shown to it: another try brings the same.
    case uninspectable(String)
    /// The provider gave up inside a stream.
    case errorEvent(ProviderError)

    /// What the caller is told when there is no further attempt.
    ///
    /// - Parameter tellsWords: whether the provider's own words may be passed on. They may not where a policy inspects
    ///   answers: providers like to quote what they were sent.
    func refused(by target: Target, tellsWords: Bool) -> RefusedAnswer {
        let name = target.provider.name
        switch self {
        case .transport(let failure):
            return RefusedAnswer(Self.refusal(failure, name))
        case .unusable(let reason):
            return RefusedAnswer(
                Refusal(.upstreamError, "The provider `\(name)` sent no usable answer: \(reason). Try again later.")
            )
        case .uninspectable(let reason):
            return RefusedAnswer(
                Refusal(
                    .upstreamError,
                    "The answer of the provider `\(name)` is withheld: \(reason).",
                    shouldRetry: false
                )
            )
        case .errorEvent(let error):
            let said = Self.words(of: error, target, tellsWords)
            return RefusedAnswer(
                Refusal(.upstreamError, "The provider `\(name)` ended the stream with an error\(said)")
            )
        case .status(let status, let retryAfter, let body):
            return Self.refused(status, retryAfter, body, target, tellsWords)
        }
    }

    private static func words(of error: ProviderError, _ target: Target, _ tellsWords: Bool) -> String {
        guard tellsWords, let message = error.message(hiding: target.provider.secrets) else { return "." }
        return ": \(message)"
    }

    private static func refusal(_ failure: UpstreamFailure, _ name: String) -> Refusal {
        switch failure.kind {
        case .timeout(let deadline):
            Refusal(
                .upstreamTimeout,
                "The provider `\(name)` did not answer in time (\(deadline.rawValue) deadline). Try again later."
            )
        case .closed:
            Refusal(.upstreamUnavailable, "This gateway is stopping; send the request again in a moment.")
        case .resolve, .connect:
            Refusal(
                .upstreamUnavailable,
                "The provider `\(name)` cannot be reached: \(failure.message). Try again later."
            )
        case .tls, .sendFailed, .reset, .cut, .tooLarge, .badAnswer, .unusable:
            Refusal(.upstreamError, "The call to the provider `\(name)` failed: \(failure.message). Try again later.")
        }
    }

    /// A provider's 4xx is the caller's to read, except where it speaks of the operator's key.
    private static func refused(
        _ status: Int,
        _ retryAfter: UInt64?,
        _ body: ByteBuffer,
        _ target: Target,
        _ tellsWords: Bool
    ) -> RefusedAnswer {
        let name = target.provider.name
        switch status {
        case 401, 402, 403:
            return RefusedAnswer(
                Refusal(
                    .upstreamError,
                    "The provider `\(name)` refused the key of this gateway (\(status)). Your own key is fine; tell whoever"
                        + " runs this gateway."
                )
            )
        case 429:
            let error = body.withUnsafeReadableBytes { ProviderError(body: $0) }
            let said = Self.words(of: error, target, tellsWords)
            return RefusedAnswer(
                Refusal(
                    .rateLimitExceeded,
                    "The provider `\(name)` limits this gateway\(said)",
                    retryAfter: retryAfter
                )
            )
        case 400..<500 where !tellsWords:
            let message = "The provider `\(name)` refused the request (\(status)); the policy withholds its words."
            return RefusedAnswer(
                RefusalBody(status: status, message: message, code: Refusal.Code.upstreamError.rawValue),
                code: .upstreamError,
                retryAfter: retryAfter
            )
        case 400..<500:
            let error = body.withUnsafeReadableBytes { ProviderError(body: $0) }
            return RefusedAnswer(
                RefusalBody(error, from: name, status: status, hiding: target.provider.secrets),
                code: .upstreamError,
                retryAfter: retryAfter
            )
        case 503:
            return RefusedAnswer(
                Refusal(.upstreamUnavailable, "The provider `\(name)` is unavailable (503).", retryAfter: retryAfter)
            )
        case 529:
            return RefusedAnswer(
                Refusal(.overloaded, "The provider `\(name)` is overloaded (529).", retryAfter: retryAfter)
            )
        case 504:
            return RefusedAnswer(
                Refusal(.upstreamTimeout, "The provider `\(name)` timed out behind its own gateway (504).")
            )
        case 300..<400:
            return RefusedAnswer(
                Refusal(.upstreamError, "The provider `\(name)` sent a redirect (\(status)), which is never followed.")
            )
        default:
            return RefusedAnswer(
                Refusal(.upstreamError, "The provider `\(name)` failed (\(status)). Try again later.")
            )
        }
    }

    /// The request was taken, so the provider may have done the work and count it.
    var mayHaveBeenBilled: Bool {
        switch self {
        case .transport(let failure):
            switch failure.kind {
            case .timeout(.connect): false
            case .timeout, .cut, .tooLarge: true
            case .resolve, .connect, .tls, .sendFailed, .reset, .badAnswer, .unusable, .closed: false
            }
        case .status: false
        case .unusable, .uninspectable, .errorEvent: true
        }
    }

    /// The provider, or the way to it, has failed: nothing is wrong with the request.
    var isOfTheProvider: Bool {
        switch self {
        case .transport(let failure): failure.kind != .closed
        case .status(let status, _, _): status >= 500
        case .unusable, .errorEvent: true
        case .uninspectable: false
        }
    }

    /// What the plan of retries makes of it.
    var outcome: RetryPlan.Outcome {
        switch self {
        case .transport(let failure): .transport(failure.kind)
        case .status(let status, let retryAfter, _): .status(status, retryAfter: retryAfter)
        case .unusable, .errorEvent: .unusable
        case .uninspectable: .uninspectable
        }
    }

    /// The word of the meters.
    var fault: UpstreamMeters.Fault {
        switch self {
        case .transport(let failure):
            switch failure.kind {
            case .resolve, .connect, .closed: .connect
            case .tls: .tls
            case .timeout: .timeout
            case .sendFailed, .reset, .cut: .cut
            case .tooLarge: .tooLarge
            case .badAnswer: .malformed
            case .unusable: .other
            }
        case .unusable, .uninspectable: .malformed
        case .errorEvent: .serverError
        case .status(let status, _, _):
            switch status {
            case 401, 402, 403: .credential
            case 429: .rateLimited
            case 400..<500: .clientError
            case 500...: .serverError
            default: .other
            }
        }
    }
}
