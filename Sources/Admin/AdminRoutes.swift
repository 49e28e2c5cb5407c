import Exchange
import NIOHTTP1

/// What the admin listener answers to a request: who may ask, then what there is.
struct AdminRoutes {
    let settings: AdminSettings

    /// - Parameter head: of a request whose body, if any, has been read and is not too large.
    func answer(to head: HTTPRequestHead) -> AdminAnswer {
        let path = head.uri.prefix { $0 != "?" }
        // Probes come from anywhere and show nothing; what they learn is of use to nobody.
        switch path {
        case "/healthz": return self.read(head) { .json(.ok, Array("{\"status\":\"ok\"}\n".utf8)) }
        case "/readyz": return self.read(head) { self.readiness() }
        default: break
        }
        if let refusal = self.refuseCaller(head) ?? self.refuseContent(head) { return refusal }
        switch path {
        case "/metrics": return self.read(head) { .text(self.settings.metrics()) }
        case "/api/version": return self.read(head) { self.version() }
        case "/": return Self.unbuilt("The dashboard is not supported yet; see /metrics and /api/version.")
        default:
            if Self.documented.contains(where: { path == $0 || path.hasPrefix($0 + "/") }) {
                return Self.unbuilt("This part of the API is not supported yet; see /metrics and /api/version.")
            }
            return Self.unbuilt("There is no such path; see /metrics, /healthz, /readyz and /api/version.")
        }
    }

    /// Paths that the product promises and nobody has built.
    private static let documented = [
        "keys", "vault", "limits", "budgets", "usage", "policies", "cache", "requests", "audit", "reload",
        "openapi.json",
    ].map { "/api/" + $0 }

    private func readiness() -> AdminAnswer {
        self.settings.ready()
            ? .json(.ok, Array("{\"status\":\"ready\"}\n".utf8))
            : .json(.serviceUnavailable, Array("{\"status\":\"not ready\"}\n".utf8))
    }

    private func version() -> AdminAnswer {
        var body: [UInt8] = []
        body.append(ascii: #"{"name":"gatehouse","version":""#)
        JSONEscape.append(self.settings.version, to: &body)
        body.append(ascii: "\"}\n")
        return .json(.ok, body)
    }

    private static func unbuilt(_ message: String) -> AdminAnswer {
        .refusal(.notFound, .notFound, message)
    }

    private func read(_ head: HTTPRequestHead, _ answer: () -> AdminAnswer) -> AdminAnswer {
        if head.method == .GET || head.method == .HEAD { return answer() }
        var refusal = AdminAnswer.refusal(.methodNotAllowed, .methodNotAllowed, "This path is for GET.")
        refusal.headers.append((name: "allow", value: "GET, HEAD"))
        return refusal
    }
}

extension AdminRoutes {
    /// With a token, whoever shows it is welcome under any name: a page of the web cannot show it. Without one, the names
    /// decide.
    private func refuseCaller(_ head: HTTPRequestHead) -> AdminAnswer? {
        if let token = self.settings.token {
            if Self.shows(token, head.headers) { return nil }
            var refusal = AdminAnswer.refusal(
                .unauthorized,
                .invalidAPIKey,
                "Send the admin token of the configuration as `Authorization: Bearer TOKEN`."
            )
            refusal.headers.append((name: "www-authenticate", value: "Bearer realm=\"gatehouse admin\""))
            return refusal
        }
        let hosts = head.headers["host"]
        guard hosts.count == 1, self.settings.hosts.accepts(host: hosts[0]) else {
            return .refusal(
                .forbidden,
                .originNotAllowed,
                "The admin listener answers to loopback names; list other names under `hosts`, or set `admin.token`."
            )
        }
        guard head.headers["origin"].allSatisfy({ self.settings.hosts.accepts(origin: $0) }) else {
            return .refusal(
                .forbidden,
                .originNotAllowed,
                "A page of another origin may not call the admin listener; list its host under `hosts`."
            )
        }
        return nil
    }

    /// A form of a web page can send a POST anywhere, but not as JSON.
    private func refuseContent(_ head: HTTPRequestHead) -> AdminAnswer? {
        guard head.method == .POST || head.method == .PUT || head.method == .PATCH else { return nil }
        let types = head.headers["content-type"]
        let type = types.first?.prefix { $0 != ";" && $0 != " " }.lowercased()
        if types.count == 1, type == "application/json" { return nil }
        return .refusal(
            .unsupportedMediaType,
            .unsupportedMediaType,
            "Send the body as `Content-Type: application/json`."
        )
    }

    /// Takes the same time wherever two tokens of one length differ; the length alone may show.
    private static func shows(_ token: Secret, _ headers: HTTPHeaders) -> Bool {
        let fields = headers["authorization"]
        guard fields.count == 1 else { return false }
        let words = fields[0].split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return false }
        let expected = Array(token.reveal().utf8)
        let shown = Array(words[1].utf8)
        guard shown.count == expected.count else { return false }
        var difference: UInt8 = 0
        for (a, b) in zip(shown, expected) { difference |= a ^ b }
        return difference == 0
    }
}
