/// A JSON value that can be written in many ways and changed in one place.
indirect enum RandomJSON {
    case null
    case bool(Bool)
    case number(Int)
    case string(String)
    case array([RandomJSON])
    /// Names are distinct.
    case object([(String, RandomJSON)])

    static func object(using generator: inout SeededGenerator) -> RandomJSON {
        .object(self.members(depth: 0, count: 3...6, using: &generator))
    }

    private static func members(
        depth: Int,
        count: ClosedRange<Int>,
        using generator: inout SeededGenerator
    ) -> [(String, RandomJSON)] {
        (0..<Int.random(in: count, using: &generator)).map { index in
            ("\(self.text(using: &generator))\(index)", self.value(depth: depth + 1, using: &generator))
        }
    }

    private static func value(depth: Int, using generator: inout SeededGenerator) -> RandomJSON {
        switch Int.random(in: 0..<(depth > 3 ? 4 : 6), using: &generator) {
        case 0: .null
        case 1: .bool(Bool.random(using: &generator))
        case 2: .number(Int.random(in: -1000...1000, using: &generator))
        case 3: .string(self.text(using: &generator))
        case 4: .array((0..<3).map { _ in self.value(depth: depth + 1, using: &generator) })
        default: .object(self.members(depth: depth, count: 0...3, using: &generator))
        }
    }

    private static func text(using generator: inout SeededGenerator) -> String {
        let letters = Array("ab\"\\/\n\u{1}é日\u{1F600} ")
        return String(
            (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                letters[Int.random(in: 0..<letters.count, using: &generator)]
            }
        )
    }

    /// One writing of the value, at random.
    func written(using generator: inout SeededGenerator) -> String {
        let space = ["", " ", "\n", "\t "].randomElement(using: &generator) ?? ""
        switch self {
        case .null: return space + "null"
        case .bool(let bool): return space + (bool ? "true" : "false")
        case .number(let number):
            let forms = ["\(number)", "\(number).0", "\(number)e0", "\(number)0E-1", "\(number).000e+0"]
            return space + (forms.randomElement(using: &generator) ?? "")
        case .string(let text): return space + RandomJSON.quoted(text, using: &generator)
        case .array(let elements):
            return space + "[" + elements.map { $0.written(using: &generator) }.joined(separator: ",") + space + "]"
        case .object(let members):
            let written = members.shuffled(using: &generator).map { name, value in
                RandomJSON.quoted(name, using: &generator) + space + ":" + value.written(using: &generator)
            }
            return "{" + space + written.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String, using generator: inout SeededGenerator) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            guard mustEscape || Int.random(in: 0..<4, using: &generator) == 0 else {
                quoted.unicodeScalars.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16, uppercase: Bool.random(using: &generator))
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return quoted + "\""
    }

    /// The value with one thing in it changed, at random.
    func changed(using generator: inout SeededGenerator) -> RandomJSON {
        switch self {
        case .null: return .bool(false)
        case .bool(let bool): return .bool(!bool)
        case .number(let number): return .number(number + Int.random(in: 1...9, using: &generator))
        case .string(let text): return .string(text + "x")
        case .array(var elements):
            guard let index = elements.indices.randomElement(using: &generator) else {
                return .array([.null])
            }
            elements[index] = elements[index].changed(using: &generator)
            return .array(elements)
        case .object(var members):
            guard let index = members.indices.randomElement(using: &generator) else {
                return .object([("new", .null)])
            }
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: members.remove(at: index)
            case 1: members[index].0 += "-"
            default: members[index].1 = members[index].1.changed(using: &generator)
            }
            return .object(members)
        }
    }
}
