/// A text that must never be printed: a provider's key, a caller's credential.
///
/// Whatever prints it, a log line or a crash report, shows `•••`. The text is reachable only through `reveal()`, so that
/// a reader can find every place that uses one.
package struct Secret: Sendable, Hashable {
    private let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// The text itself, for the one place that needs it.
    package func reveal() -> String {
        self.text
    }

    package var isEmpty: Bool {
        self.text.isEmpty
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "•••" }
    package var debugDescription: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
