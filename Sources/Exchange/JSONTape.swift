/// What a body of JSON holds, as a flat list of nodes over the body's own bytes.
///
/// A scan never copies and never decodes: a node says what is where. Nodes stand in the order of the text; a container's
/// node comes before its contents and knows the index behind them, so a subtree is skipped in one step. A member of an
/// object is two subtrees: its name (a string node with `isName`), then its value.
///
/// A tape is a scratch that one loop reuses; it belongs to the bytes of its last scan, and every function that takes bytes
/// wants those. After a failed scan it is empty.
package struct JSONTape {
    /// 16 bytes.
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

    /// How deep arrays and objects may nest.
    package static let depthMax = 64
    /// How many values and names one body may hold.
    package static let nodesMax = 2_000_000
    /// What a tape keeps between scans; a larger one is given back.
    static let keptNodesMax = 65_536

    /// The nodes of the last scan; the root is node 0.
    package internal(set) var nodes: [Node] = []
    /// The length of the bytes of the last scan.
    var length = 0
    /// The scratch of the search for duplicate names.
    var names: [JSONName] = []

    package init() {}
}

extension JSONTape {
    /// Reads one strict JSON value and nothing else: valid UTF-8, no byte order mark, at most 64 levels, no name twice in an
    /// object, no half of a surrogate pair, only the numbers, escapes and white space of RFC 8259.
    ///
    /// One pass over the bytes; allocates nothing once the tape has grown to the bodies it sees.
    package mutating func scan(_ bytes: UnsafeRawBufferPointer) throws(JSONFault) {
        self.clear()
        guard let base = bytes.baseAddress else { throw JSONFault(.empty, at: 0) }
        var scanner = JSONScanner(base, count: bytes.count, nodes: self.takeNodes(), names: self.takeNames())
        do throws(JSONFault) {
            try scanner.run()
        } catch {
            var fault = error
            fault.path = scanner.path()
            (self.nodes, self.names) = scanner.giveBack()
            self.clear()
            throw fault
        }
        (self.nodes, self.names) = scanner.giveBack()
        self.length = bytes.count
    }

    private mutating func clear() {
        self.nodes.removeAll(keepingCapacity: self.nodes.capacity <= Self.keptNodesMax)
        self.length = 0
    }

    /// Moved out while the scanner writes them, so that the array stays uniquely owned.
    private mutating func takeNodes() -> [Node] {
        var taken: [Node] = []
        swap(&taken, &self.nodes)
        return taken
    }

    private mutating func takeNames() -> [JSONName] {
        var taken: [JSONName] = []
        swap(&taken, &self.names)
        return taken.capacity > Self.keptNodesMax ? [] : taken
    }
}
