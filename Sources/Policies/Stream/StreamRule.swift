import Exchange
import PCRE2

/// A rule as the scan of a stream runs it: its pattern able to say that it needs more text, and how long it is waited for.
final class StreamRule: Sendable {
    let rule: Rule
    /// The one with which a match begins.
    let pattern: Pattern
    /// The other one, of a rule that finds blocks.
    let block: Block?
    /// A match that is not complete so many bytes behind its beginning has outgrown its rule.
    let bound: Int
    /// Whether each candidate has one of the rule's literals near its beginning: what outgrows the bound then is a match.
    let isConfirmed: Bool
    /// Whether a match may be rewritten or end the answer; if not, nothing is held for the rule.
    let changesText: Bool

    struct Block: Sendable {
        var end: Pattern
        var bytesMax: Int
    }

    /// The longest token that is waited for.
    static let tokenBytesMax = 4 * 1024
    /// The longest match of a rule without a literal, where its pattern does not say how long a match can be.
    static let shapeBytesMax = 64
    /// The longest match of such a rule where its pattern does say it.
    static let knownShapeBytesMax = 1024
    /// How far behind a match of known length its pattern may look.
    private static let lookaheadBytes = 64

    init(_ compiled: CompiledRule, changesText: Bool) {
        self.rule = compiled.rule
        self.changesText = changesText
        self.pattern = StreamRule.partial(compiled.detector.first)
        switch compiled.detector {
        case .pattern: self.block = nil
        case .block(_, let end, let max): self.block = Block(end: StreamRule.partial(end), bytesMax: max)
        }
        switch compiled.trigger {
        case .near:
            self.bound = StreamRule.tokenBytesMax
            self.isConfirmed = self.block == nil
        case .literals:
            self.bound = StreamRule.tokenBytesMax
            self.isConfirmed = false
        case .digits, .always:
            self.bound = StreamRule.shapeBound(of: compiled.detector.first.source)
            self.isConfirmed = false
        }
    }

    private static func shapeBound(of source: String) -> Int {
        guard let alternatives = PatternSyntax.parse(source),
            let width = PatternSyntax.Atom.group(alternatives).width.most, width <= StreamRule.knownShapeBytesMax
        else { return StreamRule.shapeBytesMax }
        return max(StreamRule.shapeBytesMax, width + StreamRule.lookaheadBytes)
    }

    /// The same expression, compiled for matches that the end of the text cuts.
    private static func partial(_ pattern: Pattern) -> Pattern {
        do throws(PatternError) {
            return try Pattern(pattern.source, options: .partial)
        } catch {
            // It has been compiled before. The one that is there matches the same, only slower, by the interpreter.
            return pattern
        }
    }
}
