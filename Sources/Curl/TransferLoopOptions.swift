/// The bounds of one transfer loop.
package struct TransferLoopOptions: Sendable {
    /// Idle connections that are kept, over all upstreams.
    package var idleConnectionsMax = 256
    /// A connection that was idle for longer is not used again.
    package var idleSecondsMax = 55
    /// A connection older than this is not used again, so that a changed address of an upstream is noticed.
    package var connectionSecondsMax = 600
    /// How much libcurl reads at once.
    package var readBytes = 16 << 10
    /// Whether plain HTTP/1.1 is spoken here, so that libcurl only makes its connections.
    package var speaksHTTP1Itself = true
    /// Takes the place of the system's certificate authorities.
    package var certificateAuthoritiesFile: String?

    package init() {}
}
