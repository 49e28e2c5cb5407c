/// User and password, joined by a colon and written in base64: what follows `Basic` in a header (RFC 7617), and `auth` of
/// a container registry.
enum BasicCredentials {
    private static let bytesMax = 2048

    static func accepts(_ span: UnsafeRawBufferPointer) -> Bool {
        Base64Text.decode(span[...], max: BasicCredentials.bytesMax) { decoded in
            guard decoded.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }),
                let colon = decoded.firstIndex(of: UInt8(ascii: ":"))
            else { return false }
            let password = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: decoded[(colon + 1)...]))
            return password.count >= 3 && Placeholder.accepts(password)
        } ?? false
    }
}
