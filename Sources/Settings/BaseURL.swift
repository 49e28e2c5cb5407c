/// Where a provider is: scheme, host, port and a path without a slash at its end. Nothing else of a URL is accepted, so that
/// the text can be put in front of a path as it is.
package struct BaseURL: Sendable, Hashable {
    package var isTLS: Bool
    /// An IPv6 address stands here without its brackets.
    package var host: String
    /// As written, or the scheme's own.
    package var port: Int
    /// Empty, or `/v1`: a slash first and none last.
    package var path: String
    /// The whole of it, `https://api.openai.com/v1`.
    package var text: String

    /// Why a text is none, in words for whoever wrote it, without the text: a password may stand in it.
    struct Unreadable: Error {
        let message: String
    }

    init(parsing text: String) throws(Unreadable) {
        let example = "https://api.example.com/v1"
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else {
            throw Unreadable(message: "a base URL holds printable ASCII only, as in \(example)")
        }
        let lowered = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: { lowered.hasPrefix($0) }) else {
            throw Unreadable(message: "a base URL begins with https:// or http://, as in \(example)")
        }
        guard !text.contains("?"), !text.contains("#") else {
            throw Unreadable(message: "a base URL has no query and no fragment")
        }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" }
        guard !authority.contains("@") else {
            throw Unreadable(message: "a base URL holds no user name and no password; the provider's key is `api_key`")
        }
        self.isTLS = scheme == "https://"
        (self.host, self.port) = try BaseURL.hostPort(authority, default: self.isTLS ? 443 : 80)
        var path = rest.dropFirst(authority.count)
        while path.hasSuffix("/") {
            path.removeLast()
        }
        guard BaseURL.isPlain(path) else {
            throw Unreadable(message: "the path of a base URL has no empty, `.` or `..` parts and no percent signs")
        }
        self.path = String(path)
        self.text = scheme + authority.lowercased() + self.path
    }

    private static func hostPort(_ authority: Substring, default port: Int) throws(Unreadable) -> (String, Int) {
        let hasPort = authority.hasPrefix("[") ? !authority.hasSuffix("]") : authority.contains(":")
        let whole = hasPort ? String(authority) : "\(authority):\(port)"
        do throws(HostPort.Unreadable) {
            let parsed = try HostPort(parsing: whole)
            guard parsed.port > 0 else {
                throw HostPort.Unreadable(message: "")
            }
            return (parsed.host.lowercased(), parsed.port)
        } catch {
            throw Unreadable(message: "the base URL needs a host, and a port only from 1 to 65535")
        }
    }

    private static func isPlain(_ path: Substring) -> Bool {
        !path.contains("%")
            && path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
                (!part.isEmpty || path.isEmpty) && part != "." && part != ".."
            }
    }
}
