/// Places and offsets in a text, by libYAML's idea of a line break.
enum YAMLPlaces {
    /// The place that follows these scalars.
    static func place(after scalars: some Sequence<Unicode.Scalar>, in file: String) -> YAMLPlace {
        var walk = Walk(place: YAMLPlace(file: file))
        for scalar in scalars {
            walk.step(over: scalar)
        }
        return walk.place
    }

    /// The offset of the scalar that stands at a place.
    static func index(of place: YAMLPlace, in scalars: [Unicode.Scalar]) -> Int? {
        var walk = Walk(place: YAMLPlace(file: place.file))
        return scalars.firstIndex { scalar in
            let isHere = walk.place == place
            walk.step(over: scalar)
            return isHere
        }
    }

    private struct Walk {
        var place: YAMLPlace
        var previous: Unicode.Scalar?

        mutating func step(over scalar: Unicode.Scalar) {
            switch scalar {
            case "\n" where self.previous == "\r":
                break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
                self.place.line += 1
                self.place.column = 1
            default:
                self.place.column += 1
            }
            self.previous = scalar
        }
    }
}
