/// What the texts of a streamed answer pass through on their way to the caller: a response policy, or the values of tokens.
///
/// A ``StreamRewriter`` finds the texts and puts back what comes out of here. A text that comes in pieces is a channel.
/// Channels are numbered from 0; one that has ended and goes on is begun again under its number.
package protocol StreamTextFilter: AnyObject {
    /// Nothing more may go out: the last call found what blocks the answer.
    var isBlocked: Bool { get }

    func begin(_ channel: Int, _ description: StreamChannel)

    /// Takes the next piece of a channel and appends what may go out now.
    ///
    /// - Returns: how many bytes of all that the channel has brought are undecided. What was appended is what became of the
    ///   bytes that this call decided; once blocked, those are all in front of what blocks.
    func pass(_ text: UnsafeRawBufferPointer, on channel: Int, to output: inout [UInt8]) -> Int

    /// Says that a channel has no more text. Afterwards nothing is undecided, unless the filter is blocked.
    func end(_ channel: Int, to output: inout [UInt8]) -> Int

    /// Takes a text that comes whole, and appends what goes out in its place if that is something else.
    func passWhole(_ text: UnsafeRawBufferPointer, at place: () -> String, to output: inout [UInt8]) -> WholeTextOutcome
}

/// What a filter makes of a text that comes whole.
package enum WholeTextOutcome: Sendable, Hashable {
    case unchanged
    /// It goes out as it came, but something was found in it: no place spells it.
    case noted
    case replaced
}

/// Which text of an answer a channel is.
package struct StreamChannel: Sendable, Hashable {
    /// `choices[0].delta.content`, `content[1].text`.
    package let place: String
    /// Whether the text is itself JSON, as the arguments of a tool are.
    package let isJSON: Bool

    package init(place: String, isJSON: Bool = false) {
        self.place = place
        self.isJSON = isJSON
    }
}
