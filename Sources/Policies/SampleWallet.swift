/// Addresses of crypto currencies that belong to nobody, with their checksums, for samples.
enum SampleWallet {
    /// `{{wallet:btc}}` and its kin.
    static func address(_ parts: [String], using random: inout SampleRandom) throws(SampleText.Fault) -> String {
        guard parts.count == 2 else { throw SampleText.Fault(message: "`{{wallet:KIND}}` takes one word") }
        switch parts[1] {
        case "btc": return SampleWallet.base58(version: 0, using: &random)
        case "btc-script": return SampleWallet.base58(version: 5, using: &random)
        case "btc-segwit": return SampleWallet.bech32("bc", [0], bytes: 20, .bech32, using: &random)
        case "btc-taproot": return SampleWallet.bech32("bc", [1], bytes: 32, .bech32m, using: &random)
        case "ltc": return SampleWallet.base58(version: 48, using: &random)
        case "ltc-segwit": return SampleWallet.bech32("ltc", [0], bytes: 20, .bech32, using: &random)
        case "doge": return SampleWallet.base58(version: 30, using: &random)
        case "trx": return SampleWallet.base58(version: 0x41, using: &random)
        case "xrp": return SampleWallet.base58(version: 0, alphabet: Base58.ripple, using: &random)
        case "ada": return SampleWallet.bech32("addr", [], bytes: 57, .bech32, using: &random)
        case "sol": return SampleWallet.encode([1] + SampleWallet.bytes(31, using: &random), alphabet: Base58.bitcoin)
        case "eth": return SampleWallet.ethereum(using: &random)
        case "xmr": return SampleWallet.monero(using: &random)
        default:
            throw SampleText.Fault(
                message: "there is no wallet `\(parts[1])`; there are `ada`, `btc`, `btc-script`, `btc-segwit`, "
                    + "`btc-taproot`, `doge`, `eth`, `ltc`, `ltc-segwit`, `sol`, `trx`, `xmr`, `xrp`"
            )
        }
    }

    private static func bytes(_ count: Int, using random: inout SampleRandom) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    private static func base58(
        version: UInt8,
        alphabet: StaticString = Base58.bitcoin,
        using random: inout SampleRandom
    ) -> String {
        let body = [version] + SampleWallet.bytes(20, using: &random)
        return SampleWallet.encode(body + Base58.checksum(of: body), alphabet: alphabet)
    }

    /// - Parameter width: of the text, where a number of fewer digits is filled up with zeros.
    private static func encode(_ bytes: [UInt8], alphabet: StaticString, width: Int = 0) -> String {
        let letters = UnsafeBufferPointer(start: alphabet.utf8Start, count: alphabet.utf8CodeUnitCount)
        // The least significant first.
        var digits: [Int] = []
        for byte in bytes {
            var carry = Int(byte)
            for index in digits.indices {
                carry += digits[index] << 8
                digits[index] = carry % 58
                carry /= 58
            }
            while carry > 0 {
                digits.append(carry % 58)
                carry /= 58
            }
        }
        let zeros = width > 0 ? max(0, width - digits.count) : bytes.prefix { $0 == 0 }.count
        digits += [Int](repeating: 0, count: zeros)
        return String(decoding: digits.reversed().map { letters[$0] }, as: UTF8.self)
    }

    /// The bytes in groups of five bits behind `prefix1`, after values of their own.
    private static func bech32(
        _ prefix: String,
        _ first: [UInt8],
        bytes count: Int,
        _ variant: Bech32.Variant,
        using random: inout SampleRandom
    ) -> String {
        var values = first
        var (bits, pending): (UInt32, UInt32) = (0, 0)
        for byte in SampleWallet.bytes(count, using: &random) {
            (pending, bits) = ((pending << 8 | UInt32(byte)) & 0xfff, bits + 8)
            while bits >= 5 {
                bits -= 5
                values.append(UInt8(pending >> bits & 31))
            }
        }
        if bits > 0 { values.append(UInt8(pending << (5 - bits) & 31)) }
        values += Bech32.checksum(of: Array(prefix.utf8), values, variant)
        let letters = UnsafeBufferPointer(start: Bech32.alphabet.utf8Start, count: Bech32.alphabet.utf8CodeUnitCount)
        return prefix + "1" + String(decoding: values.map { letters[Int($0)] }, as: UTF8.self)
    }

    private static func ethereum(using random: inout SampleRandom) -> String {
        let digits = Array(random.text(of: Array("0123456789abcdef".utf8), count: 40).utf8)
        let hash = Keccak256.hash(digits)
        let mixed = digits.enumerated().map { place, byte in
            let nibble = place % 2 == 0 ? hash[place / 2] >> 4 : hash[place / 2] & 15
            return nibble >= 8 && ASCII.isLetter(byte) ? byte & ~0x20 : byte
        }
        return "0x" + String(decoding: mixed, as: UTF8.self)
    }

    private static func monero(using random: inout SampleRandom) -> String {
        let body = [18] + SampleWallet.bytes(64, using: &random)
        let whole = body + Keccak256.hash(body).prefix(4)
        return stride(from: 0, to: whole.count, by: 8).map { start in
            let block = Array(whole[start..<min(whole.count, start + 8)])
            return SampleWallet.encode(block, alphabet: Base58.bitcoin, width: block.count == 8 ? 11 : 7)
        }.joined()
    }
}
