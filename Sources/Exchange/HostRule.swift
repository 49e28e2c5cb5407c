/// Which `Host` and `Origin` a listener answers that asks for no credential.
///
/// A page of the web can make a browser call an address of the same machine, also under the page's own name when that name
/// is made to point here (DNS rebinding). So such a listener answers only to names that no page can have: the loopback
/// names, and those that the operator lists.
package struct HostRule: Sendable, Hashable {
    /// Lowercase, an IPv6 address without its brackets.
    private var names: [Authority]

    private struct Authority: Sendable, Hashable {
        var name: String
        /// `nil` is any port.
        var port: UInt16?
    }

    /// - Parameter hosts: further names, each with or without a port: `gateway.lan`, `10.0.0.5:8080`, `[fd00::1]`. A name
    ///   without a port stands for all of its ports. What is no name at all matches nothing.
    package init(hosts: [String] = []) {
        self.names = hosts.compactMap { Self.authority(Substring($0)) }
    }

    /// Whether an operator may list this text.
    package static func isName(_ text: String) -> Bool {
        Self.authority(Substring(text)) != nil
    }

    /// Whether a `Host` field names this listener. Nothing but `127.0.0.0/8`, `[::1]`, `localhost` and the listed names
    /// does; `localhost.` and `a.localhost` do not, because a resolver may send them anywhere.
    package func accepts(host: String) -> Bool {
        guard let authority = Self.authority(Substring(host)) else { return false }
        return Self.isLoopback(authority.name)
            || self.names.contains { $0.name == authority.name && ($0.port == nil || $0.port == authority.port) }
    }

    /// Whether a page of this `Origin` may call the listener. No field at all (`nil`) is not a page; `null` is one, of
    /// unknown home.
    package func accepts(origin: String?) -> Bool {
        guard let origin else { return true }
        guard let colon = origin.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let scheme = origin[..<colon].lowercased()
        let rest = origin[colon...]
        guard scheme == "http" || scheme == "https", rest.hasPrefix("://") else { return false }
        return self.accepts(host: String(rest.dropFirst(3)))
    }

    /// Takes `name`, `name:port`, `[address]`, `[address]:port` or a bare IPv6 address apart; `nil` is anything else.
    private static func authority(_ text: Substring) -> Authority? {
        guard text.utf8.count <= 255 + 6 else { return nil }
        if text.utf8.first == UInt8(ascii: "[") {
            guard let close = text.utf8.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            let address = text[text.index(after: text.startIndex)..<close]
            guard address.utf8.contains(UInt8(ascii: ":")), address.utf8.allSatisfy(Self.isAddressByte) else {
                return nil
            }
            return Self.authority(name: address, port: text[text.index(after: close)...])
        }
        let colons = text.utf8.count { $0 == UInt8(ascii: ":") }
        if colons > 1 {
            guard text.utf8.allSatisfy(Self.isAddressByte) else { return nil }
            return Authority(name: text.lowercased(), port: nil)
        }
        let end = text.utf8.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
        let name = text[..<end]
        guard !name.isEmpty, name.utf8.allSatisfy(Self.isNameByte) else { return nil }
        return Self.authority(name: name, port: text[end...])
    }

    /// - Parameter port: empty, or a colon and digits.
    private static func authority(name: Substring, port: Substring) -> Authority? {
        if port.isEmpty { return Authority(name: name.lowercased(), port: nil) }
        let digits = port.dropFirst()
        guard port.utf8.first == UInt8(ascii: ":"), digits.utf8.allSatisfy(Self.isDigit),
            let number = UInt16(digits), number > 0
        else { return nil }
        return Authority(name: name.lowercased(), port: number)
    }

    private static func isLoopback(_ name: String) -> Bool {
        name == "localhost" || name == "::1" || name == "0:0:0:0:0:0:0:1" || Self.isLoopbackAddress(name)
    }

    /// Four decimal numbers without leading zeros, the first of them 127. Nothing shorter: `127.1` is a name to some.
    private static func isLoopbackAddress(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "127" else { return false }
        return parts.allSatisfy { part in
            guard part.utf8.allSatisfy(Self.isDigit), part.utf8.count == 1 || part.utf8.first != UInt8(ascii: "0")
            else {
                return false
            }
            return UInt8(part) != nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        let lowered = byte | 0x20
        return lowered >= UInt8(ascii: "a") && lowered <= UInt8(ascii: "z")
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        Self.isDigit(byte) || Self.isLetter(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "_")
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        Self.isDigit(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
            || Self.isLetter(byte) && (byte | 0x20) <= UInt8(ascii: "f")
    }
}
