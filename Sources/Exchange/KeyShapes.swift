/// Takes keys out of a text that somebody else wrote: those that are known, and whatever has the shape of one.
///
/// It is made for error messages, so it hides too much rather than too little.
package enum KeyShapes {
    /// What stands in a key's place, as with `Secret`.
    package static let mark = "•••"

    /// Letters, digits and signs in a row as long as this are taken for a key, unless they read like words.
    private static let longRun = 32
    /// A known prefix with fewer characters behind it is just a word.
    private static let keyBytesMin = 8
    /// A known secret shorter than this would take ordinary words with it.
    private static let secretBytesMin = 4

    /// The text with `•••` in place of these secrets and of whatever looks like a key.
    package static func hide(in text: String, secrets: [Secret] = []) -> String {
        var bytes = Array(text.utf8)
        let known = secrets.map { Array($0.reveal().utf8) }.filter { $0.count >= Self.secretBytesMin }
        for secret in known.sorted(by: { $0.count > $1.count }) {
            bytes = Self.replace(secret, in: bytes)
        }
        return String(decoding: Self.hideShapes(in: bytes), as: UTF8.self)
    }

    private static func replace(_ secret: [UInt8], in bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var at = 0
        while at < bytes.count {
            if bytes[at] == secret[0], bytes[at...].starts(with: secret) {
                output.append(utf8: Self.mark)
                at += secret.count
            } else {
                output.append(bytes[at])
                at += 1
            }
        }
        return output
    }

    private static func hideShapes(in bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var before = Introduction.none
        var at = 0
        while at < bytes.count {
            guard bytes[at].isOfKey else {
                before = before.followed(by: bytes[at])
                output.append(bytes[at])
                at += 1
                continue
            }
            let isCredential = before == .credential
            let end = bytes[at...].firstIndex { !($0.isOfKey || (isCredential && $0.isOfCredential)) } ?? bytes.count
            let run = bytes[at..<end]
            if let keep = Self.wordsBeforeKey(in: run, before) {
                output.append(contentsOf: run.prefix(keep))
                output.append(utf8: Self.mark)
                before = .none
            } else {
                output.append(contentsOf: run)
                before = Introduction(run)
            }
            at = end
        }
        return output
    }

    /// How much of a run may stay before the key in it; `nil` when it holds none.
    private static func wordsBeforeKey(in run: ArraySlice<UInt8>, _ before: Introduction) -> Int? {
        let isKey = run.looksRandom && run.count >= (before.saysKey ? Self.keyBytesMin : Self.longRun)
        if isKey { return 0 }
        if run.count >= Self.keyBytesMin, run.holdsStars { return 0 }
        var isAtWord = true
        for start in run.indices {
            if isAtWord, run.endIndex - start >= Self.keyBytesMin, Self.beginsKey(run[start...]) {
                return start - run.startIndex
            }
            isAtWord = !run[start].isLetterOrDigit
        }
        return nil
    }

    /// What the keys of well-known services begin with.
    private static let prefixes: [[UInt8]] = [
        "sk-", "sk_", "rk_", "pk_", "csk-", "gth_", "AIza", "ya29", "xai-", "gsk_", "hf_", "r8_", "pplx-", "nvapi-",
        "tgp_", "fw_", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "dop_v1_", "AKIA", "ASIA", "xoxb-", "xoxp-",
        "eyJ",
    ].map { Array($0.utf8) }

    private static func beginsKey(_ run: ArraySlice<UInt8>) -> Bool {
        Self.prefixes.contains { run.count >= $0.count + Self.keyBytesMin && run.starts(with: $0) }
    }

    /// What stands before a run, and says that the run is a key.
    private enum Introduction {
        case none
        /// `Bearer`, `Basic`: a credential of RFC 9110 follows.
        case credential
        /// `key`, `token`: what follows is a name or a key.
        case name
        /// `key=`, `token: `: a key follows.
        case assignment

        init(_ word: ArraySlice<UInt8>) {
            let word = word.map { $0 | 0x20 }
            if word.elementsEqual("bearer".utf8) || word.elementsEqual("basic".utf8) {
                self = .credential
            } else if ["key", "token", "secret", "password"].contains(where: word.ends) {
                self = .name
            } else {
                self = .none
            }
        }

        var saysKey: Bool { self == .credential || self == .assignment }

        func followed(by byte: UInt8) -> Introduction {
            switch byte {
            case UInt8(ascii: ":"), UInt8(ascii: "="): self == .name ? .assignment : self
            case 0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): self
            default: .none
            }
        }
    }
}

extension [UInt8] {
    fileprivate func ends(_ word: String) -> Bool {
        self.suffix(word.utf8.count).elementsEqual(word.utf8)
    }
}

extension ArraySlice<UInt8> {
    /// Words have no digit, and capitals only at their beginning.
    fileprivate var looksRandom: Bool {
        self.contains { $0.isDigit } || (self.contains { $0.isUpper } && self.contains { $0.isLower })
    }

    /// Part of a key, the rest of which the provider has hidden itself.
    fileprivate var holdsStars: Bool {
        self.count { $0 == UInt8(ascii: "*") } >= 3
    }
}

extension UInt8 {
    fileprivate var isUpper: Bool { (0x41...0x5A).contains(self) }
    fileprivate var isLower: Bool { (0x61...0x7A).contains(self) }
    fileprivate var isLetterOrDigit: Bool { self.isDigit || self.isUpper || self.isLower }

    fileprivate var isOfKey: Bool {
        self.isLetterOrDigit || self == UInt8(ascii: "_") || self == UInt8(ascii: "-") || self == UInt8(ascii: "*")
    }

    /// The further characters of a `token68` (RFC 9110, 11.2).
    fileprivate var isOfCredential: Bool {
        switch self {
        case UInt8(ascii: "."), UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): true
        default: false
        }
    }
}
