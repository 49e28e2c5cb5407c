private import Glibc

/// One channel of a streamed answer: how far its text is decided, and where something else goes out than came in.
///
/// Offsets count the bytes of the channel's text over all of its pieces.
struct ChannelText {
    /// A range of the text, and what goes out in its place.
    struct Change: Hashable {
        var start: Int
        var end: Int
        var text: [UInt8]
    }

    /// The choice or the content block.
    let scope: Int
    /// `delta.content` in the choice, `text` in the content block.
    let path: [UInt8]
    /// Whether the path may be told: nothing was found in a name on it.
    let isPathTold: Bool
    /// Whether its filter has begun it and waits for more.
    var isOpen = false
    private(set) var count = 0
    private(set) var decided = 0
    /// Those that an event may still need; in order.
    private(set) var changes: [Change] = []
    private(set) var isChanged = false
    private var undecided: [UInt8] = []

    init(scope: Int, path: [UInt8], isPathTold: Bool = true) {
        self.scope = scope
        self.path = path
        self.isPathTold = isPathTold
    }

    mutating func append(_ piece: UnsafeRawBufferPointer) {
        self.count &+= piece.count
        self.undecided.append(contentsOf: piece)
    }

    /// Notes what became of the text that is decided now.
    ///
    /// - Parameter held: how much of the text stays undecided.
    mutating func settle(_ output: [UInt8], held: Int) {
        let decided = max(0, self.undecided.count - max(0, held))
        let change = self.undecided.withUnsafeBytes { text in
            output.withUnsafeBytes { output in
                Change(from: UnsafeRawBufferPointer(rebasing: text[..<decided]), to: output, at: self.decided)
            }
        }
        if let change {
            self.changes.append(change)
            self.isChanged = true
        }
        self.undecided.removeFirst(decided)
        self.decided &+= decided
    }

    /// Forgets the changes in front of a place that no event will ask for again.
    mutating func forgetChanges(before offset: Int) {
        guard let first = self.changes.first, first.end <= offset else { return }
        self.changes.removeAll { $0.end <= offset }
    }
}

extension ChannelText.Change {
    /// The smallest change of whole characters that makes one text of the other; `nil` where they are the same.
    ///
    /// - Parameter offset: where the text begins in its channel.
    init?(from old: UnsafeRawBufferPointer, to new: UnsafeRawBufferPointer, at offset: Int) {
        let shorter = min(old.count, new.count)
        if old.count == new.count {
            guard let oldBase = old.baseAddress, let newBase = new.baseAddress, shorter > 0 else { return nil }
            if memcmp(oldBase, newBase, shorter) == 0 { return nil }
        }
        var prefix = 0
        while prefix < shorter, old[prefix] == new[prefix] { prefix += 1 }
        while prefix > 0, old.isInsideCharacter(prefix) || new.isInsideCharacter(prefix) { prefix -= 1 }
        var suffix = 0
        while suffix < shorter - prefix, old[old.count - suffix - 1] == new[new.count - suffix - 1] { suffix += 1 }
        while suffix > 0, old.isInsideCharacter(old.count - suffix) { suffix -= 1 }
        if prefix + suffix == old.count, suffix > 0 {
            // What is put in stands for a neighbour too: a change of no bytes would belong to no piece.
            repeat { suffix -= 1 } while suffix > 0 && old.isInsideCharacter(old.count - suffix)
        } else if prefix + suffix == old.count, prefix > 0 {
            repeat { prefix -= 1 } while prefix > 0 && old.isInsideCharacter(prefix)
        }
        self.start = offset &+ prefix
        self.end = offset &+ old.count - suffix
        self.text = Array(new[prefix..<(new.count - suffix)])
    }
}

extension UnsafeRawBufferPointer {
    /// Whether a cut there would cut a UTF-8 sequence.
    fileprivate func isInsideCharacter(_ offset: Int) -> Bool {
        offset < self.count && self[offset] & 0xC0 == 0x80
    }
}
