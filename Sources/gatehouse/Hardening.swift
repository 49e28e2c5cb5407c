import Glibc

/// What the process gives up before it serves, so that a crash cannot tell what a request held, nor a neighbour read a key.
enum Hardening {
    /// No core dump, and no report of Swift's backtracer, which prints memory. Nothing is lost that a supervisor needs: the
    /// signal that ended the process is in its status.
    static func forgoCrashReports() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        for number in [SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGBUS, SIGSEGV, SIGQUIT] {
            signal(number, SIG_DFL)
        }
        // A write to a connection that is gone is an error, not an end.
        signal(SIGPIPE, SIG_IGN)
    }

    /// The environment as it was at the start; the values of secret variables are then overwritten where they lie, because
    /// `unsetenv` would leave them to be read in `/proc/PID/environ`.
    static func takeEnvironment() -> [String: String] {
        var result: [String: String] = [:]
        var entry = environ
        while let line = entry.pointee {
            entry += 1
            guard let equals = strchr(line, 0x3D) else { continue }
            let name = String(decoding: UnsafeRawBufferPointer(start: line, count: equals - line), as: UTF8.self)
            let value = equals + 1
            result[name] = String(cString: value)
            if Self.isSecret(name) {
                memset(value, 0x78, strlen(value))
            }
        }
        return result
    }

    /// Overwrites every variable that holds one of these texts, whatever its name: those that the configuration took its
    /// secrets from.
    static func scrubEnvironment(of secrets: [String]) {
        let secrets = Set(secrets.filter { !$0.isEmpty })
        var entry = environ
        while let line = entry.pointee {
            entry += 1
            guard let equals = strchr(line, 0x3D), secrets.contains(String(cString: equals + 1)) else { continue }
            memset(equals + 1, 0x78, strlen(equals + 1))
        }
    }

    private static func isSecret(_ name: String) -> Bool {
        ["_KEY", "_TOKEN", "_SECRET", "_PASSWORD"].contains { name.hasSuffix($0) }
    }
}
