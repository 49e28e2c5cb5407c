/// A regular expression as far as its own text shows what it can match: which bytes, in which order, how often.
///
/// It never has to be complete: what ``PatternParser`` does not know makes it give up, and what it knows only roughly it
/// says too widely. PCRE2 alone says what a pattern means; this says where there is no need to ask.
enum PatternSyntax {
    /// Each alternative is a sequence of items.
    typealias Alternatives = [[Item]]

    /// One atom and how often it stands there.
    struct Item: Sendable {
        var atom: Atom
        var least = 1
        /// `nil` for any number.
        var most: Int? = 1

        var width: Width {
            let atom = self.atom.width
            let most = self.most.flatMap { times in
                atom.most.flatMap { width in
                    let product = width.multipliedReportingOverflow(by: times)
                    return product.overflow ? nil : product.partialValue
                }
            }
            return Width(least: atom.least * self.least, most: self.most == 0 ? 0 : most)
        }
    }

    indirect enum Atom: Sendable {
        /// One character: one of these bytes of ASCII, or one beyond ASCII.
        case character(ByteSet, Wide)
        /// One character beyond ASCII, exactly: its UTF-8.
        case text([UInt8])
        case group(Alternatives)
        case look(Look)
        /// `\b`, until its neighbours are known.
        case border
        /// `^`, `$`, `\A`, `\z`, `\B`: assertions of which nothing is made here.
        case nothing
        /// Any text of any length, such as a reference to a group.
        case unknown

        var width: Width {
            switch self {
            case .character(_, .none): Width(least: 1, most: 1)
            case .character(_, .folded): Width(least: 1, most: 3)
            case .character(_, .any): Width(least: 1, most: 4)
            case .text(let bytes): Width(least: bytes.count, most: bytes.count)
            case .group(let alternatives): Width(of: alternatives)
            case .look, .border, .nothing: Width(least: 0, most: 0)
            case .unknown: Width(least: 0, most: nil)
            }
        }
    }

    /// Which characters beyond ASCII are meant besides bytes of ASCII.
    enum Wide: Sendable {
        case none
        /// Without case, `k` also stands for the Kelvin sign and `s` for the long s.
        case folded
        case any
    }

    struct Look: Sendable {
        enum Direction: Sendable { case ahead, behind }
        var direction: Direction
        var isNegative: Bool
        var alternatives: Alternatives

        /// The characters of ASCII that alone decide it: of a negative look those of which none may stand there, of a
        /// positive one those of which one must. What it says besides is left out, on the side of matching more.
        var bytes: ByteSet {
            var bytes = ByteSet.none
            for alternative in self.alternatives {
                guard alternative.count == 1, let item = alternative.first, item.least == 1, item.most == 1,
                    case .character(let set, let wide) = item.atom
                else {
                    if self.isNegative { continue }
                    return .all
                }
                if wide != .none, !self.isNegative { return .all }
                bytes.formUnion(set)
            }
            return bytes
        }

        /// The bytes that may stand there.
        var allowed: ByteSet { self.isNegative ? self.bytes.complement : self.bytes }
    }

    /// Bytes.
    struct Width: Sendable, Hashable {
        var least: Int
        /// `nil` for no bound.
        var most: Int?

        init(least: Int, most: Int?) {
            self.least = least
            self.most = most
        }

        init(of alternatives: Alternatives) {
            let widths = alternatives.map { $0.reduce(Width(least: 0, most: 0)) { $0 + $1.width } }
            self.init(
                least: widths.map(\.least).min() ?? 0,
                most: widths.reduce(0) { most, width in most.flatMap { most in width.most.map { max(most, $0) } } }
            )
        }

        static func + (a: Width, b: Width) -> Width {
            Width(least: a.least + b.least, most: a.most.flatMap { most in b.most.map { $0 + most } })
        }
    }

    /// The alternatives of a whole expression, or `nil` for one that is not understood.
    static func parse(_ source: String) -> Alternatives? {
        var parser = PatternParser(source)
        return parser.expression().map(PatternBorders.resolved)
    }
}
