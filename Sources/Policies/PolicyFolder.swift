import Glibc
import StrictYAML

/// The policy files of a folder.
enum PolicyFolder {
    static let filesMax = 1_000

    /// Their paths, sorted. Hidden files, which editors leave behind, are no policies.
    static func files(of directory: String) throws(YAMLFault) -> [String] {
        guard let stream = opendir(directory) else {
            let reason = String(cString: strerror(errno))
            throw YAMLFault(at: YAMLPlace(file: directory), "the folder of policies cannot be opened: \(reason)")
        }
        defer { closedir(stream) }
        var files: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard !name.hasPrefix("."), name.hasSuffix(".yaml") || name.hasSuffix(".yml") else { continue }
            files.append(directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)")
            guard files.count <= PolicyFolder.filesMax else {
                throw YAMLFault(at: YAMLPlace(file: directory), "more than \(PolicyFolder.filesMax) policy files")
            }
        }
        return files.sorted()
    }
}
