package import Exchange

/// What `gatehouse policy scan --explain` tells of an inspection: each text that was looked at, and how long it took.
package final class InspectionTrace {
    package struct Text: Sendable, Hashable {
        package var place: String
        package var role: TextRole
        package var form: JSONTextNode.Form
        /// How many findings it gave.
        package var findings: Int
        package var nanoseconds: UInt64
    }

    package private(set) var texts: [Text] = []
    private let clock: ScanClock

    package init(clock: ScanClock = .system) {
        self.clock = clock
    }

    func now() -> UInt64 { self.clock.wall() }

    func note(_ place: @autoclosure () -> String, _ text: JSONTextNode, findings: Int, since began: UInt64) {
        let nanoseconds = self.now() &- began
        self.texts.append(
            Text(place: place(), role: text.role, form: text.form, findings: findings, nanoseconds: nanoseconds)
        )
    }
}
