import StrictYAML

/// What is wrong with a configuration, for a program to read.
package enum FaultReport {
    /// One object a fault, with its place where it has one.
    package static func json(_ error: any Error) -> JSONValue {
        guard let fault = error as? YAMLFault else {
            return [["message": .string("\(error)")]]
        }
        let objects = fault.all.map { fault -> JSONValue in
            [
                "file": .string(fault.file), "line": .integer(fault.line), "column": .integer(fault.column),
                "path": .string(fault.path), "message": .string(fault.message),
            ]
        }
        return .array(objects)
    }
}
