/// A JSON Web Token: parts in base64url, the first of which is a JSON object that names an algorithm (RFC 7515, 7516).
enum JSONWebToken {
    private static let headerBytesMax = 2048
    static func accepts(_ span: UnsafeRawBufferPointer) -> Bool {
        guard let dot = span.firstIndex(of: UInt8(ascii: ".")), dot <= JSONWebToken.headerBytesMax else { return false }
        return Base64Text.decode(span[..<dot], max: JSONWebToken.headerBytesMax) { header in
            header.first == UInt8(ascii: "{") && JSONWebToken.namesAlgorithm(header)
        } ?? false
    }

    /// Whether a member `"alg"` or `"enc"` stands in a header, without reading the rest of it.
    private static func namesAlgorithm(_ header: UnsafeBufferPointer<UInt8>) -> Bool {
        header.indices.contains { start in
            let end = start + 5
            guard end <= header.count else { return false }
            let name = header[start..<end]
            return name.elementsEqual("\"alg\"".utf8) || name.elementsEqual("\"enc\"".utf8)
        }
    }
}
