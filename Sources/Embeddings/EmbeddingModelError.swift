/// Why there is no model to make embeddings with. Each says which file, what is wrong with it, and what to do.
package struct EmbeddingModelError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Reason: Sendable, Hashable {
        /// It could not be opened or mapped; what the system said.
        case unreadable(String)
        case wrongSize(bytes: Int, expected: Int)
        /// Its SHA-256, in hexadecimal.
        case wrongHash(String, expected: String)
        /// It is not laid out as such a file is.
        case malformed(String)
        case missingTensor(String)
        case wrongShape(tensor: String, found: String, expected: String)
        case notFinite(tensor: String)
    }

    package let path: String
    package let reason: Reason

    package init(_ reason: Reason, path: String) {
        self.path = path
        self.reason = reason
    }

    package var description: String {
        "the embedding model's file \(self.path) \(self.fault); scripts/fetch-model fetches it again"
    }

    private var fault: String {
        switch self.reason {
        case .unreadable(let why): "cannot be read: \(why)"
        case .wrongSize(let bytes, let expected): "has \(bytes) bytes and should have \(expected)"
        case .wrongHash(let hash, let expected): "has the SHA-256 \(hash) and should have \(expected)"
        case .malformed(let what): "is damaged: \(what)"
        case .missingTensor(let name): "has no tensor \(name)"
        case .wrongShape(let tensor, let found, let expected): "has \(tensor) as \(found) and should have \(expected)"
        case .notFinite(let tensor): "has numbers in \(tensor) that are none"
        }
    }
}
