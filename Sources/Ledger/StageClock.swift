import Exchange

/// A stage of the path of a request, as `Server-Timing` and the metrics name it.
package enum Stage: UInt8, Sendable, Hashable, CaseIterable {
    case auth
    case limit
    case dlp
    case cache
    case route
    case upstream

    package var name: StaticString {
        switch self {
        case .auth: "auth"
        case .limit: "limit"
        case .dlp: "dlp"
        case .cache: "cache"
        case .route: "route"
        case .upstream: "upstream"
        }
    }
}

/// How long one request spent in each stage that it came through.
package struct StageDurations: Sendable {
    private var nanoseconds = InlineArray<6, UInt64>(repeating: 0)
    private var entered: UInt8 = 0

    package init() {}

    /// Nanoseconds; `nil` if the request never came to this stage.
    package subscript(stage: Stage) -> UInt64? {
        self.entered & Self.bit(stage) == 0 ? nil : self.nanoseconds[Int(stage.rawValue)]
    }

    /// Adds time to a stage; one that is come to twice, as by a retry, has the sum.
    package mutating func add(_ nanoseconds: UInt64, to stage: Stage) {
        self.entered |= Self.bit(stage)
        self.nanoseconds[Int(stage.rawValue)] &+= nanoseconds
    }

    private static func bit(_ stage: Stage) -> UInt8 { 1 &<< stage.rawValue }
}

/// Measures the stages of one request: it is in one of them at a time, and entering the next leaves the last.
package struct StageClock: Sendable {
    package private(set) var durations = StageDurations()
    private var current: Stage?
    private var since: UInt64 = 0

    package init() {}

    package mutating func enter(_ stage: Stage, at now: UInt64) {
        self.leave(at: now)
        self.current = stage
        self.since = now
    }

    /// Ends the stage that the request is in, if any.
    package mutating func leave(at now: UInt64) {
        guard let current = self.current else { return }
        self.durations.add(now > self.since ? now - self.since : 0, to: current)
        self.current = nil
    }
}

extension StageDurations {
    /// Appends the value of `Server-Timing`: `auth;dur=0.012, limit;dur=0.001`, in milliseconds. Nothing if no stage was
    /// come to.
    package func appendServerTiming(to bytes: inout [UInt8]) {
        var isFirst = true
        for stage in Stage.allCases {
            guard let duration = self[stage] else { continue }
            if !isFirst { bytes.append(ascii: ", ") }
            isFirst = false
            bytes.append(ascii: stage.name)
            bytes.append(ascii: ";dur=")
            bytes.append(milliseconds: duration)
        }
    }
}

extension [UInt8] {
    /// Appends nanoseconds as milliseconds with three decimals, rounded to the nearest: `0.012`.
    mutating func append(milliseconds nanoseconds: UInt64) {
        let microseconds = nanoseconds / 1000 + (nanoseconds % 1000 >= 500 ? 1 : 0)
        self.append(thousandths: microseconds)
    }

    /// Appends nanoseconds as seconds, with as many decimals as there are: `1.5`, `0.000000001`.
    mutating func append(seconds nanoseconds: UInt64) {
        self.append(decimal: nanoseconds / 1_000_000_000)
        var fraction = nanoseconds % 1_000_000_000
        guard fraction > 0 else { return }
        var width = 9
        while fraction % 10 == 0 {
            fraction /= 10
            width -= 1
        }
        self.append(0x2e)
        self.append(decimal: fraction, width: width)
    }
}
