package import Exchange
package import StrictYAML

/// What `gatehouse.yaml` says, checked and ready to use: every name is known, every number within bounds, every default
/// filled in. Times are nanoseconds, sizes are bytes.
///
/// docs/configuration.md and `gatehouse check --schema` say what each field means; the declarations that they are made of
/// stand in Fields/.
package struct Configuration: Sendable {
    /// The file that it was read from; nil when it is the built-in one.
    package var file: String?
    package var listen: HostPort
    /// Further `Host` names, as `HostRule` takes them.
    package var hosts: [String]
    package var admin: Admin
    /// The folder of the stores, as written: relative to the working directory.
    package var data: String
    package var authentication: Authentication
    /// In the order of the file; `demo` is always among them.
    package var providers: [Provider]
    package var models: [Model]
    package var keys: [Key]
    /// The folder of rule packs and policies, as written: relative to the working directory.
    package var policies: String
    package var defaultPolicy: String
    package var cache: Cache
    package var telemetry: Telemetry
    package var drain: Drain
    package var http: HTTP

    package struct Admin: Sendable, Hashable {
        package var listen: HostPort
        package var token: Secret?
    }

    package enum Authentication: String, Sendable, Hashable, CaseIterable {
        case required
        case open
    }

    /// An upstream service.
    package struct Provider: Sendable {
        package var name: String
        package var kind: Kind
        /// Nil for `demo` alone, which is no place on the network.
        package var baseURL: BaseURL?
        /// Nil: the requests carry no credential.
        package var key: Secret?

        package enum Kind: String, Sendable, Hashable, CaseIterable {
            case openAI = "openai"
            case anthropic
            case demo
        }
    }

    /// A name that a caller may ask for, and what stands behind it.
    package struct Model: Sendable {
        package var name: String
        /// Tried in this order; at least one.
        package var targets: [Target]
        package var cache: ModelCache
    }

    package struct Target: Sendable, Hashable {
        package var provider: String
        package var model: String
        /// How often the target is tried again after its first failure.
        package var retries: Int
        package var timeouts: Timeouts
    }

    package struct Timeouts: Sendable, Hashable {
        package var connectNanoseconds: UInt64
        package var firstByteNanoseconds: UInt64
        package var idleNanoseconds: UInt64
        package var totalNanoseconds: UInt64
    }

    /// What a model changes of `cache`; nil leaves it.
    package struct ModelCache: Sendable, Hashable {
        package var exact: Bool?
        package var ttlNanoseconds: UInt64?
        package var scope: CacheScope?
        package var tools: Bool?
        package var staleWhileRevalidateNanoseconds: UInt64?
        package var staleIfErrorNanoseconds: UInt64?
        package var semantic: Semantic?
        package var tags: [String]?
    }

    /// Which questions in other words get a stored answer.
    package struct Semantic: Sendable, Hashable {
        package enum Mode: Sendable, Hashable {
            case off
            /// Provably the same question.
            case equivalent
            /// Near questions too, as long as at most this share of the answers is wrong.
            case maxError(Double)
            /// Near questions too, whose cosine is at least this.
            case threshold(Double)
        }

        package var mode: Mode
        package var turnsMax: Int
        package var deadlineNanoseconds: UInt64
    }

    /// Who shares cached answers.
    package enum CacheScope: String, Sendable, Hashable, CaseIterable {
        /// Each key has its own.
        case key
        /// The keys of one `team` share theirs; a key without a team has its own.
        case team
        /// Everybody who may use the model.
        case global
    }

    /// A caller's key that the configuration declares.
    package struct Key: Sendable {
        package var name: String
        package var secret: Secret
        package var team: String?
        /// Nil: the default policy. Which policies there are is known only once they are loaded.
        package var policy: String?
        package var limits: LimitSettings
        package var models: [String]
        package var explain: Bool
        /// How long an answer to this key may be served; nil: as long as the model's answers may.
        package var cacheTTLNanoseconds: UInt64?
        /// Where it stands, for faults that only its user can find: an ill-made secret, an unknown policy.
        package var origin: Origin
    }

    package struct Cache: Sendable, Hashable {
        package var exact: Bool
        package var ttlNanoseconds: UInt64
        package var scope: CacheScope
        package var semantic: Semantic
        /// RFC 5861: how long an expired answer may be served while a new one is asked for.
        package var staleWhileRevalidateNanoseconds: UInt64
        /// RFC 5861: how long an expired answer may be served when there is no new one.
        package var staleIfErrorNanoseconds: UInt64
        package var bytesMax: Int
        /// A request above it is not cached.
        package var temperatureMax: Double
        /// Whether an answer that calls tools is stored.
        package var tools: Bool
    }

    package struct Telemetry: Sendable, Hashable {
        package var log: Log
        package var capture: Capture
        package var propagate: Bool

        package enum Log: String, Sendable, Hashable, CaseIterable {
            case json
            case off
        }

        package enum Capture: String, Sendable, Hashable, CaseIterable {
            case metadata
            case off
        }
    }

    package struct Drain: Sendable, Hashable {
        package var delayNanoseconds: UInt64
        package var timeoutNanoseconds: UInt64
    }

    package struct HTTP: Sendable, Hashable {
        package var bodyBytesMax: Int
        package var connectionsMax: Int
        package var headerNanoseconds: UInt64
        package var bodyNanoseconds: UInt64
        package var bodyBytesPerSecond: Int
        package var idleNanoseconds: UInt64
        package var writeNanoseconds: UInt64
    }

    /// Where a part of the configuration is written.
    package struct Origin: Sendable, Hashable {
        package var place: YAMLPlace
        package var path: String

        /// The fault of a field of this part: `origin.fault("policy", "no policy has this name")`.
        package func fault(_ field: String, _ message: String) -> YAMLFault {
            YAMLFault(at: self.place, path: "\(self.path).\(field)", message)
        }
    }
}
