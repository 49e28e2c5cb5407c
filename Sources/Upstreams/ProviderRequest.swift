import Exchange
package import NIOCore

/// Builds what is sent to a provider. Address and credential come from the configuration alone; of the caller's head only
/// what is named here goes up, and only if it is plain.
package struct ProviderRequest {
    /// What of the caller's head goes on.
    package struct Passed {
        package var anthropicVersion: String?
        package var anthropicBeta: String?
        /// A `traceparent` of our own making.
        package var traceParent: String?

        package init(anthropicVersion: String? = nil, anthropicBeta: String? = nil, traceParent: String? = nil) {
            self.anthropicVersion = anthropicVersion
            self.anthropicBeta = anthropicBeta
            self.traceParent = traceParent
        }
    }

    package var target: Target
    package var method: UpstreamRequest.Method
    /// Below the base URL: `v1/chat/completions?x=y`. A leading `v1/` is not doubled where the base URL ends in it.
    package var path: String
    package var passed: Passed

    package init(target: Target, method: UpstreamRequest.Method, path: String, passed: Passed) {
        self.target = target
        self.method = method
        self.path = path
        self.passed = passed
    }

    /// The version that is asked for where the caller names none.
    package static let anthropicVersionDefault = "2023-06-01"

    package func upstreamRequest(body: ByteBuffer, userAgent: String) -> UpstreamRequest {
        let provider = self.target.provider
        var headers: [(name: String, value: String)] = []
        headers.reserveCapacity(7)
        headers.append(("user-agent", userAgent))
        if self.method == .post { headers.append(("content-type", "application/json")) }
        headers.append(("accept", "application/json, text/event-stream"))
        switch provider.kind {
        case .openAI:
            if let bearer = provider.bearer { headers.append(("authorization", bearer.reveal())) }
        case .anthropic:
            if let key = provider.key { headers.append(("x-api-key", key.reveal())) }
            headers.append(
                ("anthropic-version", Self.words(self.passed.anthropicVersion) ?? Self.anthropicVersionDefault)
            )
            if let beta = Self.words(self.passed.anthropicBeta) { headers.append(("anthropic-beta", beta)) }
        case .demo:
            break
        }
        if let trace = Self.plain(self.passed.traceParent) { headers.append(("traceparent", trace)) }
        return UpstreamRequest(
            url: Self.join(provider.baseURL, self.path),
            method: self.method,
            headers: headers,
            body: body,
            timeouts: self.target.timeouts,
            allowPlainHTTP: provider.allowsPlainHTTP
        )
    }

    /// Joins a path to a base URL, without doubling `/v1`.
    package static func join(_ base: String, _ path: String) -> String {
        if base.hasSuffix("/v1"), path.hasPrefix("v1/") {
            return "\(base)/\(path.dropFirst(3))"
        }
        return "\(base)/\(path)"
    }

    /// A list of version and feature names: small letters, digits, `-`, `_`, `.`, and commas between them. A header goes up
    /// uninspected, so it may hold nothing else.
    private static func words(_ value: String?) -> String? {
        guard var value = Self.plain(value) else { return nil }
        if value.contains(" ") { value = value.split(separator: ", ").joined(separator: ",") }
        let isPlain = value.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x2C: true
            default: false
            }
        }
        return isPlain ? value : nil
    }

    /// A header's value of at most 512 visible ASCII characters and spaces; anything else does not go up.
    private static func plain(_ value: String?) -> String? {
        guard let value, !value.isEmpty, value.utf8.count <= 512, value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
        else { return nil }
        return value
    }
}
