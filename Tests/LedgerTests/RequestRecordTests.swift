import Exchange
import Foundation
import Ledger
import Testing

@Suite struct RequestRecordTests {
    private func line(_ change: (inout RequestRecord) -> Void) throws -> [String: Any] {
        var random = LoopRandom(seed: 1)
        var record = RequestRecord(id: RequestID(wallClock: 5, random: &random), time: 1_735_689_600_250)
        change(&record)
        var bytes: [UInt8] = []
        record.appendLine(to: &bytes)
        #expect(bytes.last == 0x0a)
        #expect(bytes.count { $0 < 0x20 } == 1, "one line")
        return try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test func tellsWhatHappened() throws {
        let line = try self.line {
            $0.clientRequestID = "mine"
            $0.trace = TraceParent(parsing: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
            $0.keyID = "ci1"
            $0.keyName = "ci"
            $0.team = "build"
            $0.method = "POST"
            $0.route = .chatCompletions
            $0.model = "assistant"
            $0.target = "openai/gpt-4o"
            $0.status = 200
            $0.isStream = true
            $0.cache = .miss
            $0.policy = "default@1a2b"
            $0.action = .redact
            $0.findings = 3
            $0.rules = ["pii.email", "secret.x"]
            $0.usage = TokenUsage(prompt: 7, completion: 9)
            $0.bytesIn = 512
            $0.bytesOut = 1024
            $0.attempts = 2
            $0.stages.add(12_345, to: .auth)
            $0.firstByte = 1_500_000
            $0.total = 2_500_000
            $0.metadata = Array("{\"a\":\n 1}".utf8)
        }
        #expect(line["time"] as? String == "2025-01-01T00:00:00.250Z")
        #expect((line["request_id"] as? String)?.hasPrefix("req_") == true)
        #expect(line["client_request_id"] as? String == "mine")
        #expect(line["trace_id"] as? String == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(line["key_id"] as? String == "ci1")
        #expect(line["team"] as? String == "build")
        #expect(line["route"] as? String == "chat_completions")
        #expect(line["target"] as? String == "openai/gpt-4o")
        #expect(line["status"] as? Int == 200)
        #expect(line["code"] == nil)
        #expect(line["stream"] as? Bool == true)
        #expect(line["cache"] as? String == "miss")
        #expect(line["policy"] as? String == "default@1a2b")
        #expect(line["action"] as? String == "redact")
        #expect(line["findings"] as? Int == 3)
        #expect(line["rules"] as? [String] == ["pii.email", "secret.x"])
        #expect(line["prompt_tokens"] as? Int == 7)
        #expect(line["completion_tokens"] as? Int == 9)
        #expect(line["bytes_in"] as? Int == 512)
        #expect(line["attempts"] as? Int == 2)
        #expect(line["auth_ms"] as? Double == 0.012)
        #expect(line["first_byte_ms"] as? Double == 1.5)
        #expect(line["total_ms"] as? Double == 2.5)
        #expect(line["metadata"] as? [String: Int] == ["a": 1])
    }

    @Test func tellsWhereSomethingWasFoundAndNotWhat() throws {
        let line = try self.line {
            $0.wouldAction = .block
            $0.findings = 40
            $0.rules = ["pii.email"]
            $0.found = (0..<40).map { place in
                Finding(
                    rule: "pii.email",
                    entity: "EMAIL_ADDRESS",
                    place: "messages[\(place)].content",
                    level: .contextual,
                    severity: .medium,
                    action: .block,
                    offset: 7,
                    length: 12,
                    isShadow: place == 0,
                    fingerprint: place == 0 ? 0x12_3456_789A_BCDE : nil
                )
            }
        }
        #expect(line["action"] == nil && line["would_action"] as? String == "block")
        let found = try #require(line["found"] as? [[String: Any]])
        #expect(found.count == 32)
        #expect(found[0]["rule"] as? String == "pii.email")
        #expect(found[0]["place"] as? String == "messages[0].content")
        #expect(found[0]["offset"] as? Int == 7 && found[0]["length"] as? Int == 12)
        #expect(found[0]["level"] as? String == "contextual")
        #expect(found[0]["would_action"] as? String == "block" && found[0]["action"] == nil)
        #expect(found[0]["fingerprint"] as? String == "00123456789abcde")
        #expect(found[1]["action"] as? String == "block" && found[1]["fingerprint"] == nil)
    }

    @Test func leavesOutWhatIsNotKnown() throws {
        let line = try self.line { $0.code = .invalidAPIKey }
        #expect(line["code"] as? String == "invalid_api_key")
        for name in [
            "key_id", "model", "cache", "policy", "action", "findings", "prompt_tokens", "auth_ms", "metadata",
        ] {
            #expect(line[name] == nil, "\(name)")
        }
    }

    @Test(arguments: [
        "\"\\", "\u{0}\u{1}\n\r\t", "\u{7f}\u{85}\u{9b}31m", "\u{2028}", "é漢😀", "</script>", #"","status":0,"x":""#,
    ])
    func escapesWhateverAClientChose(text: String) throws {
        let line = try self.line { $0.model = text }
        #expect(line["model"] as? String == text)
        #expect(line["status"] as? Int == 0)
    }

    @Test func writesNoControlToATerminal() throws {
        var random = LoopRandom(seed: 1)
        var record = RequestRecord(id: RequestID(wallClock: 5, random: &random), time: 0)
        record.model = "\u{1b}[2J\u{9b}31m\u{7f}"
        var bytes: [UInt8] = []
        record.appendLine(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self).contains(#""\u001b[2J\u009b31m\u007f""#))
    }

    @Test func cutsTextsThatAreTooLong() throws {
        let line = try self.line {
            $0.model = String(repeating: "é", count: 100_000)
            $0.metadata = Array(repeating: UInt8(ascii: "1"), count: 100_000)
            $0.findings = 1000
            $0.rules = (0..<1000).map { "rule.\($0)" }
        }
        #expect(line["model"] as? String == String(repeating: "é", count: 128) + "…")
        #expect(line["metadata"] == nil)
        #expect((line["rules"] as? [String])?.count == 64)
    }
}
