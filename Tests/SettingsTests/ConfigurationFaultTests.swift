import Settings
import StrictYAML
import Testing

/// Each kind of fault with its words and its place.
@Suite struct ConfigurationFaultTests {
    static let environment = [
        "LONG": "value-of-a-variable", "SPACE": "a b", "EMPTY": "", "OUT": "0.0.0.0:80", "WORD": "opne",
    ]

    /// A file, the place and the path of its one fault, and the words.
    struct Case: Sendable {
        let text: String
        let place: String
        let message: String

        init(_ text: String, _ place: String, _ message: String) {
            self.text = text
            self.place = place
            self.message = message
        }
    }

    @Test(arguments: [
        // Names of fields.
        Case("lisen: 1", "1:1 lisen", "unknown field `lisen`; did you mean `listen`?"),
        Case("zzz: 1", "1:1 zzz", "unknown field `zzz`"),
        Case("http:\n  max_bdy: 1MiB", "2:3 http.max_bdy", "unknown field `max_bdy`; did you mean `max_body`?"),
        Case("<<: {listen: x}", "1:1 [\"<<\"]", "unknown field `<<`"),
        Case("[]", "1:1", "expected a mapping, found a list"),
        Case("{}\n---\n{}", "3:1", "a configuration is one document; this is a second one"),
        Case("listen: a:1\nlisten: b:1", "2:1", "`listen` is written twice in this mapping; first on line 1"),
        // Types and values.
        Case("listen: 8080", "1:9 listen", "expected text, found an integer; put it in quotes to make it text"),
        Case(
            "listen: :8080",
            "1:9 listen",
            "name the address too: 127.0.0.1:8080 for this machine, 0.0.0.0:8080 for all"
        ),
        Case("listen: ::1:8080", "1:9 listen", "an IPv6 address stands in brackets, as in [::1]:8080"),
        Case(
            "hosts: [http://x]",
            "1:9 hosts[0]",
            "a host is a name or an address, with a port if you like: gateway.lan, 10.0.0.5:8080"
        ),
        Case("hosts: a", "1:8 hosts", "expected a list, found text"),
        Case("data:", "1:6 data", "expected text, found nothing"),
        Case("data: ''", "1:7 data", "must not be empty"),
        Case("auth: opne", "1:7 auth", "`opne` is not one of `required`, `open`; did you mean `open`?"),
        Case(
            "auth: ${WORD}",
            "1:7 auth",
            "the value of a variable is not one of `required`, `open`; did you mean `open`?"
        ),
        Case("default_policy: a b", "1:17 default_policy", "a name is at most 64 letters, digits, `.`, `_` and `-`"),
        Case("cache: {exact: yes}", "1:16 cache.exact", "expected true or false, found text"),
        Case(
            "cache: {ttl: 3600}",
            "1:14 cache.ttl",
            "a duration is whole numbers with a unit (ms, s, m, h, d), like 250ms, 30s or 1h30m"
        ),
        Case("cache: {ttl: 1s500ms}", "1:14 cache.ttl", "must be whole seconds"),
        Case("cache: {ttl: 0s}", "1:14 cache.ttl", "must be more than zero"),
        Case(
            "cache: {max_size: 2G}",
            "1:19 cache.max_size",
            "a size is a whole number and a unit, like 64KB, 10MiB or 2GiB"
        ),
        Case("cache: {max_size: 1KB}", "1:19 cache.max_size", "must be from 1MiB to 16TiB"),
        Case("cache: {max_temperature: 3}", "1:26 cache.max_temperature", "must be from 0.0 to 2.0"),
        Case(
            "cache: {max_temperature: .nan}",
            "1:26 cache.max_temperature",
            "the number must be finite and of a usual size"
        ),
        Case(
            "cache: {scope: keys}",
            "1:16 cache.scope",
            "`keys` is not one of `key`, `team`, `global`; did you mean `key`?"
        ),
        Case("cache: {semantic: {}}", "1:19 cache.semantic", "say `max_error`, like {max_error: 0.01}, or `threshold`"),
        Case(
            "cache: {semantic: {max_error: 0.1, threshold: 0.9}}",
            "1:19 cache.semantic",
            "`max_error` and `threshold` exclude each other: say one of them"
        ),
        Case("cache: {semantic: {max_error: 0.9}}", "1:31 cache.semantic.max_error", "must be from 0.0001 to 0.5"),
        Case("cache: {semantic: equal}", "1:19 cache.semantic", "`equal` is not one of `off`, `equivalent`"),
        Case(
            "cache: {scope: global}",
            "1:16 cache.scope",
            "`global` is set for one model at a time: models.NAME.cache.scope"
        ),
        Case("http: {max_connections: 0}", "1:25 http.max_connections", "must be from 1 to 1000000"),
        Case("http: {idle_timeout: 0ms}", "1:22 http.idle_timeout", "must be more than zero"),
        // Variables.
        Case("data: ${NONE}", "1:7 data", "the variable `NONE` is not set; set it, or write `${NONE:-default}`"),
        Case("data: ${", "1:7 data", "`${` without `}`; write `$${` for a literal `${`"),
        Case("data: ${EMPTY}", "1:7 data", "must not be empty"),
        Case("${LONG}: 1", "1:1", "variables are expanded in values, not in names"),
        // Listeners.
        Case(
            "auth: open\nlisten: 0.0.0.0:80",
            "1:7 auth",
            "`open` lets anybody who reaches 0.0.0.0:80 spend your money; listen on a loopback address such as 127.0.0.1:80, or write `auth: required`"
        ),
        Case(
            "admin: {listen: 0.0.0.0:81}",
            "1:17 admin.listen",
            "the admin listener needs `admin.token` on any address but a loopback one such as 127.0.0.1:81"
        ),
        Case(
            "admin: {listen: ${OUT}}",
            "1:18",
            "not valid YAML: did not find expected ',' or '}' (while parsing a flow mapping from line 1 on); inside [] and {} a `${VAR}` must stand in quotes"
        ),
        Case(
            "admin: {listen: 127.0.0.1:8080}",
            "1:17 admin.listen",
            "the data and the admin listener cannot share 127.0.0.1:8080"
        ),
        Case(
            "admin: {token: ' x'}",
            "1:16 admin.token",
            "a secret is visible ASCII without spaces or line ends, at most 4096 characters"
        ),
        // Providers.
        Case(
            "providers: {v1: {kind: openai}}",
            "1:13 providers.v1",
            "`v1` is a path of Gatehouse; choose another name for the provider"
        ),
        Case(
            "providers: {A: {kind: openai}}",
            "1:13 providers.A",
            "a provider's name is at most 64 of a-z, 0-9, `.`, `_` and `-`, with no dot at its start"
        ),
        Case(
            "providers: {..: {kind: openai}}",
            "1:13 providers[\"..\"]",
            "a provider's name is at most 64 of a-z, 0-9, `.`, `_` and `-`, with no dot at its start"
        ),
        Case("providers: {a: {}}", "1:16 providers.a", "the field `kind` is missing"),
        Case("providers: {a: openai}", "1:16 providers.a", "expected a mapping, found text"),
        Case(
            "providers: {a: {kind: opneai}}",
            "1:23 providers.a.kind",
            "`opneai` is not one of `openai`, `anthropic`, `demo`; did you mean `openai`?"
        ),
        Case(
            "providers: {a: {kind: openai, base_url: 'http://u:p@h'}}",
            "1:41 providers.a.base_url",
            "a base URL holds no user name and no password; the provider's key is `api_key`"
        ),
        Case(
            "providers: {a: {kind: openai, base_url: h/v1}}",
            "1:41 providers.a.base_url",
            "a base URL begins with https:// or http://, as in https://api.example.com/v1"
        ),
        Case(
            "providers: {a: {kind: openai, api_key: \"${SPACE}\"}}",
            "1:40 providers.a.api_key",
            "a secret is visible ASCII without spaces or line ends, at most 4096 characters"
        ),
        Case(
            "providers: {a: {kind: demo, api_key: x}}",
            "1:38 providers.a.api_key",
            "a provider of the kind `demo` answers by itself; leave this out"
        ),
        Case(
            "providers: {demo: {kind: openai}}",
            "1:19 providers.demo",
            "`demo` is the built-in provider; choose another name, or the kind `demo`"
        ),
        // Models.
        Case("models: {m: {}}", "1:13 models.m", "the field `targets` is missing"),
        Case("models: {m: {targets: []}}", "1:23 models.m.targets", "the list must not be empty"),
        Case(
            "models: {m: {targets: [gpt]}}",
            "1:24 models.m.targets[0]",
            "a target is a provider, a slash and its model, like openai/gpt-4o-mini"
        ),
        Case(
            "models: {m: {targets: [demo/]}}",
            "1:24 models.m.targets[0]",
            "a target is a provider, a slash and its model, like openai/gpt-4o-mini"
        ),
        Case("models: {m: {targets: [{}]}}", "1:24 models.m.targets[0]", "the field `use` is missing"),
        Case(
            "models: {m: {targets: [dmeo/demo]}}",
            "1:24 models.m.targets[0]",
            "no provider is called `dmeo`; did you mean `demo`?"
        ),
        Case(
            "models: {m: {targets: [demo/a, {use: zzz/b}]}}",
            "1:38 models.m.targets[1].use",
            "no provider is called `zzz`"
        ),
        Case(
            "models: {m: {targets: [{use: demo/a, retries: 11}]}}",
            "1:47 models.m.targets[0].retries",
            "must be from 0 to 10"
        ),
        Case(
            "models: {m: {targets: [{use: demo/a, timeout: {idle: 0s}}]}}",
            "1:54 models.m.targets[0].timeout.idle",
            "must be more than zero"
        ),
        Case(
            "models: {demo/x: {targets: [demo/a]}}",
            "1:18 models.demo/x",
            "`demo/…` already means the models of the provider `demo`; choose another name"
        ),
        Case(
            "models: {'a b': {targets: [demo/a]}}",
            "1:10 models[\"a b\"]",
            "a model's name is at most 256 visible ASCII characters without spaces and `*`"
        ),
        // Keys.
        Case("keys: [{secret: x}]", "1:8 keys[0]", "the field `name` is missing"),
        Case("keys: [{name: a}]", "1:8 keys[0]", "the field `secret` is missing"),
        Case(
            "keys: [{name: a, secret: \"${EMPTY}\"}]",
            "1:26 keys[0].secret",
            "the secret is empty; `gatehouse key create` makes one"
        ),
        Case("keys: [{name: a, secret: x}, {name: a, secret: y}]", "1:37 keys[1].name", "keys[0] has the same name"),
        Case(
            "keys: [{name: a, secret: x}, {name: b, secret: x}]",
            "1:48 keys[1].secret",
            "keys[0] has the same secret; each key needs its own"
        ),
        Case(
            "keys: [{name: a, secret: x, limits: {requests: 60/mn}}]",
            "1:48 keys[0].limits.requests",
            "the unit of time of a rate is s, min, h or d, as in 60/min"
        ),
        Case(
            "keys: [{name: a, secret: x, limits: {requests: 60}}]",
            "1:48 keys[0].limits.requests",
            "expected text, found an integer; put it in quotes to make it text"
        ),
        Case(
            "keys: [{name: a, secret: x, limits: {concurrent: 0}}]",
            "1:50 keys[0].limits.concurrent",
            "must be from 1 to 1000000"
        ),
        Case("keys: [{name: a, secret: x, models: []}]", "1:37 keys[0].models", "the list must not be empty"),
        Case(
            "keys: [{name: a, secret: x, models: [demp/*]}]",
            "1:38 keys[0].models[0]",
            "`demp/*` names no model and no provider's model; did you mean `demo/*`?"
        ),
        Case(
            "keys: [{name: a, secret: x, models: [zzz]}]",
            "1:38 keys[0].models[0]",
            "`zzz` names no model and no provider's model"
        ),
        // A provider's own fault makes nothing else dangle.
        Case(
            "providers: {a: {kind: zzz}}\nmodels: {m: {targets: [a/b]}}",
            "1:23 providers.a.kind",
            "`zzz` is not one of `openai`, `anthropic`, `demo`"
        ),
    ])
    func saysWhatIsWrongAndWhere(example: Case) {
        do {
            _ = try Configuration.read(example.text, file: "g.yaml", environment: ConfigurationFaultTests.environment)
            Issue.record("accepted: \(example.text)")
        } catch {
            let place = "\(error.line):\(error.column)" + (error.path.isEmpty ? "" : " \(error.path)")
            #expect(place == example.place)
            #expect(error.message == example.message)
            #expect(error.further.isEmpty)
        }
    }

    @Test func printsFilePlacePathAndWords() {
        let text = "models: {m: {taregts: []}}"
        let words = """
            g.yaml:1:13: models.m: the field `targets` is missing
            g.yaml:1:14: models.m.taregts: unknown field `taregts`; did you mean `targets`?
            """
        #expect { try Configuration.read(text, file: "g.yaml", environment: [:]) } throws: { "\($0)" == words }
    }

    @Test func tellsEveryFaultOfAFileInItsOrder() {
        let text = "lisen: x\ncache: {ttl: 1, exact: no}\nmodels:\n  m: {targets: [nope/x], stratgy: fallback}\n"
        do {
            _ = try Configuration.read(text, file: "g.yaml", environment: [:])
            Issue.record("accepted")
        } catch {
            #expect(error.all.map { $0.path } == ["lisen", "cache.ttl", "cache.exact", "models.m.stratgy"])
        }
    }

    @Test func neverShowsTheValueOfAVariable() {
        for field in ["listen", "auth", "hosts", "data", "default_policy", "cache", "http", "keys"] {
            do {
                let text = "\(field): ${SPACE}value-of-a-variable ${LONG}"
                _ = try Configuration.read(text, file: "g.yaml", environment: ConfigurationFaultTests.environment)
            } catch {
                #expect(!"\(error)".contains("value-of-a-variable"))
            }
        }
    }

    @Test func reportsFaultsAsJSON() {
        do {
            _ = try Configuration.read("a: 1\nb: 2", file: "g.yaml", environment: [:])
        } catch {
            guard case .array(let faults) = FaultReport.json(error), case .object(let members) = faults.first else {
                Issue.record("no list of objects")
                return
            }
            #expect(faults.count == 2)
            #expect(members.map { $0.name } == ["file", "line", "column", "path", "message"])
        }
    }

    @Test func saysThatAFileCannotBeRead() {
        #expect { try Configuration.load(file: "no-such.yaml", environment: [:]) } throws: {
            "\($0)" == "no-such.yaml:1:1: the file cannot be opened: No such file or directory"
        }
        #expect { try Configuration.load(file: "/", environment: [:]) } throws: {
            "\($0)" == "/:1:1: the file cannot be read: Is a directory"
        }
    }

    /// Every beginning of a file, and files with one byte changed, are a configuration or a fault.
    @Test func survivesBrokenFiles() {
        let environment = ["SECRET": "s", "PORT": "9", "TOKEN": "t", "UP": "u"]
        let bytes = Array(everyField.utf8)
        let odd = Array("\0\t\n\"'{}[]:,#&*!|>%@`$-?~é".utf8)
        for index in stride(from: 0, to: bytes.count, by: 3) {
            var changed = bytes
            changed[index] = odd[index % odd.count]
            for text in [bytes[..<index], changed[...]] {
                _ = try? Configuration.read(
                    String(decoding: text, as: UTF8.self),
                    file: "g.yaml",
                    environment: environment
                )
            }
        }
    }
}
