import Testing

@testable import Exchange

@Suite struct ChannelTextTests {
    private func change(_ old: String, _ new: String) -> ChannelText.Change? {
        Array(old.utf8).withUnsafeBytes { old in
            Array(new.utf8).withUnsafeBytes { new in ChannelText.Change(from: old, to: new, at: 100) }
        }
    }

    @Test(arguments: [
        ("a secret b", "a [X] b", 102, 108, "[X]"), ("é", "è", 100, 102, "è"), ("aéb", "aèb", 101, 103, "è"),
        ("😀", "😁", 100, 104, "😁"), ("x😀", "x", 101, 105, ""), ("ab", "aXb", 101, 102, "Xb"),
        ("ab", "abc", 101, 102, "bc"),
        ("é", "éa", 100, 102, "éa"), ("", "x", 100, 100, "x"), ("aa", "a", 101, 102, ""),
    ])
    func isTheSmallestOfWholeCharacters(_ sample: (old: String, new: String, start: Int, end: Int, text: String)) {
        let change = ChannelText.Change(start: sample.start, end: sample.end, text: Array(sample.text.utf8))
        #expect(self.change(sample.old, sample.new) == change)
    }

    @Test(arguments: ["", "a", "é😀"]) func isNoneWhereNothingChanged(_ text: String) {
        #expect(self.change(text, text) == nil)
    }

    @Test func isDecidedAsFarAsItsFilterSays() {
        var channel = ChannelText(scope: 0, path: [])
        Array("abcdef".utf8).withUnsafeBytes { channel.append($0) }
        channel.settle(Array("ab".utf8), held: 4)
        #expect(channel.decided == 2)
        #expect(!channel.isChanged)
        channel.settle(Array("X".utf8), held: 1)
        #expect(channel.decided == 5)
        #expect(channel.changes == [ChannelText.Change(start: 2, end: 5, text: Array("X".utf8))])
        channel.forgetChanges(before: 4)
        #expect(channel.changes.count == 1)
        channel.forgetChanges(before: 5)
        #expect(channel.changes.isEmpty)
        // More than there is can neither be held nor decided.
        channel.settle([], held: 9)
        channel.settle(Array("f".utf8), held: -3)
        #expect(channel.decided == channel.count)
    }
}
