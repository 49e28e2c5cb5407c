import Exchange

/// Which rules act how, on which side of an exchange. Immutable: a change makes another policy with another revision.
package struct Policy: Sendable {
    package let name: String
    /// Twelve hex digits of the SHA-256 of everything that decides what it does, its mode and its rules included.
    package let revision: String
    package let mode: Mode
    package let onError: OnError
    package let unscannable: Unscannable
    let request: InspectedSide
    let response: InspectedSide

    package enum Mode: String, Sendable, Hashable, CaseIterable {
        /// Finds and acts.
        case enforce
        /// Finds and records, changes nothing.
        case shadow
    }

    /// What a scan that cannot finish does.
    package enum OnError: String, Sendable, Hashable, CaseIterable {
        case closed
        case open
    }

    /// What becomes of a request with a part that cannot be read as text.
    package enum Unscannable: String, Sendable, Hashable, CaseIterable {
        case block
        case allow
    }

    package enum Side: String, Sendable, Hashable, CaseIterable {
        case request
        case response
    }

    /// Whether a request can be found fault with at all; if not, nobody needs to look at it.
    package var inspectsRequests: Bool { !self.request.rules.isEmpty || self.unscannable == .block }

    /// Whether an answer can be.
    package var inspectsResponses: Bool { !self.response.rules.isEmpty }
    /// Whether an answer that passed for one key may have to be withheld from another: some statement names keys.
    package var responsesDependOnKey: Bool { self.response.asksForCaller }

    func inspected(_ side: Side) -> InspectedSide {
        switch side {
        case .request: self.request
        case .response: self.response
        }
    }

    /// The ids of the rules that act on a side.
    package func ruleIDs(on side: Side) -> [String] {
        self.inspected(side).rules.rules.map(\.rule.id)
    }
}
