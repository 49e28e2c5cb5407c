/// Why something about keys cannot be done, in words for whoever runs the gateway. Never holds a key.
package struct KeyFault: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
