import Cache
import Gateway
import Semantics
import Settings

extension CacheSettings {
    /// What the configuration says of the cache, for one model or for all that say nothing of their own.
    init(_ cache: Configuration.Cache, changedBy model: Configuration.ModelCache? = nil) {
        func seconds(_ nanoseconds: UInt64) -> UInt64 { nanoseconds / 1_000_000_000 }
        let sharing: CacheScope.Sharing =
            switch model?.scope ?? cache.scope {
            case .key: .key
            case .team: .team
            case .global: .global
            }
        self.init(
            exact: model?.exact ?? cache.exact,
            ttl: seconds(model?.ttlNanoseconds ?? cache.ttlNanoseconds),
            staleWhileRevalidate: seconds(
                model?.staleWhileRevalidateNanoseconds ?? cache.staleWhileRevalidateNanoseconds
            ),
            staleIfError: seconds(model?.staleIfErrorNanoseconds ?? cache.staleIfErrorNanoseconds),
            sharing: sharing,
            maxTemperatureMilli: UInt64(max(cache.temperatureMax, 0) * 1000),
            tools: model?.tools ?? cache.tools,
            semantic: SemanticSettings(model?.semantic ?? cache.semantic),
            tags: model?.tags ?? []
        )
    }
}

extension SemanticSettings {
    init(_ semantic: Configuration.Semantic) {
        let mode: Mode =
            switch semantic.mode {
            case .off: .off
            case .equivalent: .equivalent
            // The range of the field is that of the promise.
            case .maxError(let share): BandSettings(maxError: share).map(Mode.verified) ?? .off
            case .threshold(let cosine): .threshold(Float(cosine))
            }
        self.init(mode: mode, turnsMax: semantic.turnsMax, deadline: semantic.deadlineNanoseconds)
    }
}

extension Configuration {
    /// Whether any model looks for near questions, which takes the embedding model.
    var needsEncoder: Bool {
        self.semantics.contains { SemanticSettings($0.semantic).needsEncoder }
    }

    /// Each place where the configuration speaks of the semantic tier.
    var semantics: [(path: String, semantic: Semantic)] {
        [("cache.semantic", self.cache.semantic)]
            + self.models.compactMap { model in
                model.cache.semantic.map { ("models.\(model.name).cache.semantic", $0) }
            }
    }
}
