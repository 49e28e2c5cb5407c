/// One comparison: a text, or one of it that comes in deltas, under some of the rules.
struct Row {
    var text: String
    var bytes: Int
    /// `nil`: the text comes whole.
    var deltaBytes: Int?
    /// Of the rules.
    var selection: Int
    var name: String

    /// How much of a text is streamed.
    private static let streamedBytes = 64 * 1024

    /// What there is to measure, the cheapest first.
    static func all(_ selections: [String]) -> [Row] {
        var rows: [Row] = []
        func add(_ text: String, _ bytes: Int, _ selection: Int) {
            let name = "\(text)/\(bytes / 1024)/\(selections[selection])"
            rows.append(Row(text: text, bytes: bytes, deltaBytes: nil, selection: selection, name: name))
        }
        func addStream(_ text: String, _ selection: Int) {
            let name = "stream/\(text)/\(selections[selection])"
            rows.append(Row(text: text, bytes: Row.streamedBytes, deltaBytes: 4, selection: selection, name: name))
        }
        let ordinary = SampleTexts.harmlessNames + [SampleTexts.fewMatchesName]
        for bytes in [1, 8, 64, 1024].map({ $0 * 1024 }) {
            for text in ordinary {
                for selection in selections.indices { add(text, bytes, selection) }
            }
        }
        for text in SampleTexts.hostileNames { add(text, 64 * 1024, selections.count - 1) }
        for text in ordinary {
            for selection in selections.indices { addStream(text, selection) }
        }
        for text in SampleTexts.hostileNames { addStream(text, selections.count - 1) }
        return rows
    }
}
