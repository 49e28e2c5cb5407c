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
            } else if let end = ByteDump.end(in: text, at: at) {
                writer.replace(at..<end, .decoded, with: ByteDump.bytes(in: text, at..<end))
                at = end
            } else {
                at = max(run.upperBound, at + 1)
            }
        }
        return writer.finished()
    }
}
