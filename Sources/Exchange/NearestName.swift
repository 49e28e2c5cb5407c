/// Guesses what a mistyped name was meant to be.
package enum NearestName {
    /// The name that fewest edits separate from `word`, if these are few enough to be a slip and no guess:
    /// at most a third of its length, and at least one.
    package static func nearest(to word: String, among names: some Sequence<String>) -> String? {
        // A name from outside may be of any length; what is far longer than a name is no slip.
        let letters = Array(word.lowercased().unicodeScalars.prefix(129))
        guard letters.count <= 128 else {
            return nil
        }
        let allowed = max(1, letters.count / 3)
        var best: (name: String, distance: Int)?
        for name in names {
            let other = Array(name.lowercased().unicodeScalars.prefix(129))
            guard abs(other.count - letters.count) <= allowed else {
                continue
            }
            let distance = self.distance(letters, other)
            if distance <= allowed, distance < best?.distance ?? .max {
                best = (name, distance)
            }
        }
        return best?.name
    }

    /// Insertions, deletions, substitutions and swaps of neighbours (the restricted Damerau-Levenshtein distance).
    static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            row.reserveCapacity(b.count + 1)
            for j in b.indices {
                var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    cost = min(cost, beforeLast[j - 1] + 1)
                }
                row.append(cost)
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
