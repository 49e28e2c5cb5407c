/// Which token of one request stands for which value. It lives as long as the exchange, in memory alone: nothing that
/// prints it shows a value, and only whoever made the request is given the values back.
package struct TokenMap: Sendable {
    /// By number of the order in which they were made.
    private(set) var tokens: [Token] = []
    /// The entities of the tokens, each once.
    private(set) var entities: [Entity] = []
    private var indices: [Name: Int] = [:]

    struct Token: Sendable, Hashable {
        var entity: Int
        var number: Int
        var value: [UInt8]
    }

    struct Entity: Sendable {
        var name: String
        /// What stands between its underscores.
        var words: [[UInt8]]

        init(_ name: String) {
            self.name = name
            self.words = name.utf8.split(separator: UInt8(ascii: "_")).map { Array($0) }
        }
    }

    private struct Name: Hashable {
        var entity: Int
        var number: Int
    }

    package init() {}

    package var isEmpty: Bool { self.tokens.isEmpty }
    package var count: Int { self.tokens.count }

    /// The value behind a token, if this request made it.
    func value(ofEntity entity: Int, number: Int) -> [UInt8]? {
        self.indices[Name(entity: entity, number: number)].map { self.tokens[$0].value }
    }

    mutating func add(_ value: [UInt8], entity: String, number: Int) {
        let index = self.entities.firstIndex { $0.name == entity } ?? self.entities.count
        if index == self.entities.count { self.entities.append(Entity(entity)) }
        self.indices[Name(entity: index, number: number)] = self.tokens.count
        self.tokens.append(Token(entity: index, number: number, value: value))
    }
}

extension TokenMap: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(self.count) tokens" }
    package var debugDescription: String { self.description }
    package var customMirror: Mirror { Mirror(self, children: ["count": self.count]) }
}
