import Exchange

/// The names of the objects in which a name was rewritten.
struct MemberNames {
    /// By object and name: how often the name was given, and the number of the last of them.
    private var last: [Name: Int] = [:]
    private var objects: Set<Int> = []

    private struct Name: Hashable {
        var object: Int
        var bytes: [UInt8]
    }

    /// ` (2)` for a name that another member of the object has already, as it came or as it was rewritten.
    mutating func suffix(
        for name: [UInt8],
        in object: Int,
        of tape: borrowing JSONTape,
        _ body: UnsafeRawBufferPointer
    ) -> [UInt8]? {
        if self.objects.insert(object).inserted {
            for (member, _) in tape.members(of: object) {
                self.last[Name(object: object, bytes: Array(tape.string(at: member, in: body).utf8))] = 1
            }
        }
        let key = Name(object: object, bytes: name)
        guard var number = self.last[key] else {
            self.last[key] = 1
            return nil
        }
        while true {
            number += 1
            let suffix = Array(" (\(number))".utf8)
            let unique = Name(object: object, bytes: name + suffix)
            guard self.last[unique] == nil else { continue }
            self.last[unique] = 1
            self.last[key] = number
            return suffix
        }
    }
}
