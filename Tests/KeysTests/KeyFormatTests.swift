import Testing

@testable import Keys

@Suite struct KeyFormatTests {
    private func shape(_ text: [UInt8]) -> KeyFormat.Shape {
        text.withUnsafeBytes { KeyFormat.shape(of: $0) }
    }

    private func newKey(seed: UInt64) -> (id: String, key: [UInt8]) {
        var generator = SeededGenerator(state: seed)
        let id = KeyFormat.newID(using: &generator)
        return (id, Array(KeyFormat.newKey(id: id, using: &generator).utf8))
    }

    @Test func checksumIsTheOneOfIEEE() {
        #expect(Array("123456789".utf8).withUnsafeBytes { CRC32.checksum(of: $0) } == 0xCBF4_3926)
        #expect([UInt8]().withUnsafeBytes { CRC32.checksum(of: $0) } == 0)
    }

    @Test func aNewKeyHasTheDocumentedForm() {
        let (id, key) = self.newKey(seed: 1)
        let text = String(decoding: key, as: UTF8.self)
        #expect(key.count == 55)
        #expect(text.hasPrefix("gth_\(id)_"))
        #expect(KeyFormat.isID(id))
        #expect(KeyFormat.id(of: text) == id)
        #expect(self.shape(key) == .issued)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func everyChangeOfOneCharacterIsNoticed(seed: UInt64) {
        let (_, key) = self.newKey(seed: seed)
        let others =
            Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_- \u{0}\u{7f}".utf8) + [0x80, 0xFF]
        for place in key.indices {
            for other in others where other != key[place] {
                var changed = key
                changed[place] = other
                // A key whose prefix is wrong is not taken for one of ours at all.
                #expect(self.shape(changed) == (place < 4 ? .foreign : .mistyped))
            }
        }
    }

    @Test func aMissingAMoreOrASwappedCharacterIsNoticed() {
        let (_, key) = self.newKey(seed: 3)
        for place in 4..<key.count {
            var shorter = key
            shorter.remove(at: place)
            #expect(self.shape(shorter) == .mistyped)
            var longer = key
            longer.insert(key[place], at: place)
            #expect(self.shape(longer) == .mistyped)
            var swapped = key
            guard place + 1 < key.count, key[place] != key[place + 1] else { continue }
            swapped.swapAt(place, place + 1)
            #expect(self.shape(swapped) == .mistyped)
        }
        #expect(self.shape(Array("gth_".utf8)) == .mistyped)
    }

    @Test(arguments: ["", "gth", "sk-something-else", "GTH_0123456789ab", " gth_"])
    func otherCredentialsAreForeign(text: String) {
        #expect(self.shape(Array(text.utf8)) == .foreign)
        #expect(KeyFormat.id(of: text) == nil)
    }

    @Test func keysDiffer() {
        var generator = SystemRandomNumberGenerator()
        let keys = Set(
            (0..<1000).map { _ in KeyFormat.newKey(id: KeyFormat.newID(using: &generator), using: &generator) }
        )
        #expect(keys.count == 1000)
    }
}
