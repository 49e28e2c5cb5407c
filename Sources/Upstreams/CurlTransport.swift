import Curl
package import NIOCore

/// The transport that speaks to the network: libcurl on one event loop.
///
/// No redirect is followed: a 3xx is delivered as the head that it is. No cookie, no `.netrc` and no proxy of the environment
/// is used, TLS is verified, and nothing is sent that the request does not hold, but what HTTP itself needs.
///
/// May be made on any thread; all else happens on the event loop. Must be shut down in the end, or its thread keeps it.
package final class CurlTransport: UpstreamTransport {
    private let eventLoop: any EventLoop
    private let loop: TransferLoop

    package init(
        eventLoop: any EventLoop,
        options: CurlTransportOptions = CurlTransportOptions()
    ) throws(UpstreamFailure) {
        var bounds = TransferLoopOptions()
        bounds.idleConnectionsMax = options.idleConnectionsMax
        bounds.certificateAuthoritiesFile = options.certificateAuthoritiesFile
        bounds.speaksHTTP1Itself = options.speaksHTTP1Itself
        self.eventLoop = eventLoop
        do throws(TransferFailure) {
            self.loop = try TransferLoop(eventLoop: eventLoop, options: bounds)
        } catch {
            throw UpstreamFailure(error)
        }
    }

    package func start(_ request: UpstreamRequest, receiver: any UpstreamReceiver) -> any UpstreamCall {
        let call = CurlCall(loop: self.loop, receiver: receiver)
        do throws(TransferFailure) {
            call.ticket = try self.loop.start(TransferRequest(request), delegate: call)
        } catch {
            let failure = error
            self.eventLoop.assumeIsolated().execute { call.transferFailed(failure) }
        }
        return call
    }

    package func shutdown() {
        self.loop.shutdown()
    }
}

package struct CurlTransportOptions: Sendable {
    /// Idle connections that one loop keeps, over all upstreams.
    package var idleConnectionsMax: Int
    /// A PEM file that takes the place of the system's certificate authorities.
    package var certificateAuthoritiesFile: String?

    /// Whether plain HTTP/1.1 is spoken here, so that libcurl only makes its connections; else it speaks as well.
    package var speaksHTTP1Itself: Bool

    package init(
        idleConnectionsMax: Int = 256,
        certificateAuthoritiesFile: String? = nil,
        speaksHTTP1Itself: Bool = true
    ) {
        self.idleConnectionsMax = idleConnectionsMax
        self.certificateAuthoritiesFile = certificateAuthoritiesFile
        self.speaksHTTP1Itself = speaksHTTP1Itself
    }
}

/// One exchange: hands what the transfer brings to the receiver, and knows when that is over.
private final class CurlCall: UpstreamCall, TransferDelegate {
    private let loop: TransferLoop
    private var receiver: (any UpstreamReceiver)?
    var ticket: TransferTicket?

    init(loop: TransferLoop, receiver: any UpstreamReceiver) {
        self.loop = loop
        self.receiver = receiver
    }

    func pause() {
        if let ticket = self.ticket { self.loop.pause(ticket) }
    }

    func resume() {
        if let ticket = self.ticket { self.loop.resume(ticket) }
    }

    func cancel() {
        self.receiver = nil
        if let ticket = self.ticket {
            self.ticket = nil
            self.loop.cancel(ticket)
        }
    }

    func transferHead(_ head: AnswerHead) {
        self.receiver?.upstreamHead(UpstreamHead(head))
    }

    func transferBytes(_ bytes: UnsafeRawBufferPointer) {
        self.receiver?.upstreamBytes(bytes)
    }

    func transferEnded() {
        self.takeReceiver()?.upstreamEnded()
    }

    func transferFailed(_ failure: TransferFailure) {
        self.takeReceiver()?.upstreamFailed(UpstreamFailure(failure))
    }

    private func takeReceiver() -> (any UpstreamReceiver)? {
        self.ticket = nil
        defer { self.receiver = nil }
        return self.receiver
    }
}

extension TransferRequest {
    fileprivate init(_ request: UpstreamRequest) {
        let timeouts = request.timeouts
        self.init(
            url: request.url,
            method: request.method.name,
            headers: request.headers,
            body: request.body,
            deadlines: TransferDeadlines(
                connect: timeouts.connect,
                firstByte: timeouts.firstByte,
                idle: timeouts.idle,
                total: timeouts.total
            ),
            answerBytesMax: request.answerBytesMax,
            allowsHTTP2: request.allowHTTP2,
            allowsPlainHTTP: request.allowPlainHTTP
        )
    }
}

extension UpstreamFailure {
    fileprivate init(_ failure: TransferFailure) {
        self.init(Kind(failure.kind), failure.message)
    }
}

extension UpstreamFailure.Kind {
    fileprivate init(_ kind: TransferFailure.Kind) {
        self =
            switch kind {
            case .resolve: .resolve
            case .connect: .connect
            case .tls: .tls
            case .sendFailed: .sendFailed
            case .reset: .reset
            case .cut: .cut
            case .timeout(.connect): .timeout(.connect)
            case .timeout(.firstByte): .timeout(.firstByte)
            case .timeout(.idle): .timeout(.idle)
            case .timeout(.total): .timeout(.total)
            case .tooLarge: .tooLarge
            case .badAnswer: .badAnswer
            case .unusable: .unusable
            case .closed: .closed
            }
    }
}
