import Curl

/// The head of an upstream's final answer.
///
/// The fields stay the bytes that came until somebody asks: most answers are relayed with a handful of them looked at.
package struct UpstreamHead: Sendable {
    private let head: AnswerHead

    init(_ head: AnswerHead) {
        self.head = head
    }

    package init(status: Int, headers: [(String, String)]) {
        self.head = AnswerHead(status: status, fields: headers)
    }

    /// From 200 to 599.
    package var status: Int {
        self.head.status
    }

    /// Every field as it came, in order; at most 64 KB in all.
    package var headers: [(String, String)] {
        self.head.allFields
    }

    /// The value of the first field of that name, in any case.
    package func first(_ name: String) -> String? {
        self.head.first(name)
    }
}
