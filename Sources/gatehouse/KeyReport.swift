import Exchange
import Glibc
import Keys
import Settings

/// How `gatehouse key` shows keys: to people, and as JSON to scripts.
enum KeyReport {
    static func show(_ issued: KeyStore.Issued, asJSON: Bool, now: UInt64) {
        if asJSON {
            let secret = JSONValue.Member(name: "key", value: .string(issued.text.reveal()))
            print(JSONValue.object([secret] + self.members(issued.key, now)).text)
        } else {
            Console.say("The key of \(issued.key.grant.name). Keep it now: it is not shown again.")
            print(issued.text.reveal())
        }
    }

    static func show(_ key: CallerKey, asJSON: Bool, now: UInt64) {
        if asJSON {
            print(JSONValue.object(self.members(key, now)).text)
            return
        }
        let rows = self.rows(key, now)
        let width = rows.map(\.0.count).max() ?? 0
        for (name, value) in rows { print(self.padded(name, to: width) + "  " + value) }
    }

    static func show(_ keys: [CallerKey], asJSON: Bool, now: UInt64) {
        if asJSON {
            print(JSONValue.array(keys.map { .object(self.members($0, now)) }).text)
            return
        }
        guard !keys.isEmpty else {
            Console.say("There are no keys yet. `gatehouse key create --name NAME` makes one.")
            return
        }
        let heads = ["ID", "NAME", "TEAM", "STATE", "REQUESTS", "TOKENS", "CONCURRENT", "MODELS", "EXPIRES"]
        let table = [heads] + keys.map { self.cells($0, now) }
        let widths = heads.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
        for row in table {
            let cells = zip(row, widths).map { self.padded($0, to: $1) }
            print(String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed()))
        }
    }

    private static func cells(_ key: CallerKey, _ now: UInt64) -> [String] {
        let grant = key.grant
        return [
            key.id, grant.name, grant.team ?? "-", key.state(at: now).rawValue,
            grant.limits.requests?.description ?? "-",
            grant.limits.tokens?.description ?? "-", grant.limits.concurrent.map { "\($0)" } ?? "-",
            grant.models.joined(separator: ","), grant.expiresAt.map(self.time) ?? "-",
        ]
    }

    private static func rows(_ key: CallerKey, _ now: UInt64) -> [(String, String)] {
        let grant = key.grant
        var rows = [("id", key.id), ("name", grant.name), ("state", key.state(at: now).rawValue)]
        if let team = grant.team { rows.append(("team", team)) }
        rows.append(("policy", grant.policy ?? "(the configured default)"))
        rows.append(("models", grant.models.joined(separator: ", ")))
        rows.append(("requests", grant.limits.requests?.description ?? "(no limit)"))
        rows.append(("tokens", grant.limits.tokens?.description ?? "(no limit)"))
        rows.append(("concurrent", grant.limits.concurrent.map { "\($0)" } ?? "(no limit)"))
        if grant.explains { rows.append(("explain", "yes")) }
        rows.append(("created", self.time(key.createdAt)))
        if let expiresAt = grant.expiresAt { rows.append(("expires", self.time(expiresAt))) }
        if let revokedAt = key.revokedAt { rows.append(("revoked", self.time(revokedAt))) }
        return rows
    }

    /// What is absent is left out.
    private static func members(_ key: CallerKey, _ now: UInt64) -> [JSONValue.Member] {
        let grant = key.grant
        var limits: [JSONValue.Member] = []
        if let requests = grant.limits.requests { limits.append(self.member("requests", "\(requests)")) }
        if let tokens = grant.limits.tokens { limits.append(self.member("tokens", "\(tokens)")) }
        if let concurrent = grant.limits.concurrent {
            limits.append(JSONValue.Member(name: "concurrent", value: .integer(concurrent)))
        }
        var members = [self.member("id", key.id), self.member("name", grant.name)]
        members.append(self.member("state", key.state(at: now).rawValue))
        if let team = grant.team { members.append(self.member("team", team)) }
        if let policy = grant.policy { members.append(self.member("policy", policy)) }
        members.append(JSONValue.Member(name: "models", value: .array(grant.models.map { .string($0) })))
        members.append(JSONValue.Member(name: "limits", value: .object(limits)))
        if grant.explains { members.append(JSONValue.Member(name: "explain", value: .bool(true))) }
        members.append(self.member("created", self.time(key.createdAt)))
        if let expiresAt = grant.expiresAt { members.append(self.member("expires", self.time(expiresAt))) }
        if let revokedAt = key.revokedAt { members.append(self.member("revoked", self.time(revokedAt))) }
        return members
    }

    private static func member(_ name: String, _ text: String) -> JSONValue.Member {
        JSONValue.Member(name: name, value: .string(text))
    }

    private static func time(_ milliseconds: UInt64) -> String {
        var text: [UInt8] = []
        text.append(timestamp: Timestamp(milliseconds: milliseconds), withMilliseconds: false)
        return String(decoding: text, as: UTF8.self)
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
