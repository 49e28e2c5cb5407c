import CPCRE2

/// Counts the work that matches of one pattern do, so that it can be known how much of it a text makes, on any machine.
///
/// PCRE2 calls back before each item of a pattern that was compiled for it (``Pattern/Options/counted``). A unit is one such
/// item, one byte that the item before it went forward or back, or one repetition that an item needs at least. What is
/// counted is what the same pattern does without the calls: they change no way that it takes.
package final class WorkCounter {
    /// Of the try that ended last, or runs.
    package private(set) var ofTry = 0
    /// Of all tries.
    package private(set) var ofAll = 0
    /// What one try, and what all of them together, may do before they end in a failure.
    private let limits: (ofTry: Int, ofAll: Int)

    private var place = -1
    /// By the place of an item in the expression, how much it is.
    private let items: [Int]

    package init(of pattern: Pattern, limitOfTry: Int, limitOfAll: Int) {
        self.limits = (limitOfTry, limitOfAll)
        self.items = WorkCounter.items(of: pattern)
    }

    /// Whether a limit was passed.
    package var isSpent: Bool { self.ofTry > self.limits.ofTry || self.ofAll > self.limits.ofAll }

    package func beginTry() {
        self.ofTry = 0
        self.place = -1
    }

    /// - Returns: whether to go on.
    fileprivate func count(_ block: pcre2_callout_block_8) -> Bool {
        let place = Int(clamping: block.current_position)
        let item = Int(clamping: block.pattern_position)
        let way = self.place < 0 ? 0 : abs(place - self.place)
        let work = (self.items.indices.contains(item) ? self.items[item] : 1) + way
        self.place = place
        self.ofTry += work
        self.ofAll += work
        return !self.isSpent
    }

    func attach(to context: OpaquePointer) {
        pcre2_set_callout_8(
            context,
            { block, counter in
                guard let block, let counter else { return 0 }
                let isWithin = Unmanaged<WorkCounter>.fromOpaque(counter).takeUnretainedValue().count(block.pointee)
                return isWithin ? 0 : PCRE2_ERROR_CALLOUT
            },
            Unmanaged.passUnretained(self).toOpaque()
        )
    }

    private static func items(of pattern: Pattern) -> [Int] {
        let source = Array(pattern.source.utf8)
        var found: [(place: Int, length: Int)] = []
        withUnsafeMutablePointer(to: &found) { found in
            _ = pcre2_callout_enumerate_8(
                pattern.code,
                { block, found in
                    guard let block, let found else { return 0 }
                    let item = (
                        Int(clamping: block.pointee.pattern_position), Int(clamping: block.pointee.next_item_length)
                    )
                    found.assumingMemoryBound(to: [(place: Int, length: Int)].self).pointee.append(item)
                    return 0
                },
                found
            )
        }
        var items = Array(repeating: 1, count: source.count + 1)
        for (place, length) in found where place >= 0 && length > 0 && place + length <= source.count {
            items[place] = max(1, WorkCounter.repetitions(source[place..<place + length]))
        }
        return items
    }

    /// The `12` of `[a-z]{12,30}`.
    private static func repetitions(_ item: ArraySlice<UInt8>) -> Int {
        guard let brace = item.lastIndex(of: UInt8(ascii: "{")), brace > item.startIndex,
            item[brace - 1] != UInt8(ascii: "\\")
        else { return 1 }
        let digits = item[(brace + 1)...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return Int(String(decoding: digits, as: UTF8.self)) ?? 1
    }
}
