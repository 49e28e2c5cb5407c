internal import Yams

/// Makes our nodes of Yams', and collects what is refused on the way.
struct NodeConversion {
    let file: String
    let variables: Variables?
    var faults: [YAMLFault] = []

    init(file: String, variables: Variables?) {
        self.file = file
        self.variables = variables
    }

    /// The node, or nil when it is refused.
    mutating func node(_ node: Node, path: String, depth: Int) -> YAMLNode? {
        let place = self.place(of: node)
        guard depth <= YAMLNode.Limit.depthMax else {
            self.refuse(place, path, "nested more than \(YAMLNode.Limit.depthMax) deep")
            return nil
        }
        switch node {
        case .alias:
            self.refuse(place, path, YAMLSyntax.anchorMessage)
            return nil
        case .scalar(let scalar):
            guard self.accepts(scalar.tag, named: [.str], place, path) else {
                return nil
            }
            // An explicit `!!str` is text, whatever it looks like.
            let isPlain = scalar.style == .plain && scalar.tag.rawValue.isEmpty
            let content = self.scalar(scalar.string, isPlain: isPlain, place, path)
            return content.map { YAMLNode(content: .scalar($0), place: place, path: path) }
        case .sequence(let sequence):
            guard self.accepts(sequence.tag, named: [.seq], place, path) else {
                return nil
            }
            var elements: [YAMLNode] = []
            for (index, element) in sequence.enumerated() {
                if let element = self.node(element, path: "\(path)[\(index)]", depth: depth + 1) {
                    elements.append(element)
                }
            }
            return YAMLNode(content: .list(elements), place: place, path: path)
        case .mapping(let mapping):
            guard self.accepts(mapping.tag, named: [.map], place, path) else {
                return nil
            }
            var entries: [YAMLNode.Entry] = []
            for pair in mapping {
                if let entry = self.entry(pair.key, pair.value, path: path, depth: depth) {
                    entries.append(entry)
                }
            }
            return YAMLNode(content: .mapping(entries), place: place, path: path)
        }
    }

    private mutating func entry(_ key: Node, _ value: Node, path: String, depth: Int) -> YAMLNode.Entry? {
        let place = self.place(of: key)
        guard case .scalar(let scalar) = key else {
            self.refuse(place, path, "a name must be text, not a list or a mapping")
            return nil
        }
        // Yams resolves the tags of names while it compares them; by its basic resolver all of them are text.
        guard self.accepts(scalar.tag, named: [.str], place, path) else {
            return nil
        }
        guard !scalar.string.isEmpty else {
            self.refuse(place, path, "a name is empty")
            return nil
        }
        if self.variables != nil, scalar.string.contains("${") {
            self.refuse(place, path, "variables are expanded in values, not in names")
            return nil
        }
        let path = YAMLNode.path(of: scalar.string, in: path)
        return self.node(value, path: path, depth: depth + 1).map {
            YAMLNode.Entry(name: scalar.string, namePlace: place, value: $0)
        }
    }

    private mutating func scalar(
        _ text: String,
        isPlain: Bool,
        _ place: YAMLPlace,
        _ path: String
    ) -> YAMLNode.Scalar? {
        do throws(Variables.Problem) {
            guard let expanded = try self.variables?.expand(text) else {
                return YAMLNode.Scalar(text: text, isPlain: isPlain)
            }
            return YAMLNode.Scalar(text: expanded.text, isPlain: isPlain, isExpanded: expanded.holdsVariable)
        } catch {
            self.refuse(place, path, error.message)
            return nil
        }
    }

    private mutating func accepts(_ tag: Tag, named names: [Tag.Name], _ place: YAMLPlace, _ path: String) -> Bool {
        if tag.rawValue.isEmpty || names.contains(where: { $0.rawValue == tag.rawValue }) {
            return true
        }
        self.refuse(place, path, "the tag `\(YAMLNode.printable(tag.rawValue))` is not supported; leave it out")
        return false
    }

    private mutating func refuse(_ place: YAMLPlace, _ path: String, _ message: String) {
        self.faults.append(YAMLFault(at: place, path: path, message))
    }

    private func place(of node: Node) -> YAMLPlace {
        YAMLPlace(file: self.file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }
}
