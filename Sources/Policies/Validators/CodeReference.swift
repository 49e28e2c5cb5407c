/// A value that says where a secret is kept instead of what it is: `process.env.TOKEN`, `config.auth.token`,
/// `arn:aws:secretsmanager:…`, `vault:secret/app`, `/run/secrets/token`, `https://…/token`.
enum CodeReference {
    /// Beginnings, in any case.
    private static let beginnings = WordTable([
        "process.", "os.", "env.", "env:", "env(", "import.meta", "config.", "settings.", "secrets.", "vault:", "self.",
        "this.", "params.", "req.", "request.", "args.", "opts.", "options.", "props.", "state.", "vars.", "var.",
        "local.", "module.", "system.", "data.", "ctx.", "context.", "app.", "getenv", "arn:", "op://", "ref+", "ref:",
        "ssm:", "file:", "env/", "http:", "https:", "projects/", "secret/", "./", "../", "~/", "/run/", "/etc/",
        "/var/",
        "/home/", "/users/", "/usr/", "/opt/", "/tmp/", "c:\\", "sha1:", "sha256:", "sha512:", "sha1-", "sha256-",
        "sha384-", "sha512-", "md5:", "urn:", "keyring", "@value", "kv.", "node.", "std::", "data:",
    ])

    /// `true` for what may be a value.
    static func accepts(_ span: UnsafeRawBufferPointer) -> Bool {
        !CodeReference.beginnings.isWord(at: 0, in: span) && !CodeReference.isNames(span)
    }

    /// Names of letters and underscores, joined by dots, colons, arrows or nothing: `user.password`, `API_KEY`, `Auth::token`.
    /// A number may end each, as in `token2`.
    private static func isNames(_ span: UnsafeRawBufferPointer) -> Bool {
        var hasJoint = false
        var hasLetter = false
        var wasDigit = false
        for byte in span {
            switch byte {
            case UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: "/"):
                hasJoint = true
                wasDigit = false
            case UInt8(ascii: "-"), UInt8(ascii: ">"), UInt8(ascii: "?"):
                wasDigit = false
            default:
                if ASCII.isDigit(byte) {
                    wasDigit = true
                } else if ASCII.isLetter(byte), !wasDigit {
                    hasLetter = true
                } else {
                    return false
                }
            }
        }
        return hasJoint && hasLetter
    }
}
