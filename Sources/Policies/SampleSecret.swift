/// Secrets with checksums or an inner form, for samples.
enum SampleSecret {
    /// `{{checked:github:ghp_:30}}`, `{{checked:grafana:glsa_:32}}`: a beginning, characters of base62, and the checksum.
    static func checked(_ parts: [String], using random: inout SampleRandom) throws(SampleText.Fault) -> String {
        guard parts.count == 4, let checksum = TokenChecksum(sampleName: parts[1]) else {
            throw SampleText.Fault(
                message: "`{{checked:FORM:PREFIX:N}}` takes `github`, `gatehouse` or `grafana` first"
            )
        }
        let prefix = parts[2] == "gth_" ? "gth_" + random.text(of: SampleSecret.base62, count: 12) + "_" : parts[2]
        let body = random.text(of: SampleSecret.base62, count: try SampleText.count(parts[3]))
        let payload = Array((checksum == .github ? body : prefix + body).utf8)
        let written = checksum.written(payload.withUnsafeBytes(TokenChecksum.crc32))
        let joint = checksum == .grafana ? "_" : ""
        return prefix + body + joint + String(decoding: written, as: UTF8.self)
    }

    private static let base62 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// `{{jwt:HS256}}`: a header that names the algorithm, a payload with a subject, and 43 characters of signature.
    static func jwt(_ parts: [String], using random: inout SampleRandom) throws(SampleText.Fault) -> String {
        guard parts.count == 2 else { throw SampleText.Fault(message: "`{{jwt:ALG}}` takes an algorithm") }
        let subject = random.text(of: SampleSecret.base62, count: 12)
        return [
            Base64Text.encodeURL(Array("{\"alg\":\"\(parts[1])\",\"typ\":\"JWT\"}".utf8)),
            Base64Text.encodeURL(Array("{\"sub\":\"\(subject)\",\"exp\":1893456000}".utf8)),
            random.text(of: SampleSecret.base62, count: 43),
        ].joined(separator: ".")
    }

    /// `{{basic:USER:N}}`: base64 of a user and a password of so many characters, joined by a colon.
    static func basic(_ parts: [String], using random: inout SampleRandom) throws(SampleText.Fault) -> String {
        guard parts.count == 3 else { throw SampleText.Fault(message: "`{{basic:USER:N}}` takes a user and a number") }
        let password = random.text(of: SampleSecret.base62, count: try SampleText.count(parts[2]))
        return Base64Text.encodeURL(Array("\(parts[1]):\(password)".utf8))
    }

    /// `{{mnemonic:12}}`: the recovery phrase of a wallet, each word cut to the four letters that tell it apart.
    static func mnemonic(_ parts: [String], using random: inout SampleRandom) throws(SampleText.Fault) -> String {
        guard parts.count == 2, let count = Int(parts[1]), Mnemonic.wordCounts.contains(count) else {
            throw SampleText.Fault(message: "`{{mnemonic:N}}` takes 12, 15, 18, 21 or 24")
        }
        return Mnemonic.phrase(of: (0..<(count / 3 * 4)).map { _ in UInt8(truncatingIfNeeded: random.next()) })
    }

    /// `{{uuid:4}}`: a UUID of that version.
    static func uuid(_ parts: [String], using random: inout SampleRandom) throws(SampleText.Fault) -> String {
        guard parts.count == 2, try SampleText.count(parts[1]) < 9 else {
            throw SampleText.Fault(message: "`{{uuid:4}}` takes a version from 1 to 8")
        }
        let hex = Array("0123456789abcdef".utf8)
        let groups = [8, 4, 3, 3, 12].map { random.text(of: hex, count: $0) }
        return "\(groups[0])-\(groups[1])-\(parts[1])\(groups[2])-a\(groups[3])-\(groups[4])"
    }
}

extension TokenChecksum {
    init?(sampleName: String) {
        guard let checksum = TokenChecksum.allCases.first(where: { $0.name == "crc32-\(sampleName)" }) else {
            return nil
        }
        self = checksum
    }
}
