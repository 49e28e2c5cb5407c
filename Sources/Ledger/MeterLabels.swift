/// The side of an exchange that a policy looked at.
package enum PolicySide: UInt8, Sendable, Hashable, CaseIterable {
    case request
    case response

    package var name: StaticString {
        switch self {
        case .request: "request"
        case .response: "response"
        }
    }
}

/// The kind of a limit that refused.
package enum LimitLabel: UInt8, Sendable, Hashable, CaseIterable {
    case requests
    case tokens
    case concurrent

    package var name: StaticString {
        switch self {
        case .requests: "requests"
        case .tokens: "tokens"
        case .concurrent: "concurrent"
        }
    }
}
