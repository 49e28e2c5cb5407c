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
    static func open(_ configuration: Configuration) -> (cache: SemanticCache, bands: BandKeeper, warnings: [String]) {
        var warnings = Self.warnings(of: configuration)
        var encoder: EncoderThread?
        // What is wrong with the model is told once, above.
        if configuration.needsEncoder, let model = try? EmbeddingModel(folder: Self.folder(of: configuration)) {
            do {
                encoder = try EncoderThread(SentenceEncoder(model))
            } catch {
                warnings.append("cache.semantic: near questions are not looked for: \(error)")
            }
        }
        let cache = SemanticCache(encoder: encoder)
        var bands = BandKeeper(Self.bands(of: configuration))
        do throws(BandFile.Unreadable) {
            for route in try bands.restore(to: cache) {
                warnings.append("cache.semantic: the bands of \(route) begin anew")
            }
        } catch {
            warnings.append("cache.semantic: \(error)")
        }
        return (cache, bands, warnings)
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
    /// Something is not in the file yet.
    private var isBehind = false

    init(_ path: String) {
        self.path = path
    }

    /// - Returns: the names of what was kept and could not be used.
    mutating func restore(to cache: SemanticCache) throws(BandFile.Unreadable) -> [String] {
        var unusable: [String] = []
        for (route, state) in try BandFile.read(self.path) {
            if cache.restoreBands(state, of: route) {
                self.states[route] = state
            } else {
                unusable.append(String(decoding: route, as: UTF8.self))
            }
        }
        return unusable
    }

    mutating func save(_ cache: SemanticCache) throws(BandFile.Unreadable) {
        for (route, state) in cache.takeBandChanges() {
            self.states[route] = state
            self.isBehind = true
        }
        guard self.isBehind else { return }
        let sorted = self.states.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        try BandFile.write(sorted.map { ($0.key, $0.value) }, to: self.path)
        self.isBehind = false
    }
}
