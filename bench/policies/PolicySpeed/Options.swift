/// What `bench/policies/run` passes on.
struct Options {
    var repository = "."
    var folder: String?
    var rounds = 9
    /// Rows to measure, by the beginnings of their names; all if there is none.
    var only: [String] = []

    struct Fault: Error, CustomStringConvertible {
        var description: String
    }

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { throw Fault(description: "\(name) needs a value") }
            switch name {
            case "--repository": self.repository = value
            case "--policies": self.folder = value
            case "--only": self.only.append(value)
            case "--rounds":
                guard let rounds = Int(value), rounds > 0 else {
                    throw Fault(description: "--rounds needs a number above 0, not \(value)")
                }
                self.rounds = rounds
            default: throw Fault(description: "there is no option \(name)")
            }
        }
    }

    func wants(_ row: String) -> Bool {
        self.only.isEmpty || self.only.contains { row == $0 || row.hasPrefix($0 + "/") }
    }
}
