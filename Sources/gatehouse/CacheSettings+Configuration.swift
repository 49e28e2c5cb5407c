import Cache
import Gateway
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
            tools: model?.tools ?? cache.tools
        )
    }
}
