import Exchange
import StrictYAML

/// `admin`, `telemetry`, `drain` and `http`.
enum AdminFields {
    static let listen = Field(
        "listen",
        .hostPort,
        default: HostPort(host: "127.0.0.1", port: 8081),
        shown: "127.0.0.1:8081",
        "Address and port of the admin listener."
    )
    static let token = Field<Secret?>(
        "token",
        .secret,
        "Bearer token of the admin listener. Without one (or with an empty one) it must listen on a loopback address."
    )

    static let record = RecordType(fields: [listen.note, token.note]) { reader throws(YAMLFault) in
        let token = reader.value(token).flatMap { $0.isEmpty ? nil : $0 }
        return Configuration.Admin(listen: reader.value(listen), token: token)
    }
}

enum TelemetryFields {
    static let fallback = Configuration.Telemetry(log: .json, capture: .metadata, propagate: true)

    static let log = Field<Configuration.Telemetry.Log>(
        "log",
        .word(),
        default: fallback.log,
        shown: "json",
        "`json`: one line a request on standard output, without prompts and keys. `off`: none."
    )
    static let capture = Field<Configuration.Telemetry.Capture>(
        "capture",
        .word(notYet: ["redacted", "full"]),
        default: fallback.capture,
        shown: "metadata",
        "What is kept of a request: `metadata` (who, what, how long, how much) or `off`. `redacted` and `full` are not "
            + "supported yet."
    )
    static let propagate = Field(
        "propagate",
        .bool,
        default: fallback.propagate,
        shown: true,
        "Whether a caller's `traceparent` goes on to the provider, with a parent of our own."
    )
    static let otlp = FieldNote.notYet("otlp", "Where traces and metrics are sent.")

    static let record = RecordType(
        fields: [log.note, capture.note, propagate.note, otlp]
    ) { reader throws(YAMLFault) in
        Configuration.Telemetry(
            log: reader.value(log),
            capture: reader.value(capture),
            propagate: reader.value(propagate)
        )
    }
}

enum DrainFields {
    static let fallback = Configuration.Drain(delayNanoseconds: 0, timeoutNanoseconds: 30_000_000_000)

    static let delay = Field(
        "delay",
        .duration(mayBeZero: true),
        default: fallback.delayNanoseconds,
        shown: "0s",
        "How long `/readyz` says 503 while requests are still accepted."
    )
    static let timeout = Field(
        "timeout",
        .duration(),
        default: fallback.timeoutNanoseconds,
        shown: "30s",
        "How long requests in flight may take once the listeners are closed."
    )

    static let record = RecordType(fields: [delay.note, timeout.note]) { reader throws(YAMLFault) in
        Configuration.Drain(delayNanoseconds: reader.value(delay), timeoutNanoseconds: reader.value(timeout))
    }
}

enum HTTPFields {
    static let fallback = Configuration.HTTP(
        bodyBytesMax: 10 << 20,
        connectionsMax: 10_000,
        headerNanoseconds: 10_000_000_000,
        bodyNanoseconds: 10_000_000_000,
        bodyBytesPerSecond: 64_000,
        idleNanoseconds: 75_000_000_000,
        writeNanoseconds: 60_000_000_000
    )

    static let maxBody = Field(
        "max_body",
        .size(1...(1 << 30), "from 1B to 1GiB"),
        default: fallback.bodyBytesMax,
        shown: "10MiB",
        "The largest body of a request; a larger one is 413."
    )
    static let maxConnections = Field(
        "max_connections",
        .count(1...1_000_000),
        default: fallback.connectionsMax,
        shown: 10_000,
        "How many connections may be open; further ones are 503."
    )
    static let headerTimeout = Field(
        "header_timeout",
        .duration(),
        default: fallback.headerNanoseconds,
        shown: "10s",
        "How long the head of a request may take, in all."
    )
    static let bodyTimeout = Field(
        "body_timeout",
        .duration(),
        default: fallback.bodyNanoseconds,
        shown: "10s",
        "How long the body of a request may take, in all, besides its length at `body_rate`."
    )
    static let bodyRate = Field(
        "body_rate",
        .size(1...(1 << 40), "from 1B to 1TiB"),
        default: fallback.bodyBytesPerSecond,
        shown: "64KB",
        "The slowest a body may come, a second."
    )
    static let idleTimeout = Field(
        "idle_timeout",
        .duration(),
        default: fallback.idleNanoseconds,
        shown: "75s",
        "How long a connection may wait for its next request."
    )
    static let writeTimeout = Field(
        "write_timeout",
        .duration(),
        default: fallback.writeNanoseconds,
        shown: "60s",
        "How long a caller may take no byte of an answer."
    )

    static let record = RecordType(
        fields: [
            maxBody.note, maxConnections.note, headerTimeout.note, bodyTimeout.note, bodyRate.note, idleTimeout.note,
            writeTimeout.note,
        ]
    ) { reader throws(YAMLFault) in
        Configuration.HTTP(
            bodyBytesMax: reader.value(maxBody),
            connectionsMax: reader.value(maxConnections),
            headerNanoseconds: reader.value(headerTimeout),
            bodyNanoseconds: reader.value(bodyTimeout),
            bodyBytesPerSecond: reader.value(bodyRate),
            idleNanoseconds: reader.value(idleTimeout),
            writeNanoseconds: reader.value(writeTimeout)
        )
    }
}
