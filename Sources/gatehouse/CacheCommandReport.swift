import Cache
import Exchange
import Settings

/// How `gatehouse cache` shows the store: to people, and as JSON to scripts.
enum CacheReport {
    static func show(_ report: CacheInspector.Report, asJSON: Bool) {
        let savings = report.savings.sorted { a, b in
            (b.value.hits, a.key.model, a.key.key) < (a.value.hits, b.key.model, b.key.key)
        }
        if asJSON {
            let counts = self.counts(report).map { JSONValue.Member(name: $0.json, value: self.number($0.value)) }
            let series = JSONValue.Member(name: "saved", value: .array(savings.map { .object(self.members($0)) }))
            print(JSONValue.object(counts + [series]).text)
            return
        }
        let rows = self.counts(report).map { [$0.name, $0.isBytes ? self.size($0.value) : "\($0.value)"] }
        for line in TextTable.lines(rows) { print(line) }
        guard !savings.isEmpty else { return }
        print("")
        let heads = ["TIER", "KEY", "MODEL", "HITS", "PROMPT TOKENS", "COMPLETION TOKENS", "TIME"]
        let table = savings.map { series, saved in
            [
                series.tier.name, self.orDash(series.key), self.orDash(series.model), "\(saved.hits)",
                "\(saved.promptTokens)", "\(saved.completionTokens)", self.duration(saved.milliseconds),
            ]
        }
        for line in TextTable.lines([heads] + table) { print(line) }
    }

    static func show(_ entries: [CacheInspector.Entry], asJSON: Bool, now: UInt64) {
        if asJSON {
            print(JSONValue.array(entries.map { .object(self.members($0, now)) }).text)
            return
        }
        guard !entries.isEmpty else {
            Console.say("There is no such answer in the cache.")
            return
        }
        let heads = [
            "FINGERPRINT", "KEY", "NAMESPACE", "MODEL", "TAGS", "POLICY", "SIZE", "AGE", "TTL", "HITS", "SAVED",
        ]
        let table = entries.map { self.cells($0, now) }
        for line in TextTable.lines([heads] + table) { print(line) }
    }

    private struct Count {
        var name: String
        var json: String
        var value: UInt64
        var isBytes = false
    }

    private static func counts(_ report: CacheInspector.Report) -> [Count] {
        let counts = report.counts
        let exact = counts.hits - min(counts.hits, counts.equivalentHits &+ counts.semanticHits)
        return [
            Count(name: "entries", json: "entries", value: counts.entries),
            Count(name: "size", json: "bytes", value: counts.bytes, isBytes: true),
            Count(name: "file", json: "file_bytes", value: report.fileBytes, isBytes: true),
            Count(name: "hits", json: "hits", value: counts.hits),
            Count(name: "  exact", json: "hits_exact", value: exact),
            Count(name: "  equivalent", json: "hits_equivalent", value: counts.equivalentHits),
            Count(name: "  semantic", json: "hits_semantic", value: counts.semanticHits),
            Count(name: "  stale", json: "hits_stale", value: counts.staleHits),
            Count(name: "misses", json: "misses", value: counts.misses),
            Count(name: "stored", json: "stored", value: counts.stores),
            Count(name: "not stored", json: "dropped", value: counts.drops),
            Count(name: "evicted", json: "evicted", value: counts.evictions),
            Count(name: "purged", json: "purged", value: counts.purged),
            Count(name: "corrupt", json: "corrupt", value: counts.corrupt),
            Count(name: "foreign", json: "foreign", value: counts.foreign),
        ]
    }

    private static func members(_ saved: (key: SavingsSeries, value: Savings)) -> [JSONValue.Member] {
        [
            self.member("tier", saved.key.tier.name), self.member("key", saved.key.key),
            self.member("model", saved.key.model),
            JSONValue.Member(name: "hits", value: self.number(saved.value.hits)),
            JSONValue.Member(name: "prompt_tokens", value: self.number(saved.value.promptTokens)),
            JSONValue.Member(name: "completion_tokens", value: self.number(saved.value.completionTokens)),
            JSONValue.Member(name: "milliseconds", value: self.number(saved.value.milliseconds)),
        ]
    }

    private static func cells(_ entry: CacheInspector.Entry, _ now: UInt64) -> [String] {
        let labels = entry.labels
        let facts: [String]
        if let answer = entry.answer {
            let saved = answer.upstreamMilliseconds.multipliedReportingOverflow(by: UInt64(entry.hits))
            facts = [
                self.duration(now - min(now, answer.storedAt)),
                entry.isPurged ? "purged" : self.duration(answer.expiresAt - min(answer.expiresAt, now)),
                "\(entry.hits)", self.duration(saved.overflow ? .max : saved.partialValue),
            ]
        } else {
            facts = ["sealed", "-", "\(entry.hits)", "-"]
        }
        return [
            self.prefix(of: entry), self.orDash(labels?.key), self.orDash(labels?.namespace),
            self.orDash(labels?.model),
            self.orDash(labels?.tags.joined(separator: ",")), self.orDash(self.policy(of: entry)),
            self.size(UInt64(entry.bytes)),
        ] + facts
    }

    /// What is absent is left out.
    private static func members(_ entry: CacheInspector.Entry, _ now: UInt64) -> [JSONValue.Member] {
        var members = [self.member("fingerprint", self.prefix(of: entry))]
        members.append(JSONValue.Member(name: "bytes", value: .integer(entry.bytes)))
        members.append(JSONValue.Member(name: "hits", value: self.number(UInt64(entry.hits))))
        members.append(JSONValue.Member(name: "purged", value: .bool(entry.isPurged)))
        members.append(JSONValue.Member(name: "sealed", value: .bool(entry.answer == nil)))
        if let labels = entry.labels {
            members += [self.member("key", labels.key), self.member("namespace", labels.namespace)]
            members.append(self.member("model", labels.model))
            members.append(JSONValue.Member(name: "tags", value: .array(labels.tags.map { .string($0) })))
        }
        if let policy = self.policy(of: entry) { members.append(self.member("policy", policy)) }
        guard let answer = entry.answer else { return members }
        let age = (now - min(now, answer.storedAt)) / 1000
        let ttl = (answer.expiresAt - min(answer.expiresAt, now)) / 1000
        members.append(JSONValue.Member(name: "age", value: self.number(age)))
        members.append(JSONValue.Member(name: "ttl", value: self.number(ttl)))
        members.append(JSONValue.Member(name: "upstream_milliseconds", value: self.number(answer.upstreamMilliseconds)))
        if let usage = answer.usage {
            members.append(JSONValue.Member(name: "prompt_tokens", value: self.number(usage.prompt)))
            members.append(JSONValue.Member(name: "completion_tokens", value: self.number(usage.completion)))
        }
        return members
    }

    /// The first six bytes: enough to tell entries apart.
    private static func prefix(of entry: CacheInspector.Entry) -> String {
        entry.fingerprint.withUnsafeBytes { bytes in
            bytes.prefix(6).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }

    private static func policy(of entry: CacheInspector.Entry) -> String? {
        if let policy = entry.labels?.policy, !policy.isEmpty { return policy }
        return entry.answer?.policy
    }

    private static func member(_ name: String, _ text: String) -> JSONValue.Member {
        JSONValue.Member(name: name, value: .string(text))
    }

    private static func number(_ value: UInt64) -> JSONValue {
        .integer(Int(clamping: value))
    }

    private static func orDash(_ text: String?) -> String {
        text.flatMap { $0.isEmpty ? nil : $0 } ?? "-"
    }

    private static func size(_ bytes: UInt64) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB"]
        var tenths = bytes.multipliedReportingOverflow(by: 10).partialValue
        var unit = 0
        while tenths >= 10_240, unit < units.count - 1 {
            tenths /= 1024
            unit += 1
        }
        return unit == 0 ? "\(bytes) B" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }

    private static func duration(_ milliseconds: UInt64) -> String {
        let seconds = milliseconds / 1000
        return switch seconds {
        case 0: "\(milliseconds)ms"
        case ..<60: "\(seconds).\(milliseconds % 1000 / 100)s"
        case ..<3600: "\(seconds / 60)m\(seconds % 60)s"
        case ..<86_400: "\(seconds / 3600)h\(seconds % 3600 / 60)m"
        default: "\(seconds / 86_400)d\(seconds % 86_400 / 3600)h"
        }
    }
}
