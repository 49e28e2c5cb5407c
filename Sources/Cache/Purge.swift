/// Which stored answers are to be forgotten.
package enum PurgeSelector: Sendable, Hashable {
    case all
    /// All of one caller's key.
    case key(id: String)
    case namespace(key: String, name: String)
    case model(String)
    case tag(String)
    /// `NAME@REVISION`.
    case policy(String)

    /// The row of the purges that stands for it.
    var label: PurgeLabel {
        switch self {
        case .all: PurgeLabel(.all, [])
        case .key(let id): PurgeLabel(.key, [Array(id.utf8)])
        case .namespace(let key, let name): PurgeLabel(.namespace, [Array(key.utf8), Array(name.utf8)])
        case .model(let name): PurgeLabel(.model, [Array(name.utf8)])
        case .tag(let name): PurgeLabel(.tag, [Array(name.utf8)])
        case .policy(let label): PurgeLabel(.policy, [Array(label.utf8)])
        }
    }
}

/// 64 bits that stand for one label of an answer.
///
/// Two labels that share them are purged together: a purge may hit too much once in 10¹⁹ pairs, and never too little.
struct PurgeLabel: Hashable {
    /// The raw values lie on disks: never reuse one.
    enum Kind: UInt64 {
        case all = 1
        case key = 2
        case namespace = 3
        case model = 4
        case tag = 5
        case policy = 6
    }

    let hash: UInt64

    init(hash: UInt64) {
        self.hash = hash
    }

    init(_ kind: Kind, _ texts: [[UInt8]]) {
        var checksum = Checksum(seed: kind.rawValue)
        for text in texts {
            text.withUnsafeBytes { checksum.add($0) }
        }
        self.hash = checksum.value
    }

    init(_ kind: Kind, _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer? = nil) {
        var checksum = Checksum(seed: kind.rawValue)
        checksum.add(first)
        if let second {
            checksum.add(second)
        }
        self.hash = checksum.value
    }
}

/// When each label was purged last, by the id of the commit that did it.
struct PurgeList: Sendable {
    /// What the list was read as: it changes with each change of the table, in any process.
    private(set) var revision: UInt64 = 0
    /// The last purge of all: who is not older is alive without a look at its labels.
    private(set) var last: UInt64 = 0
    private var lastOfAll: UInt64 = 0
    private var byLabel: [PurgeLabel: UInt64] = [:]

    init() {}

    init(revision: UInt64, _ rows: [PurgeLabel: UInt64]) {
        self.revision = revision
        self.last = rows.values.max() ?? 0
        self.lastOfAll = rows[PurgeSelector.all.label] ?? 0
        self.byLabel = rows
    }

    /// Needs no label: all that was stored before a purge of all.
    func isDead(birth: UInt64) -> Bool {
        birth < self.lastOfAll
    }

    func isDead(_ view: CachedAnswerView) -> Bool {
        guard view.birth < self.last else {
            return false
        }
        return self.isDead(birth: view.birth) || self.hitsLabel(of: view)
    }

    private func hitsLabel(of view: CachedAnswerView) -> Bool {
        var isDead = false
        func check(_ label: PurgeLabel) {
            if let purged = self.byLabel[label], view.birth < purged {
                isDead = true
            }
        }
        var key = UnsafeRawBufferPointer(start: nil, count: 0)
        check(PurgeLabel(.policy, view.policy))
        view.encodedLabels.forEachText { index, text in
            switch index {
            case 0:
                key = text
                check(PurgeLabel(.key, text))
            case 1: check(PurgeLabel(.namespace, key, text))
            case 2: check(PurgeLabel(.model, text))
            case 3: check(PurgeLabel(.policy, text))
            default: check(PurgeLabel(.tag, text))
            }
        }
        return isDead
    }
}

/// More purges were asked for than the table takes before the store has been swept.
package struct TooManyPurgesError: Error, CustomStringConvertible {
    package var description: String {
        "more than \(PurgeTable.rowsMax) purges wait for the cache to be swept; try again in a minute, or purge all"
    }
}
