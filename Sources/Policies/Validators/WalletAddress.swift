/// Addresses of crypto currencies, by their own checksums.
enum WalletAddress {
    /// A letter of an Ethereum address is a capital where the hash of the address in small letters says so (EIP-55).
    ///
    /// Addresses in one case carry no checksum, and pass only where the rule asks for none.
    static func isMixedCaseEthereum(_ text: UnsafeRawBufferPointer) -> Bool {
        guard WalletAddress.isEthereum(text), let digits = WalletAddress.hexadecimal(text) else { return false }
        let hash = Keccak256.hash(digits.map(ASCII.lowercased))
        let hasLower = digits.contains { ASCII.isLetter($0) && !ASCII.isUppercase($0) }
        guard hasLower, digits.contains(where: ASCII.isUppercase) else { return false }
        return digits.enumerated().allSatisfy { place, byte in
            let nibble = place % 2 == 0 ? hash[place / 2] >> 4 : hash[place / 2] & 15
            return !ASCII.isLetter(byte) || ASCII.isUppercase(byte) == (nibble >= 8)
        }
    }

    /// Any 40 digits that are not a few over and over (the zero address, 0xdead…, placeholders).
    static func isEthereum(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let digits = WalletAddress.hexadecimal(text) else { return false }
        return Set(digits.map(ASCII.lowercased)).count >= 7
    }

    private static func hexadecimal(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer.SubSequence? {
        guard text.count == 42, text[0] == UInt8(ascii: "0"), text[1] | 0x20 == UInt8(ascii: "x") else { return nil }
        let digits = text[2...]
        return digits.allSatisfy { CharacterSpan.value(of: $0).map { $0 < 16 } ?? false } ? digits : nil
    }

    /// `bc1…`: version 0 ends in the older checksum, the later ones in the newer.
    static func isSegregatedWitness(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let address = Bech32.read(text) else { return false }
        return (address.first == 0) == (address.variant == .bech32) && address.first <= 16
    }

    /// Blocks of 8 bytes in 11 characters, and the last 4 bytes are of the hash of those before them.
    static func isMonero(_ text: UnsafeRawBufferPointer) -> Bool {
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: text.count, by: 11) {
            let block = UnsafeRawBufferPointer(rebasing: text[start..<min(text.count, start + 11)])
            guard let width = WalletAddress.moneroBlockBytes[block.count],
                let decoded = Base58.decode(block)?.drop(while: { $0 == 0 }), decoded.count <= width
            else { return false }
            bytes += [UInt8](repeating: 0, count: width - decoded.count) + decoded
        }
        guard bytes.count == 69 || bytes.count == 77 else { return false }
        return Keccak256.hash(bytes.dropLast(4)).prefix(4).elementsEqual(bytes.suffix(4))
    }

    /// Bytes in a block of so many characters.
    static let moneroBlockBytes = [2: 1, 3: 2, 5: 3, 6: 4, 7: 5, 9: 6, 10: 7, 11: 8]
}

extension IdentifierCheck {
    static let wallets: [IdentifierCheck] = [
        .base58("btc", versions: [0, 5]), .base58("ltc", versions: [48, 50, 5]), .base58("doge", versions: [30, 22]),
        .base58("trx", versions: [0x41]), .base58("xrp", versions: [0], alphabet: Base58.ripple),
        IdentifierCheck("wallet-any") { bytes in
            Base58.versionOfAddress(bytes).map { [0, 5, 22, 30, 48, 50, 0x41].contains($0) } == true
                || Base58.versionOfAddress(bytes, alphabet: Base58.ripple) == 0
        },
        IdentifierCheck("wallet-segwit", bytes: WalletAddress.isSegregatedWitness),
        IdentifierCheck("wallet-ada", bytes: { Bech32.read($0)?.variant == .bech32 }),
        IdentifierCheck("wallet-eth-checked", bytes: WalletAddress.isMixedCaseEthereum),
        IdentifierCheck("wallet-eth", bytes: WalletAddress.isEthereum),
        IdentifierCheck("wallet-sol", bytes: { Base58.decode($0)?.count == 32 }),
        IdentifierCheck("wallet-xmr", bytes: WalletAddress.isMonero),
    ]

    private static func base58(
        _ currency: String,
        versions: Set<UInt8>,
        alphabet: StaticString = Base58.bitcoin
    ) -> IdentifierCheck {
        IdentifierCheck("wallet-\(currency)") { bytes in
            Base58.versionOfAddress(bytes, alphabet: alphabet).map(versions.contains) ?? false
        }
    }
}
