/// Whose words a text of a body is.
package enum TextRole: UInt8, Sendable, Hashable, CaseIterable {
    /// What the application tells the model before anybody speaks; `developer` too.
    case system
    case user
    /// What a model said, its calls of tools included.
    case assistant
    /// What a tool gave back.
    case tool

    /// The word of the policy file.
    package var word: String {
        switch self {
        case .system: "system"
        case .user: "user"
        case .assistant: "assistant"
        case .tool: "tool"
        }
    }
}
