/// The lines at the foot of a passport (two of 44 characters) or of an identity card (three of 30), by ICAO 9303.
enum MachineReadableZone {
    private static let weights = [7, 3, 1]

    static func accepts(_ span: UnsafeRawBufferPointer) -> Bool {
        let lines = span.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: " ") }
        switch (lines.count, lines.map(\.count).min(), lines.map(\.count).max()) {
        case (2, 44, 44):
            let second = UnsafeRawBufferPointer(rebasing: lines[1])
            return MachineReadableZone.isChecked(second, [0..<9], at: 9)
                && MachineReadableZone.isChecked(second, [13..<19], at: 19)
                && MachineReadableZone.isChecked(second, [21..<27], at: 27)
                && MachineReadableZone.isChecked(second, [0..<10, 13..<20, 21..<43], at: 43)
        case (3, 30, 30):
            let (first, second) = (
                UnsafeRawBufferPointer(rebasing: lines[0]), UnsafeRawBufferPointer(rebasing: lines[1])
            )
            let all = Array(first[5...]) + Array(second[0..<7]) + Array(second[8..<15]) + Array(second[18..<29])
            return MachineReadableZone.isChecked(first, [5..<14], at: 14)
                && MachineReadableZone.isChecked(second, [0..<6], at: 6)
                && MachineReadableZone.isChecked(second, [8..<14], at: 14)
                && CharacterSpan.value(of: second[29]).map(Int.init) == MachineReadableZone.check(of: all)
        default:
            return false
        }
    }

    private static func isChecked(_ line: UnsafeRawBufferPointer, _ fields: [Range<Int>], at place: Int) -> Bool {
        guard let check = CharacterSpan.value(of: line[place]), check < 10 else { return false }
        return MachineReadableZone.check(of: fields.flatMap { line[$0] }) == Int(check)
    }

    /// The check digit of some characters; `<` counts 0.
    static func check(of characters: some Sequence<UInt8>) -> Int {
        var (sum, place) = (0, 0)
        for character in characters {
            sum += Int(CharacterSpan.value(of: character) ?? 0) * MachineReadableZone.weights[place % 3]
            place += 1
        }
        return sum % 10
    }
}
