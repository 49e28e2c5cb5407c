/// Makes the view in which base64, hexadecimal digits and byte dumps that stand for text are decoded in their places.
enum RunDecoder {
    /// - Returns: an empty view if there is none.
    static func view(
        of text: UnsafeRawBufferPointer,
        parent: ViewMap?,
        using view: consuming TextView
    ) -> TextView {
        var writer = ViewWriter(view, of: text, parent: parent)
        var at = 0
        while at < text.count {
            guard EncodedRun.isCharacter(text[at]) else {
                at += 1
                continue
            }
            let run = EncodedRun.extent(around: at, in: text, from: at)
            if run.count >= EncodedRun.charactersMin, let encoded = EncodedRun(run, in: text) {
                writer.replace(encoded.range, .decoded, with: encoded.bytes)
                at = encoded.range.upperBound
            } else if let list = RunDecoder.list(in: text, at: at) {
                writer.replace(list.range, .decoded, with: list.bytes)
                at = list.range.upperBound
            } else {
                at = max(run.upperBound, at + 1)
            }
        }
        return writer.finished()
    }

    /// A dump or a list of codes. Where it may be either, what it says as one stands behind what it says as the other.
    private static func list(in text: UnsafeRawBufferPointer, at start: Int) -> EncodedRun? {
        let codes = CodeList(text, at: start, collects: true)
        guard let end = ByteDump.end(in: text, at: start) else {
            return codes.isLong ? EncodedRun(range: start..<codes.end, bytes: codes.bytes) : nil
        }
        let dump = ByteDump.bytes(in: text, start..<end)
        guard codes.isLong, codes.end >= end else { return EncodedRun(range: start..<end, bytes: dump) }
        let others = codes.isDecimal && codes.end == end ? ViewMap.gapBytes + dump : []
        return EncodedRun(range: start..<codes.end, bytes: codes.bytes + others)
    }
}
