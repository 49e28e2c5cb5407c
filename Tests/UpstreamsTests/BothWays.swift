import Testing
import Upstreams

/// Runs a test once with libcurl speaking HTTP/1.1, and once with the transport doing so itself.
struct BothWays: TestTrait, SuiteTrait, TestScoping {
    @TaskLocal static var speaksHTTP1Itself = true

    let isRecursive = true

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing body: @Sendable () async throws -> Void
    ) async throws {
        for way in [false, true] {
            try await Self.$speaksHTTP1Itself.withValue(way) { try await body() }
        }
    }

    /// The options of a transport in the way that is being tested.
    static func options(certificateAuthoritiesFile: String? = nil) -> CurlTransportOptions {
        CurlTransportOptions(
            certificateAuthoritiesFile: certificateAuthoritiesFile,
            speaksHTTP1Itself: Self.speaksHTTP1Itself
        )
    }
}

extension Trait where Self == BothWays {
    static var bothWays: BothWays { BothWays() }
}
