import Exchange
import Ledger
internal import NIOHTTP1

/// Where a request wants to go, read from its method and target alone.
enum RequestPath: Equatable {
    case health
    case ready
    case chatCompletions
    case embeddings
    case messages
    case models
    /// `GET /v1/models/{id}`.
    case model(String)
    /// `/{provider}/REST`: the provider's own path, with its query.
    case provider(String, rest: String)

    /// Health is told to whoever asks.
    var needsCaller: Bool { self != .health && self != .ready }

    /// Of the others a body is refused rather than held for nothing.
    var takesBody: Bool {
        switch self {
        case .chatCompletions, .embeddings, .messages, .provider: true
        case .health, .ready, .models, .model: false
        }
    }

    var label: RouteLabel {
        switch self {
        case .health, .ready: .health
        case .chatCompletions: .chatCompletions
        case .embeddings: .embeddings
        case .messages: .messages
        case .models, .model: .models
        case .provider: .provider
        }
    }

    /// The surface in whose shape an error is written, known before the path is.
    static func dialect(of target: String) -> Dialect {
        if target == "/v1/chat/completions" { return .openAI }
        if target.hasPrefix("/v1/messages") || target.hasPrefix("/anthropic/") { return .anthropic }
        if target.hasPrefix("/v1beta/") || (target.hasPrefix("/v1/models/") && target.contains(":")) { return .gemini }
        return .openAI
    }

    /// - Throws: 400 for a target that hides where it goes, 404 and 405 for one that leads nowhere, each with what to do.
    init(_ head: HTTPRequestHead) throws(HeadFault) {
        // The plain forms, before anything is taken apart.
        if head.method == .POST {
            switch head.uri {
            case "/v1/chat/completions":
                self = .chatCompletions
                return
            case "/v1/messages":
                self = .messages
                return
            case "/v1/embeddings":
                self = .embeddings
                return
            default:
                break
            }
        }
        let path = try Self.path(of: head)
        let name = path.prefix { $0 != "?" }
        switch name {
        case "/healthz":
            try Self.allow(head.method, [.GET, .HEAD])
            self = .health
        case "/readyz":
            try Self.allow(head.method, [.GET, .HEAD])
            self = .ready
        case "/v1/chat/completions":
            try Self.allow(head.method, [.POST])
            self = .chatCompletions
        case "/v1/embeddings":
            try Self.allow(head.method, [.POST])
            self = .embeddings
        case "/v1/messages":
            try Self.allow(head.method, [.POST])
            self = .messages
        case "/v1/models":
            try Self.allow(head.method, [.GET, .HEAD])
            self = .models
        default:
            if name.hasPrefix("/v1/models/"), !name.contains(":") {
                try Self.allow(head.method, [.GET, .HEAD])
                self = .model(String(name.dropFirst("/v1/models/".count)))
            } else {
                self = try Self.providerPath(path)
            }
        }
    }

    /// The target in origin form (RFC 9112, 3.2), refused where it could be read in two ways.
    private static func path(of head: HTTPRequestHead) throws(HeadFault) -> String {
        var target = Substring(head.uri)
        guard head.method != .CONNECT, head.method != .TRACE else {
            throw HeadFault(405, .methodNotAllowed, "\(head.method.rawValue) is not served here; send a POST or a GET.")
        }
        if !target.hasPrefix("/") {
            guard target.prefixIsFieldForAbsoluteForm, let slash = target.dropFirst(7).firstIndex(of: "/") else {
                throw HeadFault(400, .invalidRequest, "The request target must be a path that begins with `/`.")
            }
            // Absolute form names a host; a gateway is nobody's proxy, so it has to be the Host that was sent.
            let authority = target[target.index(target.startIndex, offsetBy: 7)..<slash]
            guard head.headers.first(name: "host")?.lowercased() == authority.lowercased() else {
                throw HeadFault(400, .invalidRequest, "The request target names another host; this is not a proxy.")
            }
            target = target[slash...]
        }
        for byte in target.utf8 where byte <= 0x20 || byte >= 0x7F || byte == 0x5C || byte == 0x23 {
            throw HeadFault(400, .invalidRequest, "The request target holds a character that must be percent-encoded.")
        }
        let name = target.prefix { $0 != "?" }
        if name.contains("%") {
            // The id of a model may hold a slash, which SDKs escape: `demo%2Fdemo`.
            try Self.checkEscapes(name, allowsSlash: name.hasPrefix("/v1/models/"))
        }
        guard !name.contains("//"), !name.split(separator: "/").contains(where: { $0 == "." || $0 == ".." }) else {
            throw HeadFault(400, .invalidRequest, "The request target holds an empty or a dot segment.")
        }
        return String(target)
    }

    /// Escapes must be well-formed and may not hide a slash, a dot or a control character.
    private static func checkEscapes(_ name: Substring, allowsSlash: Bool) throws(HeadFault) {
        let bytes = Array(name.utf8)
        var index = 0
        while index < bytes.count {
            defer { index += 1 }
            guard bytes[index] == 0x25 else { continue }
            guard index + 2 < bytes.count, let high = bytes[index + 1].hexValue, let low = bytes[index + 2].hexValue
            else {
                throw HeadFault(400, .invalidRequest, "The request target holds a broken percent escape.")
            }
            let byte = high << 4 | low
            if byte == 0x2F, allowsSlash { continue }
            if byte < 0x20 || byte == 0x2F || byte == 0x5C || byte == 0x2E || byte == 0x25 || byte == 0x7F {
                throw HeadFault(400, .invalidRequest, "The request target hides a slash, dot or control character.")
            }
        }
    }

    private static func allow(_ method: HTTPMethod, _ allowed: [HTTPMethod]) throws(HeadFault) {
        guard allowed.contains(method) else {
            let list = allowed.map(\.rawValue).joined(separator: " or ")
            throw HeadFault(405, .methodNotAllowed, "This route is for \(list).")
        }
    }

    private static func providerPath(_ path: String) throws(HeadFault) -> RequestPath {
        let rest = path.dropFirst()
        guard let slash = rest.firstIndex(of: "/"), slash != rest.startIndex else {
            throw Self.unknown(path)
        }
        let provider = rest[..<slash]
        switch provider {
        case "v1", "v1beta", "healthz", "readyz", "api", "metrics":
            throw Self.unknown(path)
        default:
            return .provider(String(provider), rest: String(rest[rest.index(after: slash)...]))
        }
    }

    /// 404: what PRODUCT documents and nobody has built yet is told apart from what never will be.
    private static func unknown(_ path: String) -> HeadFault {
        let documented = [
            "/v1/completions", "/v1/responses", "/v1/moderations", "/v1/images/", "/v1/audio/", "/v1/rerank",
            "/v1/messages/", "/v1beta/", "/v1/models/", "/v1/files", "/v1/batches",
        ]
        if documented.contains(where: { path.hasPrefix($0) }) {
            return HeadFault(
                404,
                .notFound,
                "This route is not supported yet; served are /v1/chat/completions, /v1/messages, /v1/embeddings and /v1/models."
            )
        }
        return HeadFault(
            404,
            .notFound,
            "There is no such route; try /v1/chat/completions, /v1/messages, /v1/embeddings or /v1/models."
        )
    }
}

extension Substring {
    fileprivate var prefixIsFieldForAbsoluteForm: Bool {
        String(self.prefix(7)).prefixIsField("http://")
    }
}

extension UInt8 {
    /// The value of a hexadecimal digit.
    var hexValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}
