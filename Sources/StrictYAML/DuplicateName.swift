internal import Yams

/// Finds where a name stands for the second time in its mapping: Yams tells only where it stands first.
///
/// The parser itself is asked: each name that it complains about gets another first letter, until it gives a tree, in
/// which the second one can be looked up beside the first.
struct DuplicateName {
    private let name: String
    private let first: YAMLPlace
    private var scalars: [Unicode.Scalar]
    /// The names that were changed, as they were written.
    private var changed: [YAMLPlace: String] = [:]

    private static let changesMax = 32

    init(_ name: String, first: YAMLPlace, in text: String) {
        self.name = name
        self.first = first
        self.scalars = Array(text.unicodeScalars)
    }

    mutating func placeOfSecond() -> YAMLPlace? {
        var complaint: (place: YAMLPlace, name: String) = (self.first, self.name)
        while self.changed.count < DuplicateName.changesMax, self.changed[complaint.place] == nil {
            guard self.change(complaint.name, at: complaint.place) else {
                return nil
            }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: self.scalars)
            do {
                let parser = try Parser(yaml: String(text), resolver: .basic, encoding: .utf8)
                while let root = try parser.nextRoot() {
                    if let place = self.second(in: root) {
                        return place
                    }
                }
                return nil
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                complaint = (self.place(of: context.mark), names.first ?? "")
            } catch {
                return nil
            }
        }
        return nil
    }

    /// Puts an ideograph of its own, which no name here has, for the first letter.
    private mutating func change(_ name: String, at place: YAMLPlace) -> Bool {
        guard var index = YAMLPlaces.index(of: place, in: self.scalars) else {
            return false
        }
        if self.scalars[index] == "\"" || self.scalars[index] == "'" {
            index += 1
        }
        guard index < self.scalars.count, let other = Unicode.Scalar(0x4E00 + self.changed.count) else {
            return false
        }
        self.scalars[index] = other
        self.changed[place] = name
        return true
    }

    private func second(in node: Node) -> YAMLPlace? {
        switch node {
        case .scalar, .alias:
            return nil
        case .sequence(let elements):
            return elements.lazy.compactMap { self.second(in: $0) }.first
        case .mapping(let pairs):
            let names = pairs.compactMap { pair in
                pair.key.scalar.flatMap { scalar in scalar.mark.map { (scalar.string, self.place(of: $0)) } }
            }
            if names.contains(where: { $0.1 == self.first }) {
                return names.first { $0.1 != self.first && (self.changed[$0.1] ?? $0.0) == self.name }?.1
            }
            return pairs.lazy.compactMap { self.second(in: $0.value) }.first
        }
    }

    private func place(of mark: Mark) -> YAMLPlace {
        YAMLPlace(file: self.first.file, line: mark.line, column: mark.column)
    }
}
