/// The check character systems of ISO/IEC 7064 that identifiers use.
enum ISO7064 {
    /// MOD 11-10 and MOD 37-36: the last character is the check of those before it.
    static func acceptsHybrid(_ number: CharacterSpan, modulus: Int) -> Bool {
        guard number.count >= 2, (0..<number.count).allSatisfy({ number[$0] < modulus }) else { return false }
        var product = modulus
        for place in 0..<(number.count - 1) {
            let sum = (product + number[place]) % modulus
            product = (sum == 0 ? modulus : sum) * 2 % (modulus + 1)
        }
        return (product + number[number.count - 1]) % modulus == 1
    }

    /// MOD 97-10: digits and letters read as one long number, with two digits for each letter.
    static func remainder97(of number: CharacterSpan) -> Int {
        (0..<number.count).reduce(0) { remainder, place in
            let value = number[place]
            return (remainder * (value < 10 ? 10 : 100) + value) % 97
        }
    }

    /// MOD 11-2: the last character is the check, X for 10.
    static func acceptsMod11Radix2(_ number: CharacterSpan) -> Bool {
        guard number.count >= 2, number.isNumber(0..<(number.count - 1)) else { return false }
        let product = (0..<(number.count - 1)).reduce(0) { ($0 + number[$1]) * 2 % 11 }
        let check = number.holds(UInt8(ascii: "X"), at: number.count - 1) ? 10 : number[number.count - 1]
        return check <= 10 && (product + check) % 11 == 1
    }
}
