import Exchange

extension NearestName {
    /// "; did you mean `targets`?", or nothing.
    package static func hint(for word: String, among names: some Sequence<String>) -> String {
        self.nearest(to: word, among: names).map { "; did you mean `\(YAMLNode.printable($0))`?" } ?? ""
    }
}
