/// The way to a provider: one transport belongs to one event loop, and every call to it is made on that loop.
///
/// Two conformers: `CurlTransport` speaks to the network, `DemoTransport` answers from within the process.
package protocol UpstreamTransport: AnyObject {
    /// Begins one call. The receiver hears of it on the event loop in later turns, never before this function has
    /// returned, also when the call fails at once.
    func start(_ request: UpstreamRequest, receiver: any UpstreamReceiver) -> any UpstreamCall

    /// Ends the transport. Calls that are still under way fail with `.closed`; so does whatever is started afterwards.
    func shutdown()
}

/// Whoever waits for an answer. The transport holds it until the call has ended.
///
/// The order is: at most one head, then any number of bytes, then exactly one of `upstreamEnded` and `upstreamFailed`.
/// After `cancel()` there is nothing more, not even a failure.
package protocol UpstreamReceiver: AnyObject {
    func upstreamHead(_ head: UpstreamHead)

    /// The bytes are borrowed: they are gone when the function returns.
    func upstreamBytes(_ bytes: UnsafeRawBufferPointer)

    /// The answer is complete, as its own framing (a length, the last chunk, the end of the stream) says.
    func upstreamEnded()

    func upstreamFailed(_ failure: UpstreamFailure)
}

/// One call under way. May be kept, and called, after its end: then nothing happens.
package protocol UpstreamCall: AnyObject {
    /// Stops reading from the upstream, so that it feels the client's pace. Nothing is delivered until `resume()`.
    func pause()

    func resume()

    /// Gives the call up. No callback comes after it.
    func cancel()
}
