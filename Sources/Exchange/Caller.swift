/// Who calls: the key that a request showed, and what the operator lets it do.
///
/// A class because every request of a key shares the one object, and a reload brings a new one.
package final class Caller: Sendable {
    /// May be logged.
    package let keyID: String
    package let name: String
    package let team: String?
    /// The policy of this key; `nil` is the configured default.
    package let policyName: String?
    /// Which models it may ask for: names, or patterns in which `*` stands for any text (`gpt-*`, `openai/*`).
    package let models: [String]
    /// It is told what a policy or a rule in shadow mode found.
    package let explains: Bool
    package let limits: LimitSettings
    /// Seconds that a cached answer may be old at most; nil: as old as the model's answers may be.
    package let cacheTTL: UInt64?
    /// Who may share a cached answer with this caller when the cache's scope is `key`.
    package let scope: [UInt8]
    /// The anonymous caller of `auth: open`.
    package let isOpen: Bool

    private let mayUseAnyModel: Bool

    package init(
        keyID: String,
        name: String,
        team: String? = nil,
        policyName: String? = nil,
        models: [String] = ["*"],
        limits: LimitSettings = LimitSettings(),
        explains: Bool = false,
        cacheTTL: UInt64? = nil,
        isOpen: Bool = false
    ) {
        self.keyID = keyID
        self.name = name
        self.team = team
        self.policyName = policyName
        self.models = models
        self.limits = limits
        self.explains = explains
        self.cacheTTL = cacheTTL
        self.scope = Array(keyID.utf8)
        self.isOpen = isOpen
        self.mayUseAnyModel = models.contains("*")
    }

    /// The caller of every request in open mode.
    package static let open = Caller(keyID: "open", name: "open", isOpen: true)

    /// Whether one of its patterns names the model.
    package func mayUse(model: String) -> Bool {
        self.mayUseAnyModel || self.models.contains { Self.matches(model.utf8, pattern: $0.utf8) }
    }

    /// `*` stands for any text, every other byte for itself. Goes back only to the last `*`, so it takes at most the product
    /// of the two lengths.
    private static func matches(_ text: String.UTF8View, pattern: String.UTF8View) -> Bool {
        let star = UInt8(ascii: "*")
        var (here, at) = (text.startIndex, pattern.startIndex)
        var retry: (text: String.Index, pattern: String.Index)?
        while here < text.endIndex {
            if at < pattern.endIndex, pattern[at] == star {
                at = pattern.index(after: at)
                retry = (here, at)
            } else if at < pattern.endIndex, pattern[at] == text[here] {
                here = text.index(after: here)
                at = pattern.index(after: at)
            } else if let last = retry {
                here = text.index(after: last.text)
                at = last.pattern
                retry = (here, at)
            } else {
                return false
            }
        }
        while at < pattern.endIndex, pattern[at] == star { at = pattern.index(after: at) }
        return at == pattern.endIndex
    }
}
