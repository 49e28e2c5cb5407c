import Policies

extension Policy {
    /// `NAME@REVISION`, as headers, the log and the cache name it.
    var label: String { "\(self.name)@\(self.revision)" }
}
