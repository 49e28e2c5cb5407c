/// The meters of one provider, shared by all loops. Whoever calls a provider often keeps the object.
package final class UpstreamMeters: Sendable {
    /// Why a call gave no answer, or none that may be passed on.
    package enum Fault: UInt8, Sendable, Hashable, CaseIterable {
        case connect
        case tls
        case timeout
        /// The answer ended before its end.
        case cut
        /// The answer is not what the protocol allows.
        case malformed
        case tooLarge
        /// 401, 402 or 403 under the operator's key.
        case credential
        /// 429.
        case rateLimited
        /// Any other 4xx.
        case clientError
        /// 5xx.
        case serverError
        /// The client left first.
        case cancelled
        case other

        package var name: StaticString {
            switch self {
            case .connect: "connect"
            case .tls: "tls"
            case .timeout: "timeout"
            case .cut: "cut"
            case .malformed: "malformed"
            case .tooLarge: "too_large"
            case .credential: "credential"
            case .rateLimited: "rate_limited"
            case .clientError: "client_error"
            case .serverError: "server_error"
            case .cancelled: "cancelled"
            case .other: "other"
            }
        }
    }

    let provider: String
    let row = CounterRow(count: UpstreamMeters.durationStart + HistogramScale.requests.width)

    static let calls = 0
    static let faultStart = 1
    static let firstByteStart = UpstreamMeters.faultStart + Fault.allCases.count
    static let durationStart = UpstreamMeters.firstByteStart + HistogramScale.requests.width

    init(provider: String) {
        self.provider = provider
    }

    /// A call begins; a retry is another one.
    package func called() { self.row.add(1, at: Self.calls) }

    package func failed(_ fault: Fault) { self.row.add(1, at: Self.faultStart + Int(fault.rawValue)) }

    /// The first byte of an answer came so long after the call began.
    package func firstByte(after nanoseconds: UInt64) { self.observe(nanoseconds, at: Self.firstByteStart) }

    /// The last byte of an answer came so long after the call began.
    package func answered(after nanoseconds: UInt64) { self.observe(nanoseconds, at: Self.durationStart) }

    private func observe(_ nanoseconds: UInt64, at offset: Int) {
        let scale = HistogramScale.requests
        self.row.add(1, at: offset + scale.bucket(of: nanoseconds))
        self.row.add(nanoseconds, at: offset + scale.sumOffset)
    }
}
