import Glibc

/// Where a listener listens: `127.0.0.1:8080`, `[::1]:8080`, `localhost:0`. Port 0 lets the system choose.
package struct HostPort: Sendable, Hashable {
    /// An IPv6 address stands here without its brackets.
    package var host: String
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Why a text is none, in words for whoever wrote it.
    struct Unreadable: Error {
        let message: String
    }

    init(parsing text: String) throws(Unreadable) {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else {
            throw Unreadable(message: "an address is a host and a port, like 127.0.0.1:8080")
        }
        let digits = text[text.utf8.index(after: colon)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits) else {
            throw Unreadable(message: "the port must be a number from 0 to 65535, as in 127.0.0.1:8080")
        }
        var host = String(text[..<colon])
        if host.hasPrefix("[") {
            guard host.hasSuffix("]") else {
                throw Unreadable(message: "an IPv6 address stands in brackets, as in [::1]:8080")
            }
            host = String(host.dropFirst().dropLast())
            guard HostPort.bytes(ofIPv6: host) != nil else {
                throw Unreadable(message: "between the brackets must be an IPv6 address, as in [::1]:8080")
            }
        } else if host.contains(":") {
            throw Unreadable(message: "an IPv6 address stands in brackets, as in [::1]:8080")
        } else if host.isEmpty {
            throw Unreadable(
                message: "name the address too: 127.0.0.1:\(port) for this machine, 0.0.0.0:\(port) for all"
            )
        } else if !HostPort.isNameOrIPv4(host) {
            throw Unreadable(message: "the host must be an IPv4 address, an IPv6 address in brackets, or a name")
        }
        self.init(host: host, port: Int(port))
    }

    /// Whether only this machine can reach it.
    package var isLoopback: Bool {
        if self.host == "localhost" {
            return true
        }
        if let address = HostPort.bytes(ofIPv6: self.host) {
            let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF, 127]
            return address == Array(repeating: 0, count: 15) + [1] || address.starts(with: mapped)
        }
        return HostPort.bytes(ofIPv4: self.host)?.first == 127
    }

    /// What stands in front of a colon and a port: an IPv4 address, or a name of letters, digits, `-`, `_` and dots whose
    /// last part is no number (inet_aton would read `127.1` or `0x7f.1` as addresses).
    static func isNameOrIPv4(_ host: String) -> Bool {
        if self.bytes(ofIPv4: host) != nil {
            return true
        }
        let labels = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard host.utf8.count <= 253, let last = labels.last, let initial = last.first,
            !(0x30...0x39).contains(initial)
        else {
            return false
        }
        return labels.allSatisfy { label in
            (1...63).contains(label.count)
                && label.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                        true
                    default:
                        false
                    }
                }
        }
    }

    static func bytes(ofIPv4 host: String) -> [UInt8]? {
        self.bytes(of: host, family: AF_INET, count: 4)
    }

    static func bytes(ofIPv6 host: String) -> [UInt8]? {
        self.bytes(of: host, family: AF_INET6, count: 16)
    }

    private static func bytes(of host: String, family: Int32, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        // A text with a NUL would be read up to it.
        guard !host.utf8.contains(0), inet_pton(family, host, &bytes) == 1 else {
            return nil
        }
        return bytes
    }
}

extension HostPort: CustomStringConvertible {
    /// The form that `init(parsing:)` reads.
    package var description: String {
        self.host.contains(":") ? "[\(self.host)]:\(self.port)" : "\(self.host):\(self.port)"
    }
}
