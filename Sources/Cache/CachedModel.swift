internal import Crypto

/// The model entry that a request is answered by: its name and what stands behind it in the configuration.
///
/// The entry and not the target that happened to answer, so that a fallback's answer serves the next request too; all of
/// its targets, so that a changed configuration finds nothing of the old one. Made once for each revision of the
/// configuration, except for `provider/model` requests, which name their only target.
package struct CachedModel: Sendable, Hashable {
    /// SHA-256 of the name and the targets with their lengths.
    let identity: [UInt8]

    /// - Parameter targets: for each target, in order, a text of all that can change its answers: provider, kind, base
    ///   URL, upstream model.
    package init(name: String, targets: [String]) {
        var bytes: [UInt8] = []
        bytes.append(field: name.utf8)
        bytes.append(length: targets.count)
        for target in targets {
            bytes.append(field: target.utf8)
        }
        self.identity = Array(SHA256.hash(data: bytes))
    }
}
