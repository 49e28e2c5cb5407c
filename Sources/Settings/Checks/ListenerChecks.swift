import StrictYAML

/// Who can reach the listeners: nobody but this machine where no credential is asked for.
enum ListenerChecks {
    static func check(_ configuration: Configuration, _ reader: inout RecordReader) {
        let root = reader.node
        let admin = reader.node(of: RootFields.admin)
        let adminNode = admin?.member(AdminFields.listen.name) ?? admin ?? root
        if configuration.authentication == .open, !configuration.listen.isLoopback {
            let node = reader.node(of: RootFields.authentication) ?? root
            let address = configuration.listen
            reader.refuse(
                node.fault(
                    "`open` lets anybody who reaches \(address) spend your money; listen on a loopback address such as "
                        + "127.0.0.1:\(address.port), or write `auth: required`"
                )
            )
        }
        if configuration.admin.token == nil, !configuration.admin.listen.isLoopback {
            reader.refuse(
                adminNode.fault(
                    "the admin listener needs `admin.token` on any address but a loopback one such as "
                        + "127.0.0.1:\(configuration.admin.listen.port)"
                )
            )
        }
        if configuration.listen == configuration.admin.listen, configuration.listen.port != 0 {
            reader.refuse(adminNode.fault("the data and the admin listener cannot share \(configuration.listen)"))
        }
    }
}

extension YAMLNode {
    /// The value of a member, where the node is a mapping that has it.
    func member(_ name: String) -> YAMLNode? {
        guard case .mapping(let entries) = self.content else {
            return nil
        }
        return entries.first { $0.name == name }?.value
    }

    /// The names of a mapping's members, in their order.
    var memberNames: [String] {
        guard case .mapping(let entries) = self.content else {
            return []
        }
        return entries.map { $0.name }
    }
}
