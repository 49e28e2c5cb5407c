/// The machine-readable zone of a document that nobody holds, with its check digits, for samples.
enum SampleDocument {
    /// `{{mrz:td3}}`, the two lines of a passport, and `{{mrz:td1}}`, the three of an identity card.
    static func zone(_ parts: [String], using random: inout SampleRandom) throws(SampleText.Fault) -> String {
        guard parts.count == 2, ["td1", "td3"].contains(parts[1]) else {
            throw SampleText.Fault(message: "`{{mrz:…}}` takes `td1` or `td3`")
        }
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        let number = SampleDocument.checked("L" + random.text(of: Array("0123456789".utf8), count: 8))
        let birth = SampleDocument.checked("7408\(10 + random.next() % 19)")
        let expiry = SampleDocument.checked("3104\(10 + random.next() % 19)")
        let name = "\(random.text(of: letters, count: 8))<<\(random.text(of: letters, count: 5))"
        guard parts[1] == "td1" else {
            let first = SampleDocument.padded("P<UTO\(name)", to: 44)
            let personal = SampleDocument.checked(SampleDocument.padded("", to: 14))
            let composite = SampleDocument.checked(number + birth + expiry + personal).suffix(1)
            return "\(first)\n\(number)UTO\(birth)F\(expiry)\(personal)\(composite)"
        }
        let first = SampleDocument.padded("I<UTO\(number)", to: 30)
        let second = SampleDocument.padded("\(birth)F\(expiry)UTO", to: 29)
        let all = first.dropFirst(5) + birth + expiry + second.dropFirst(18)
        let composite = SampleDocument.checked(String(all)).suffix(1)
        return "\(first)\n\(second)\(composite)\n\(SampleDocument.padded(name, to: 30))"
    }

    private static func padded(_ text: String, to count: Int) -> String {
        text + String(repeating: "<", count: max(0, count - text.utf8.count))
    }

    private static func checked(_ text: String) -> String {
        "\(text)\(MachineReadableZone.check(of: text.utf8))"
    }
}
