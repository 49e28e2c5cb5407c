import Cache
import Embeddings
import Settings

/// The semantic tier as a configuration asks for it: its encoder, and what its bands had earned.
enum SemanticParts {
    /// What a configuration asks of the model that is not there, or should be known to ask. The server starts all the same.
    static func warnings(of configuration: Configuration) -> [String] {
        var warnings: [String] = []
        if configuration.needsEncoder {
            do throws(EmbeddingModelError) {
                try EmbeddingModel.verify(folder: Self.folder(of: configuration))
            } catch {
                warnings.append("cache.semantic: near questions are not looked for, all else works: \(error)")
            }
        }
        for (path, semantic) in configuration.semantics {
            guard case .threshold(let cosine) = semantic.mode else { continue }
            warnings.append(
                "\(path).threshold: \(cosine) is no promise: of questions made to look alike and mean something else, 20 % "
                    + "were served at 0.95 and 40 % at 0.90; `max_error` is one"
            )
        }
        return warnings
    }

    /// - Returns: the tier, and what there is to tell whoever starts the server.
    static func open(_ configuration: Configuration) -> (cache: SemanticCache, warnings: [String]) {
        var warnings = Self.warnings(of: configuration)
        var encoder: EncoderThread?
        if configuration.needsEncoder {
            do {
                let model = try EmbeddingModel(folder: Self.folder(of: configuration))
                encoder = try EncoderThread(SentenceEncoder(model))
            } catch is EmbeddingModelError {
                // Told above, with more of what was found.
            } catch {
                warnings.append("cache.semantic: near questions are not looked for: \(error)")
            }
        }
        let cache = SemanticCache(encoder: encoder)
        do throws(BandFile.Unreadable) {
            for (route, state) in try BandFile.read(Self.bands(of: configuration))
            where !cache.restoreBands(state, of: route) {
                warnings.append("cache.semantic: the bands of \(String(decoding: route, as: UTF8.self)) begin anew")
            }
        } catch {
            warnings.append("cache.semantic: \(error)")
        }
        return (cache, warnings)
    }

    static func folder(of configuration: Configuration) -> String {
        "\(configuration.data)/\(EmbeddingModel.folderInData)"
    }

    static func bands(of configuration: Configuration) -> String {
        "\(configuration.data)/bands"
    }
}

/// Writes what the bands have earned now and then, all of it in one file.
struct BandKeeper {
    private let path: String
    private var states: [[UInt8]: [UInt8]] = [:]

    init(_ path: String) {
        self.path = path
        // Who cannot be read was told of when the tier was opened.
        let known = (try? BandFile.read(path)) ?? []
        self.states = Dictionary(known.map { ($0.route, $0.state) }) { first, _ in first }
    }

    mutating func save(_ cache: SemanticCache) throws(BandFile.Unreadable) {
        let changes = cache.takeBandChanges()
        guard !changes.isEmpty else { return }
        for (route, state) in changes { self.states[route] = state }
        let sorted = self.states.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        try BandFile.write(sorted.map { ($0.key, $0.value) }, to: self.path)
    }
}
