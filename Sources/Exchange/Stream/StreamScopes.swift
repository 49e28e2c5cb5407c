/// The choices or content blocks that a stream has told of, in the order of their appearance.
struct StreamScopes {
    private(set) var all: [Int] = []
    private(set) var open: [Int] = []

    mutating func take(begins: [Int], ends: [Int]) {
        for scope in begins where !self.all.contains(scope) {
            self.all.append(scope)
            self.open.append(scope)
        }
        if !ends.isEmpty { self.open.removeAll { ends.contains($0) } }
    }
}
