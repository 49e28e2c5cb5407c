/// Reading a file: bytes, then text, then Yams' nodes (YAMLSyntax.swift), then ours.
extension YAMLNode {
    /// The bounds of what is read; both are far above what a person writes.
    package enum Limit {
        package static let bytesMax = 4 << 20
        package static let depthMax = 64
    }

    /// Every document of a file, in order.
    ///
    /// Refused, besides what is no YAML: a name written twice in a mapping, anchors and aliases (a few lines of them can
    /// stand for gigabytes), tags other than the core schema's, names that are not text.
    ///
    /// - Parameter environment: Where the values of `${VAR}` come from; nil leaves `$` alone, as in a pattern.
    package static func documents(
        readFrom file: String,
        expanding environment: [String: String]? = nil
    ) throws(YAMLFault) -> [YAMLNode] {
        let bytes: [UInt8]
        do throws(FileReading.Failure) {
            bytes = try FileReading.bytes(of: file, max: Limit.bytesMax)
        } catch {
            throw YAMLFault(at: YAMLPlace(file: file), error.message)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let valid = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\u{FFFD}" }
            let place = YAMLPlaces.place(after: valid.unicodeScalars, in: file)
            throw YAMLFault(at: place, "the file must be UTF-8 text")
        }
        return try self.documents(in: text, file: file, expanding: environment)
    }

    /// Every document of a text; `file` is the name by which faults call it.
    package static func documents(
        in text: String,
        file: String,
        expanding environment: [String: String]? = nil
    ) throws(YAMLFault) -> [YAMLNode] {
        guard text.utf8.count <= Limit.bytesMax else {
            throw YAMLFault(at: YAMLPlace(file: file), "the file is larger than \(Limit.bytesMax >> 20) MiB")
        }
        var conversion = NodeConversion(file: file, variables: environment.map(Variables.init(environment:)))
        let documents = try YAMLSyntax(text: text, file: file).documents { conversion.node($0, path: "", depth: 0) }
        if let fault = YAMLFault.joined(conversion.faults) {
            throw fault
        }
        return documents.compactMap { $0 }
    }
}
