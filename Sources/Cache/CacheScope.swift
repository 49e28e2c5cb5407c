package import Exchange

/// Who may share a cached answer. Everything that is cached lies in exactly one scope, and no lookup leaves its own.
///
/// It can only be made from an authenticated caller, so a fingerprint without an identity, or with one that the request
/// merely claims, cannot be written down.
package struct CacheScope: Sendable {
    /// The raw value is part of a fingerprint: never reuse one. It keeps a key whose id reads `open` apart from the callers
    /// of open mode.
    private enum Kind: UInt8 {
        case open = 1
        case key = 2
        case team = 3
        case global = 4
    }

    /// How widely answers are shared, as the operator says it.
    package enum Sharing: Sendable, Hashable {
        /// The caller's key alone; in open mode, everybody who may call at all.
        case key
        /// The keys of one team, as the operator's configuration names it. A key without a team shares with none.
        case team
        /// Everybody who may use the model.
        case global
    }

    private let kind: Kind
    private let identity: [UInt8]

    package init(_ caller: Caller, _ sharing: Sharing = .key) {
        switch sharing {
        case .global:
            self.kind = .global
            self.identity = []
        case .team where caller.team != nil:
            self.kind = .team
            self.identity = Array((caller.team ?? "").utf8)
        case .team, .key:
            self.kind = caller.isOpen ? .open : .key
            self.identity = caller.scope
        }
    }

    /// Whether callers of different keys share it: what one of them learns of an entry's age tells it of the others.
    package var isShared: Bool { self.kind == .team || self.kind == .global }

    func append(to bytes: inout [UInt8]) {
        bytes.append(self.kind.rawValue)
        bytes.append(field: self.identity)
    }
}
