/// Numbers of no one country, and the standard systems of check characters.
extension IdentifierCheck {
    static let general: [IdentifierCheck] = [
        IdentifierCheck("iso7064-11-2", 2...CharacterSpan.capacity, ISO7064.acceptsMod11Radix2),
        IdentifierCheck("iso7064-11-10", 2...CharacterSpan.capacity) { ISO7064.acceptsHybrid($0, modulus: 10) },
        IdentifierCheck("iso7064-37-36", 2...CharacterSpan.capacity) { ISO7064.acceptsHybrid($0, modulus: 36) },
        IdentifierCheck("iso7064-97-10", 3...CharacterSpan.capacity) { ISO7064.remainder97(of: $0) == 1 },
        IdentifierCheck("ip-public", bytes: IPAddress.isPublic),
        IdentifierCheck("mac", bytes: HardwareAddress.isOfOneDevice),
        IdentifierCheck("birth-date", bytes: BirthDate.accepts),
        IdentifierCheck("mrz", bytes: MachineReadableZone.accepts),
        IdentifierCheck("phone-e164", bytes: InternationalPhone.accepts),
        IdentifierCheck("phone-nanp", bytes: NorthAmericanPhone.accepts),
        IdentifierCheck("vin", 17...17) { IdentifierCheck.vinCheck.accepts($0) },
        IdentifierCheck("imei", digits: 15, Luhn.accepts),
        IdentifierCheck("iccid", digits: 19...20) { $0.number(0..<2) == 89 && Luhn.accepts($0) },
        IdentifierCheck("meid", 14...15) { meid in
            let isHexadecimal = (0..<meid.count).allSatisfy { meid[$0] < 16 }
            return isHexadecimal && meid[0] >= 10
                && (meid.count == 14 || IdentifierCheck.meidCheck.accepts(meid))
        },
        IdentifierCheck("imsi", digits: 15) { (200..<800).contains($0.number(0..<3)) },
        IdentifierCheck(
            "advertising-id",
            bytes: { $0.contains { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) } }
        ),
    ]

    /// Letters count as on the keys of a typewriter's number row; the check is the ninth character.
    private static let vinCheck = WeightedSum(
        [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2],
        modulus: 11,
        .characters("0123456789X", fromEnd: 8),
        values: Array(0...9) + [1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9]
    )
    private static let meidCheck = WeightedSum(
        [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1],
        modulus: 16,
        product: .digitSum(base: 16)
    )
}
