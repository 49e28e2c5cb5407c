import Exchange

extension RequestRecord {
    /// No text of a line is longer, because a client chooses some of them.
    static let textBytesMax = 256
    static let metadataBytesMax = 4096
    static let rulesMax = 64
    static let foundMax = 32

    /// Appends one line of JSON and its line end.
    package func appendLine(to bytes: inout [UInt8]) {
        bytes.append(ascii: #"{"time":""#)
        bytes.append(timestamp: Timestamp(milliseconds: self.time))
        bytes.append(ascii: #"","request_id":""#)
        self.id.append(to: &bytes)
        bytes.append(ascii: "\"")
        bytes.append(#","client_request_id":""#, text: self.clientRequestID)
        if let trace = self.trace {
            bytes.append(ascii: #","trace_id":""#)
            trace.appendTraceID(to: &bytes)
            bytes.append(ascii: "\"")
        }
        bytes.append(#","key_id":""#, text: self.keyID)
        bytes.append(#","key_name":""#, text: self.keyName)
        bytes.append(#","team":""#, text: self.team)
        bytes.append(#","method":""#, text: self.method)
        bytes.append(#","route":""#, word: self.route.name)
        bytes.append(#","model":""#, text: self.model)
        bytes.append(#","target":""#, text: self.target)
        bytes.append(#","status":"#, number: self.status)
        bytes.append(#","code":""#, text: self.code?.rawValue)
        bytes.append(ascii: self.isStream ? #","stream":true"# : #","stream":false"#)
        if let cache = self.cache { bytes.append(#","cache":""#, word: cache.name) }
        self.appendPolicy(to: &bytes)
        if let usage = self.usage {
            bytes.append(ascii: #","prompt_tokens":"#)
            bytes.append(decimal: usage.prompt)
            bytes.append(ascii: #","completion_tokens":"#)
            bytes.append(decimal: usage.completion)
        }
        bytes.append(#","bytes_in":"#, number: self.bytesIn)
        bytes.append(#","bytes_out":"#, number: self.bytesOut)
        bytes.append(#","attempts":"#, number: self.attempts)
        self.appendTimes(to: &bytes)
        if let metadata = self.metadata, metadata.count <= Self.metadataBytesMax, !metadata.isEmpty {
            bytes.append(ascii: #","metadata":"#)
            // A checked object has control characters only between its members, where a space is the same.
            for byte in metadata { bytes.append(byte < 0x20 ? 0x20 : byte) }
        }
        bytes.append(ascii: "}\n")
    }

    private func appendPolicy(to bytes: inout [UInt8]) {
        bytes.append(#","policy":""#, text: self.policy)
        bytes.append(#","action":""#, text: self.action?.word)
        bytes.append(#","would_action":""#, text: self.wouldAction?.word)
        guard self.findings > 0 else { return }
        bytes.append(#","findings":"#, number: self.findings)
        var separator: StaticString = #","rules":[""#
        for rule in self.rules.prefix(Self.rulesMax) {
            bytes.append(separator, text: rule)
            separator = ",\""
        }
        bytes.append(ascii: self.rules.isEmpty ? #","rules":[]"# : "]")
        guard !self.found.isEmpty else { return }
        var opening: StaticString = #","found":[{"rule":""#
        for finding in self.found.prefix(Self.foundMax) {
            Self.append(finding, opening, to: &bytes)
            opening = #",{"rule":""#
        }
        bytes.append(ascii: "]")
    }

    /// What was found where, and never the text: a value is told by its fingerprint alone.
    private static func append(_ finding: Finding, _ opening: StaticString, to bytes: inout [UInt8]) {
        bytes.append(opening, text: finding.rule)
        bytes.append(#","place":""#, text: finding.place)
        bytes.append(#","offset":"#, number: finding.offset)
        bytes.append(#","length":"#, number: finding.length)
        bytes.append(#","level":""#, text: finding.level.word)
        bytes.append(finding.isShadow ? #","would_action":""# : #","action":""#, text: finding.action.word)
        if let fingerprint = finding.fingerprint {
            bytes.append(ascii: #","fingerprint":""#)
            bytes.append(hex: fingerprint, digits: 16)
            bytes.append(0x22)
        }
        bytes.append(ascii: "}")
    }

    private func appendTimes(to bytes: inout [UInt8]) {
        for stage in Stage.allCases {
            guard let duration = self.stages[stage] else { continue }
            bytes.append(ascii: Self.member(of: stage))
            bytes.append(milliseconds: duration)
        }
        if let firstByte = self.firstByte {
            bytes.append(ascii: #","first_byte_ms":"#)
            bytes.append(milliseconds: firstByte)
        }
        bytes.append(ascii: #","total_ms":"#)
        bytes.append(milliseconds: self.total)
    }

    private static func member(of stage: Stage) -> StaticString {
        switch stage {
        case .auth: #","auth_ms":"#
        case .limit: #","limit_ms":"#
        case .dlp: #","dlp_ms":"#
        case .cache: #","cache_ms":"#
        case .route: #","route_ms":"#
        case .upstream: #","upstream_ms":"#
        }
    }
}

// A member of the line is its name with all that stands around it, in one literal, and its value: each append has its
// price, whatever its length.
extension [UInt8] {
    fileprivate mutating func append(_ member: StaticString, text: String?) {
        guard let text else { return }
        self.append(ascii: member)
        if !self.append(plain: text) { self.append(escaped: text) }
        self.append(0x22)
    }

    fileprivate mutating func append(_ member: StaticString, word: StaticString) {
        self.append(ascii: member)
        self.append(ascii: word)
        self.append(0x22)
    }

    /// A count; one below zero is none.
    fileprivate mutating func append(_ member: StaticString, number: Int) {
        self.append(ascii: member)
        self.append(decimal: UInt64(clamping: number))
    }

    /// Appends a text that is short and needs no escape, as nearly all are.
    ///
    /// - Returns: `false` if it is not such a text; nothing is appended then.
    private mutating func append(plain text: String) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { bytes in
            guard bytes.count <= RequestRecord.textBytesMax else { return false }
            for byte in bytes where byte < 0x20 || byte >= 0x7f || byte == 0x22 || byte == 0x5c { return false }
            self.append(contentsOf: bytes)
            return true
        } ?? false
    }

    /// Appends the inside of a JSON string, cut at a character's border.
    ///
    /// A log is read in terminals, so the controls that JSON would allow are escaped too: DEL, and U+0080 to U+009F.
    private mutating func append(escaped text: String) {
        var count = 0
        for scalar in text.unicodeScalars {
            count &+= UTF8.width(scalar)
            guard count <= RequestRecord.textBytesMax else {
                self.append(utf8: "…")
                return
            }
            switch scalar.value {
            case 0x22, 0x5c:
                self.append(0x5c)
                self.append(UInt8(truncatingIfNeeded: scalar.value))
            case 0x20..<0x7f:
                self.append(UInt8(truncatingIfNeeded: scalar.value))
            case 0..<0x20, 0x7f..<0xa0, 0x2028, 0x2029:
                self.append(ascii: "\\u")
                self.append(hex: UInt64(scalar.value), digits: 4)
            default:
                self.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
    }
}
