extension JSONTape {
    /// The content parts that a text policy cannot read: images, sound, video, files. In the order of the body; none stands
    /// inside another. A document that is written out as text is readable.
    package func unscannableParts(in bytes: UnsafeRawBufferPointer) -> [Int] {
        var parts: [Int] = []
        var node = 0
        while node < self.nodes.count {
            if self.isUnscannable(node, in: bytes) {
                parts.append(node)
                node = Int(self.nodes[node].next)
            } else {
                node += 1
            }
        }
        return parts
    }

    private static let unscannableTypes: [StaticString] = [
        "image_url", "input_image", "image", "image_file", "input_audio", "audio", "video_url", "input_video", "video",
        "file", "input_file", "document", "container_upload", "computer_screenshot",
    ]

    /// How the Gemini surface holds the same; it writes its names in both ways.
    private static let unscannableMembers: [StaticString] = ["inlineData", "inline_data", "fileData", "file_data"]

    func isUnscannable(_ node: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
        guard self.nodes[node].kind == .object else { return false }
        for (name, value) in self.members(of: node) {
            if self.equals(name, "type", in: bytes), self.nodes[value].kind == .string {
                if Self.unscannableTypes.contains(where: { self.equals(value, $0, in: bytes) }) {
                    return !self.isWrittenOut(node, in: bytes)
                }
            } else if self.nodes[value].kind == .object,
                Self.unscannableMembers.contains(where: { self.equals(name, $0, in: bytes) })
            {
                return true
            }
        }
        return false
    }

    /// Anthropic's `document` whose source is plain text, or content parts that are looked at one by one; a file whose data is
    /// text in a data URL.
    private func isWrittenOut(_ part: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
        if let type = self.child(of: part, named: "type", in: bytes), self.equals(type, "document", in: bytes),
            let source = self.child(of: part, named: "source", in: bytes),
            let kind = self.child(of: source, named: "type", in: bytes)
        {
            return self.equals(kind, "text", in: bytes) || self.equals(kind, "content", in: bytes)
        }
        let file = self.child(of: part, named: "file", in: bytes) ?? part
        guard let data = self.child(of: file, named: "file_data", in: bytes), self.nodes[data].kind == .string,
            self.child(of: file, named: "file_id", in: bytes) == nil
        else { return false }
        // A slash may be escaped; with other escapes it is not what a client writes.
        let url = Array(JSONUnescaped(UnsafeRawBufferPointer(rebasing: self.rawBytes(of: data, in: bytes).prefix(512))))
        return url.withUnsafeBytes { DataURL($0)?.declaresText ?? false }
    }
}
