import Exchange

extension Meters {
    /// Appends the metrics in the Prometheus text format, version 0.0.4. Takes a fraction of a millisecond.
    package func render(into bytes: inout [UInt8]) {
        var text = MetricsText()
        swap(&text.bytes, &bytes)
        let state = self.current
        let sum = { (index: Int) in state.shards.reduce(0) { $0 &+ $1[index] } }
        self.writeRequests(sum, to: &text)
        self.writeStages(sum, to: &text)
        self.writeConnections(state, sum, to: &text)
        self.writeUpstreams(state, to: &text)
        self.writeProgram(state, to: &text)
        ProcessFigures.read().write(to: &text, startedAt: self.startedAt)
        swap(&text.bytes, &bytes)
    }

    private func writeRequests(_ sum: (Int) -> UInt64, to text: inout MetricsText) {
        text.family("gatehouse_requests_total", .counter, "Requests answered, by route and status.")
        for route in RouteLabel.allCases {
            for status in 0..<StatusLabel.count {
                let count = sum(MeterLayout.requests(route, status: status))
                if count > 0 { text.sample(count, .two("route", .word(route.name), "status", .status(status))) }
            }
        }
        text.family("gatehouse_request_duration_seconds", .histogram, "Time from a request's head to its answer's end.")
        for route in RouteLabel.allCases {
            let start = MeterLayout.requestDuration(route)
            let scale = HistogramScale.requests
            guard (0...scale.borders.count).contains(where: { sum(start + $0) > 0 }) else { continue }
            text.histogram(.one("route", .word(route.name)), scale) { sum(start + $0) }
        }
        text.family("gatehouse_requests_in_flight", .gauge, "Requests that have begun and not ended.")
        // The end first: one that ends between the two readings must not make a negative number.
        let ended = sum(MeterLayout.requestsEnded)
        text.sample(Self.difference(sum(MeterLayout.requestsBegun), ended))
        text.family("gatehouse_request_bytes_total", .counter, "Bytes of request bodies.")
        text.sample(sum(MeterLayout.bytesIn))
        text.family("gatehouse_response_bytes_total", .counter, "Bytes of answers.")
        text.sample(sum(MeterLayout.bytesOut))
    }

    private func writeStages(_ sum: (Int) -> UInt64, to text: inout MetricsText) {
        text.family("gatehouse_stage_duration_seconds", .histogram, "Time that requests spent in a stage.")
        for stage in Stage.allCases {
            let start = MeterLayout.stageDuration(stage)
            text.histogram(.one("stage", .word(stage.name)), HistogramScale.stages) { sum(start + $0) }
        }
        text.family("gatehouse_cache_requests_total", .counter, "What the cache did for requests.")
        for outcome in CacheOutcome.allCases {
            text.sample(sum(MeterLayout.cache(outcome)), .one("outcome", .word(outcome.name)))
        }
        text.family("gatehouse_cache_stores_total", .counter, "Answers that went into the cache.")
        text.sample(sum(MeterLayout.cacheStored))
        text.family("gatehouse_policy_actions_total", .counter, "What policies did with requests and answers.")
        self.writeActions(to: &text) { sum(MeterLayout.policy($0, on: $1)) }
        text.family(
            "gatehouse_policy_would_actions_total",
            .counter,
            "What policies and rules in shadow mode would have done."
        )
        self.writeActions(to: &text) { sum(MeterLayout.shadow($0, on: $1)) }
        text.family("gatehouse_limit_refusals_total", .counter, "Requests that a limit refused.")
        for limit in LimitLabel.allCases {
            text.sample(sum(MeterLayout.limitRefused(limit)), .one("limit", .word(limit.name)))
        }
    }

    private func writeActions(to text: inout MetricsText, _ count: (Finding.Action, PolicySide) -> UInt64) {
        for side in PolicySide.allCases {
            for action in Finding.Action.allCases {
                let labels = MetricsText.Labels.two("side", .word(side.name), "action", .text(action.word))
                text.sample(count(action, side), labels)
            }
        }
    }

    private func writeConnections(_ state: State, _ sum: (Int) -> UInt64, to text: inout MetricsText) {
        text.family("gatehouse_open_connections", .gauge, "Connections of clients that are open.")
        let closed = sum(MeterLayout.connectionsClosed)
        text.sample(Self.difference(sum(MeterLayout.connectionsOpened), closed))
        text.family("gatehouse_connections_total", .counter, "Connections of clients that were accepted.")
        text.sample(sum(MeterLayout.connectionsOpened))
        text.family("gatehouse_connections_shed_total", .counter, "Connections refused because there were too many.")
        text.sample(state.connectionsShed)
    }

    private func writeUpstreams(_ state: State, to text: inout MetricsText) {
        let upstreams = state.upstreams.values.sorted { $0.provider < $1.provider }
        let scale = HistogramScale.requests
        text.family("gatehouse_upstream_calls_total", .counter, "Calls to providers, retries included.")
        for upstream in upstreams {
            text.sample(upstream.row[UpstreamMeters.calls], .one("provider", .text(upstream.provider)))
        }
        text.family("gatehouse_upstream_errors_total", .counter, "Calls to providers that failed, by kind.")
        for upstream in upstreams {
            for fault in UpstreamMeters.Fault.allCases {
                let count = upstream.row[UpstreamMeters.faultStart + Int(fault.rawValue)]
                guard count > 0 else { continue }
                text.sample(count, .two("provider", .text(upstream.provider), "kind", .word(fault.name)))
            }
        }
        text.family(
            "gatehouse_upstream_first_byte_seconds",
            .histogram,
            "Time to the first byte of a provider's answer."
        )
        for upstream in upstreams {
            text.histogram(.one("provider", .text(upstream.provider)), scale) {
                upstream.row[UpstreamMeters.firstByteStart + $0]
            }
        }
        text.family("gatehouse_upstream_duration_seconds", .histogram, "Time to the last byte of a provider's answer.")
        for upstream in upstreams {
            text.histogram(.one("provider", .text(upstream.provider)), scale) {
                upstream.row[UpstreamMeters.durationStart + $0]
            }
        }
        self.writeTokens(state, to: &text)
    }

    private func writeTokens(_ state: State, to text: inout MetricsText) {
        let models = state.tokens.sorted { ($0.key.provider, $0.key.model) < ($1.key.provider, $1.key.model) }
        text.family("gatehouse_prompt_tokens_total", .counter, "Tokens of prompts, as providers report them.")
        for (name, usage) in models {
            text.sample(usage.prompt, .two("provider", .text(name.provider), "model", .text(name.model)))
        }
        text.family("gatehouse_completion_tokens_total", .counter, "Tokens of answers, as providers report them.")
        for (name, usage) in models {
            text.sample(usage.completion, .two("provider", .text(name.provider), "model", .text(name.model)))
        }
    }

    private func writeProgram(_ state: State, to text: inout MetricsText) {
        text.family("gatehouse_policy_scan_failures_total", .counter, "Scans that a rule could not finish.")
        for (rule, count) in state.scanFailures.sorted(by: { $0.key < $1.key }) {
            text.sample(count, .one("rule", .text(rule)))
        }
        text.family("gatehouse_config_reloads_total", .counter, "Reloads of the configuration.")
        text.sample(state.reloadsDone, .one("result", .word("done")))
        text.sample(state.reloadsRefused, .one("result", .word("refused")))
        text.family("gatehouse_log_lines_dropped_total", .counter, "Lines of the request log that were not written.")
        text.sample(self.log?.dropped ?? 0)
        text.family("gatehouse_build_info", .gauge, "The version of the program, as a label.")
        text.sample(1, .one("version", .text(self.version)))
    }

    private static func difference(_ all: UInt64, _ gone: UInt64) -> UInt64 {
        all > gone ? all - gone : 0
    }
}
