import Exchange
import Keys

/// The caller that a connection showed last: a client of a pool shows the same key with each request, and hashing it again
/// each time is a fortieth of a hit.
///
/// It holds for the keys of one snapshot and for the second in which it was looked up, so that an expired or revoked key is
/// out as soon as without it. The comparison need not be constant in time: it is with what this connection has shown itself.
final class RememberedCaller {
    private var credential = ""
    private var keys: KeyDirectory?
    private var second: UInt64 = 0
    private var caller: Caller?

    /// - Parameter now: milliseconds since 1970.
    func caller(of credential: String, in keys: KeyDirectory, now: UInt64) -> Caller? {
        if self.keys === keys, self.second == now / 1000, self.credential == credential { return self.caller }
        guard case .caller(let caller) = keys.lookup(credential, nowMilliseconds: now) else { return nil }
        self.keys = keys
        self.second = now / 1000
        self.credential = credential
        self.caller = caller
        return caller
    }
}
