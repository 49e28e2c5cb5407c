import Exchange
import Ledger
import Testing

@Suite struct MetersTests {
    private func exposition(_ meters: Meters) throws -> Exposition {
        var bytes: [UInt8] = []
        meters.render(into: &bytes)
        return try Exposition(parsing: String(decoding: bytes, as: UTF8.self))
    }

    @Test func isReadableWhenNothingHasHappened() throws {
        let metrics = try self.exposition(Meters(version: "1.2.3", startedAt: 1_735_689_600_250))
        #expect(metrics.value("gatehouse_build_info", ["version": "1.2.3"]) == 1)
        #expect(metrics.value("gatehouse_open_connections") == 0)
        #expect(metrics.value("gatehouse_cache_requests_total", ["outcome": "hit"]) == 0)
        #expect(metrics.value("gatehouse_log_lines_dropped_total") == 0)
        #expect(metrics.value("process_start_time_seconds") == 1_735_689_600.25)
        #expect(metrics.value("process_resident_memory_bytes").map { $0 > 1_000_000 } == true)
        #expect(metrics.value("process_cpu_seconds_total").map { $0 > 0 } == true)
        #expect(metrics.value("process_open_fds").map { $0 >= 3 } == true)
    }

    @Test func addsUpTheLoops() throws {
        let meters = Meters(version: "1", startedAt: 0)
        let shards = [meters.makeShard(), meters.makeShard()]
        var stages = StageDurations()
        stages.add(2_000, to: .auth)
        stages.add(3_000_000_000, to: .upstream)
        for shard in shards {
            shard.connectionOpened()
            shard.requestBegan()
            shard.requestBegan()
            shard.requestEnded(.messages, status: 200, duration: 20_000_000, stages: stages, bytesIn: 10, bytesOut: -5)
            shard.cache(.hit)
            shard.cacheStored()
            shard.policy(.block, on: .request)
            shard.shadow(.redact, on: .response)
            shard.limitRefused(.tokens)
        }
        shards[0].connectionClosed()
        meters.connectionShed()
        meters.reloaded(ok: true)
        meters.reloaded(ok: false)
        let metrics = try self.exposition(meters)
        #expect(metrics.value("gatehouse_requests_total", ["route": "messages", "status": "200"]) == 2)
        #expect(metrics.value("gatehouse_requests_in_flight") == 2)
        #expect(metrics.value("gatehouse_request_bytes_total") == 20)
        #expect(metrics.value("gatehouse_response_bytes_total") == 0)
        #expect(metrics.value("gatehouse_open_connections") == 1)
        #expect(metrics.value("gatehouse_connections_total") == 2)
        #expect(metrics.value("gatehouse_connections_shed_total") == 1)
        #expect(metrics.value("gatehouse_cache_requests_total", ["outcome": "hit"]) == 2)
        #expect(metrics.value("gatehouse_cache_stores_total") == 2)
        #expect(metrics.value("gatehouse_policy_actions_total", ["side": "request", "action": "block"]) == 2)
        let would = "gatehouse_policy_would_actions_total"
        #expect(metrics.value(would, ["side": "response", "action": "redact"]) == 2)
        #expect(metrics.value(would, ["side": "request", "action": "block"]) == 0)
        #expect(metrics.value("gatehouse_limit_refusals_total", ["limit": "tokens"]) == 2)
        #expect(metrics.value("gatehouse_config_reloads_total", ["result": "done"]) == 1)
        #expect(metrics.value("gatehouse_config_reloads_total", ["result": "refused"]) == 1)
        let stage = "gatehouse_stage_duration_seconds"
        #expect(metrics.value(stage + "_bucket", ["stage": "auth", "le": "0.000001"]) == 0)
        #expect(metrics.value(stage + "_bucket", ["stage": "auth", "le": "0.0000025"]) == 2)
        #expect(metrics.value(stage + "_sum", ["stage": "auth"]) == 0.000004)
        #expect(metrics.value(stage + "_bucket", ["stage": "upstream", "le": "1"]) == 0)
        #expect(metrics.value(stage + "_bucket", ["stage": "upstream", "le": "5"]) == 2)
        #expect(metrics.value(stage + "_count", ["stage": "dlp"]) == 0)
        #expect(metrics.value("gatehouse_request_duration_seconds_count", ["route": "messages"]) == 2)
    }

    @Test(arguments: [
        (200, "200"), (404, "404"), (418, "4xx"), (529, "529"), (101, "1xx"), (599, "5xx"), (0, "0xx"), (-1, "0xx"),
        (999, "0xx"),
    ])
    func countsRareStatusesByClass(status: Int, label: String) throws {
        let meters = Meters(version: "1", startedAt: 0)
        let shard = meters.makeShard()
        shard.requestEnded(.other, status: status, duration: .max, stages: StageDurations(), bytesIn: 0, bytesOut: 0)
        let metrics = try self.exposition(meters)
        #expect(metrics.value("gatehouse_requests_total", ["route": "other", "status": label]) == 1)
        #expect(metrics.value("gatehouse_request_duration_seconds_bucket", ["route": "other", "le": "300"]) == 0)
        #expect(metrics.value("gatehouse_request_duration_seconds_bucket", ["route": "other", "le": "+Inf"]) == 1)
    }

    @Test func keepsAValueOnABorderInTheBucketBelow() throws {
        let meters = Meters(version: "1", startedAt: 0)
        let upstream = meters.upstream("openai")
        for nanoseconds: UInt64 in [0, 100_000, 100_001, 300_000_000_000] { upstream.firstByte(after: nanoseconds) }
        let metrics = try self.exposition(meters)
        let name = "gatehouse_upstream_first_byte_seconds_bucket"
        #expect(metrics.value(name, ["provider": "openai", "le": "0.0001"]) == 2)
        #expect(metrics.value(name, ["provider": "openai", "le": "0.00025"]) == 3)
        #expect(metrics.value(name, ["provider": "openai", "le": "120"]) == 3)
        #expect(metrics.value(name, ["provider": "openai", "le": "300"]) == 4)
    }

    @Test func tellsProvidersAndFaultsApart() throws {
        let meters = Meters(version: "1", startedAt: 0)
        #expect(meters.upstream("openai") === meters.upstream("openai"))
        for fault in UpstreamMeters.Fault.allCases { meters.upstream("openai").failed(fault) }
        meters.upstream("local").called()
        meters.upstream("local").answered(after: 7)
        meters.tokens(TokenUsage(prompt: 3, completion: 4), provider: "openai", model: "gpt-4o")
        meters.tokens(TokenUsage(prompt: .max, completion: 1), provider: "openai", model: "gpt-4o")
        meters.scanFailed(rule: "pii.email")
        let metrics = try self.exposition(meters)
        for kind in ["connect", "tls", "timeout", "rate_limited", "cancelled"] {
            #expect(metrics.value("gatehouse_upstream_errors_total", ["provider": "openai", "kind": kind]) == 1)
        }
        #expect(metrics.value("gatehouse_upstream_calls_total", ["provider": "local"]) == 1)
        #expect(metrics.value("gatehouse_upstream_duration_seconds_count", ["provider": "local"]) == 1)
        #expect(metrics.value("gatehouse_completion_tokens_total", ["provider": "openai", "model": "gpt-4o"]) == 5)
        #expect(metrics.value("gatehouse_policy_scan_failures_total", ["rule": "pii.email"]) == 1)
    }

    @Test func makesNoSeriesWithoutEnd() throws {
        let meters = Meters(version: "1", startedAt: 0)
        for number in 0..<1000 {
            meters.upstream("provider-\(number)").called()
            meters.tokens(TokenUsage(prompt: 1), provider: "p", model: "\(number)")
            meters.scanFailed(rule: "rule.\(number)")
        }
        meters.tokens(TokenUsage(prompt: 1), provider: "p", model: "5")
        let metrics = try self.exposition(meters)
        #expect(metrics.value("gatehouse_upstream_calls_total", ["provider": "other"]) == 936)
        #expect(metrics.value("gatehouse_prompt_tokens_total", ["provider": "other", "model": "other"]) == 800)
        #expect(metrics.value("gatehouse_prompt_tokens_total", ["provider": "p", "model": "5"]) == 2)
        #expect(metrics.value("gatehouse_policy_scan_failures_total", ["rule": "other"]) == 800)
        #expect(metrics.samples.count { $0.name == "gatehouse_prompt_tokens_total" } == 201)
    }

    @Test func escapesLabelsThatAClientChose() throws {
        let meters = Meters(version: "1", startedAt: 0)
        let model = "a\"} 1\nb\\c{é"
        meters.tokens(TokenUsage(prompt: 1), provider: "p", model: model)
        meters.tokens(TokenUsage(prompt: 1), provider: "p", model: String(repeating: "é", count: 10_000))
        let metrics = try self.exposition(meters)
        #expect(metrics.value("gatehouse_prompt_tokens_total", ["provider": "p", "model": model]) == 1)
        let cut = String(repeating: "é", count: 128)
        #expect(metrics.value("gatehouse_prompt_tokens_total", ["provider": "p", "model": cut]) == 1)
    }

    @Test func appendsToWhatIsThere() {
        var bytes = Array("before\n".utf8)
        Meters(version: "1", startedAt: 0).render(into: &bytes)
        #expect(bytes.starts(with: Array("before\n# HELP gatehouse_requests_total".utf8)))
        #expect(bytes.last == 0x0a)
    }

    @Test func countsWhileItIsRead() async throws {
        let meters = Meters(version: "1", startedAt: 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    let shard = meters.makeShard()
                    for _ in 0..<20_000 {
                        shard.requestBegan()
                        shard.requestEnded(
                            .models,
                            status: 200,
                            duration: 1,
                            stages: StageDurations(),
                            bytesIn: 1,
                            bytesOut: 1
                        )
                        meters.upstream("one").called()
                    }
                }
            }
            group.addTask {
                for _ in 0..<20 { _ = try self.exposition(meters) }
            }
            try await group.waitForAll()
        }
        let metrics = try self.exposition(meters)
        #expect(metrics.value("gatehouse_requests_total", ["route": "models", "status": "200"]) == 60_000)
        #expect(metrics.value("gatehouse_upstream_calls_total", ["provider": "one"]) == 60_000)
        #expect(metrics.value("gatehouse_requests_in_flight") == 0)
    }
}
