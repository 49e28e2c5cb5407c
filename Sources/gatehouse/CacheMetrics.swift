import Cache
import Exchange

/// The cache's own counts in Prometheus' text format, beside those of the ledger.
enum CacheMetrics {
    /// - Parameter health: left out by who has none to tell.
    static func append(_ stats: CacheStats, health: CacheHealth? = nil, to text: inout [UInt8]) {
        let counters: [(StaticString, StaticString, UInt64)] = [
            ("gatehouse_cache_stored_total", "Answers that were committed to the cache.", stats.stores),
            (
                "gatehouse_cache_dropped_total", "Answers that were not stored: too large, queue or disk full.",
                stats.drops
            ),
            ("gatehouse_cache_corrupt_total", "Entries that failed their checksum and were removed.", stats.corrupt),
            (
                "gatehouse_cache_foreign_total", "Entries that were sealed under another key and were removed.",
                stats.foreign
            ),
            ("gatehouse_cache_purged_total", "Entries that were removed after a purge.", stats.purged),
            ("gatehouse_cache_stale_hits_total", "Hits that were past their freshness.", stats.staleHits),
            ("gatehouse_cache_evictions_total", "Entries that were removed for want of room.", stats.evictions),
            ("gatehouse_cache_failures_total", "Lookups that the store could not answer.", stats.failures),
        ]
        for (name, help, value) in counters {
            Self.append(name, help, "counter", value, to: &text)
        }
        Self.append("gatehouse_cache_entries", "Entries in the cache.", "gauge", stats.entries, to: &text)
        Self.append("gatehouse_cache_bytes", "Bytes of the cache's pages in use.", "gauge", stats.bytes, to: &text)
        if let health {
            Self.append(
                "gatehouse_cache_on",
                "1 while the cache works, 0 after the disk has failed it.",
                "gauge",
                health == .on ? 1 : 0,
                to: &text
            )
        }
    }

    private static func append(
        _ name: StaticString,
        _ help: StaticString,
        _ type: StaticString,
        _ value: UInt64,
        to text: inout [UInt8]
    ) {
        text.append(ascii: "# HELP ")
        text.append(ascii: name)
        text.append(0x20)
        text.append(ascii: help)
        text.append(ascii: "\n# TYPE ")
        text.append(ascii: name)
        text.append(0x20)
        text.append(ascii: type)
        text.append(0x0A)
        text.append(ascii: name)
        text.append(0x20)
        text.append(decimal: value)
        text.append(0x0A)
    }
}
