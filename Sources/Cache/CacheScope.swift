package import Exchange

/// Who may share a cached answer.
///
/// It can only be made from an authenticated caller, so a fingerprint without an identity, or with one that the request
/// merely claims, cannot be written down.
package struct CacheScope: Sendable {
    /// The raw value is part of a fingerprint: never reuse one. It keeps a key whose id reads `open` apart from the callers
    /// of open mode.
    private enum Kind: UInt8 {
        case open = 1
        case key = 2
    }

    private let kind: Kind
    private let identity: [UInt8]

    /// The caller's key alone (`scope: key`); in open mode, everybody who may call at all.
    package init(_ caller: Caller) {
        self.kind = caller.isOpen ? .open : .key
        self.identity = caller.scope
    }

    func append(to bytes: inout [UInt8]) {
        bytes.append(self.kind.rawValue)
        bytes.append(field: self.identity)
    }
}
