/// Characters in a row that nobody sees: invisible ones of Unicode, control characters, and commands to a terminal.
struct InvisibleRun {
    private(set) var end: Int
    /// Whether some of them are tags, which hide a text of their own.
    private(set) var hasTags = false
    /// Whether a command to a terminal is among them: its letters are no part of any word.
    private(set) var isCommand = false
    /// Whether the text ends inside a command.
    private(set) var isOpen = false

    /// - Parameter start: of the first of them.
    init(_ text: UnsafeRawBufferPointer, at start: Int) {
        self.end = start
        while self.end < text.count {
            let byte = text[self.end]
            if byte < 0x80 {
                guard ASCII.isUnseen(byte) else { return }
                self.takeControl(byte, text)
                if self.isOpen { return }
            } else {
                guard let character = ScalarReader.read(text, at: self.end),
                    FoldTable.shared.folding(of: character.value) == .invisible
                else { return }
                if Signs.tags.contains(character.value) { self.hasTags = true }
                self.end = character.end
            }
        }
    }

    private static let escape: UInt8 = 0x1b
    private static let commandMax = 32

    /// Takes one control character, or a control sequence as a whole: ECMA-48, section 5.4.
    private mutating func takeControl(_ byte: UInt8, _ text: UnsafeRawBufferPointer) {
        self.end += 1
        guard byte == InvisibleRun.escape, text.byte(at: self.end) == UInt8(ascii: "[") else { return }
        var at = self.end + 1
        while at - self.end < InvisibleRun.commandMax, (0x20...0x3f).contains(text.byte(at: at)) { at += 1 }
        if at >= text.count {
            self.isOpen = true
        } else if (0x40...0x7e).contains(text[at]) {
            self.isCommand = true
            self.end = at + 1
        }
    }
}
