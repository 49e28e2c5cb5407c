package import StrictYAML

extension Configuration {
    /// The folders that a configuration names, for the commands that need nothing else of it: a rule can be tested, and a
    /// key made, without the variables that a server needs.
    package struct Folders: Sendable {
        package let data: String
        package let policies: String

        /// - Parameter file: as `load` takes it.
        package init(file: String?, environment: [String: String]) throws(YAMLFault) {
            guard let path = Configuration.path(of: file), let root = try YAMLNode.documents(readFrom: path).first,
                case .mapping(let entries) = root.content
            else {
                let configuration = try Configuration.load(file: file, environment: environment)
                self.data = configuration.data
                self.policies = configuration.policies
                return
            }
            var texts: [String: String] = [:]
            for entry in entries where entry.name == "data" || entry.name == "policies" {
                texts[entry.name] = try entry.value.string()
            }
            guard !texts.values.contains(where: { $0.contains("$") }) else {
                let configuration = try Configuration.load(file: file, environment: environment)
                self.data = configuration.data
                self.policies = configuration.policies
                return
            }
            self.data = texts["data"] ?? "./data"
            self.policies = texts["policies"] ?? "./policies"
        }
    }
}
