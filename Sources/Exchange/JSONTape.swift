/// What a body of JSON holds, as a flat list of nodes over the body's own bytes.
///
/// A scan never copies and never decodes: a node says what is where. Nodes stand in the order of the text; a container's
/// node comes before its contents and knows the index behind them, so a subtree is skipped in one step. A member of an
/// object is two subtrees: its name (a string node with `isName`), then its value.
///
/// A tape is a scratch that one loop reuses; it belongs to the bytes of its last scan.
package struct JSONTape {
    package struct Node {
        package enum Kind: UInt8 {
            case object
            case array
            case string
            case number
            case `true`
            case `false`
            case null
        }

        /// First byte. Of a string: the first byte behind its opening quote.
        package var start: UInt32
        /// One past the last byte. Of a string: the closing quote.
        package var end: UInt32
        /// The index of the first node behind this subtree.
        package var next: UInt32
        package var kind: Kind
        /// Of a string: it is the name of a member.
        package var isName: Bool
        /// Of a string: it holds a backslash escape, so its bytes are not its text.
        package var hasEscapes: Bool

        package init(start: UInt32, end: UInt32, next: UInt32, kind: Kind, isName: Bool, hasEscapes: Bool) {
            self.start = start
            self.end = end
            self.next = next
            self.kind = kind
            self.isName = isName
            self.hasEscapes = hasEscapes
        }
    }

    /// The nodes of the last scan; the root is node 0.
    package internal(set) var nodes: [Node] = []

    package init() {}
}
