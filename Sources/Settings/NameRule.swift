/// What the names of providers, keys and models may hold.
enum NameRule {
    /// Why a text is no plain name (letters, digits, `.`, `_`, `-`), or nil when it is one.
    static func problem(of name: String) -> String? {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default:
                false
            }
        }
        return isPlain && (1...64).contains(name.utf8.count)
            ? nil : "a name is at most 64 letters, digits, `.`, `_` and `-`"
    }

    /// Paths of the data listener that a provider of that name would hide.
    static let reservedProviders = ["v1", "v1beta", "healthz", "readyz", "api", "metrics"]

    /// A provider's name is the first part of a path: lower case, and nothing that a path could mean otherwise.
    static func problem(ofProvider name: String) -> String? {
        if self.reservedProviders.contains(name) {
            return "`\(name)` is a path of Gatehouse; choose another name for the provider"
        }
        let isLowercase = !name.utf8.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        guard self.problem(of: name) == nil, isLowercase, !name.hasPrefix(".") else {
            return "a provider's name is at most 64 of a-z, 0-9, `.`, `_` and `-`, with no dot at its start"
        }
        return nil
    }

    /// A model's name is what a caller writes in `model`.
    static func problem(ofModel name: String) -> String? {
        let isVisible = name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "*") }
        return isVisible && (1...256).contains(name.utf8.count)
            ? nil : "a model's name is at most 256 visible ASCII characters without spaces and `*`"
    }
}
