/// What is wrong with a YAML file, and where: printed as `file:line:column: path: message`.
///
/// Several faults found together travel as one: the first in its own fields, the rest in `further`.
package struct YAMLFault: Error, Sendable, Hashable {
    package var file: String
    package var line: Int
    package var column: Int
    /// The field, `models.assistant.targets[0].use`; empty where the file as a whole is meant.
    package var path: String
    /// What is wrong and what to do; never the value of a variable.
    package var message: String
    package var further: [YAMLFault] = []

    package init(at place: YAMLPlace, path: String = "", _ message: String) {
        self.file = place.file
        self.line = place.line
        self.column = place.column
        self.path = path
        self.message = message
    }

    /// One fault that carries all of these, in the order of their places, or nil when there is none.
    package static func joined(_ faults: [YAMLFault]) -> YAMLFault? {
        let flat = faults.flatMap { fault in
            var alone = fault
            alone.further = []
            return [alone] + fault.further
        }
        let sorted = flat.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            return a.file == b.file
                ? (a.line, a.column, left.offset) < (b.line, b.column, right.offset)
                : left.offset < right.offset
        }
        guard var first = sorted.first?.element else {
            return nil
        }
        first.further = sorted.dropFirst().map { $0.element }
        return first
    }

    /// This fault and those that travel with it.
    package var all: [YAMLFault] {
        var alone = self
        alone.further = []
        return [alone] + self.further
    }
}

extension YAMLFault: CustomStringConvertible {
    package var description: String {
        self.all.map { $0.line(path: $0.path) }.joined(separator: "\n")
    }

    private func line(path: String) -> String {
        let field = path.isEmpty ? "" : "\(path): "
        return "\(self.file):\(self.line):\(self.column): \(field)\(self.message)"
    }
}

/// A place in a file; line and column count from 1, columns in Unicode scalars.
package struct YAMLPlace: Sendable, Hashable, CustomStringConvertible {
    package var file: String
    package var line: Int
    package var column: Int

    package init(file: String, line: Int = 1, column: Int = 1) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String {
        "\(self.file):\(self.line):\(self.column)"
    }
}
