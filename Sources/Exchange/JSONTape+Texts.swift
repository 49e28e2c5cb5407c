extension JSONTape {
    /// Appends the node of every text that a model may read or repeat, in the order of the body: all strings and all member
    /// names (`isName` tells them apart).
    ///
    /// Left out are the `role` and `type` of any object when they are the plain word that a protocol puts there. Anything else
    /// under these names is read: inside the arguments of a tool they are free text. So is the name of the model: it goes
    /// upstream as it came.
    package func appendTexts(in bytes: UnsafeRawBufferPointer, to texts: inout [UInt32]) {
        for (index, node) in self.nodes.enumerated() where node.kind == .string {
            if self.isProtocolWord(index, in: bytes) { continue }
            texts.append(UInt32(truncatingIfNeeded: index))
        }
    }

    /// `"role": "user"` and `"type": "web_search_20250305"`, but not `"type": "4111111111111111"`.
    private func isProtocolWord(_ value: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
        // A name stands right before its value.
        guard value > 0, self.nodes[value - 1].isName, !self.nodes[value].isName else { return false }
        let name = self.nodes[value - 1]
        guard name.end &- name.start == 4 else { return false }
        guard self.equals(value - 1, "role", in: bytes) || self.equals(value - 1, "type", in: bytes) else {
            return false
        }
        let raw = self.rawBytes(of: value, in: bytes)
        guard raw.count <= Self.protocolWordBytesMax else { return false }
        var digits = 0
        for byte in raw {
            if byte.isDigit {
                digits += 1
            } else if byte &- UInt8(ascii: "a") >= 26, byte != UInt8(ascii: "_"), byte != .minus, byte != .dot {
                return false
            }
        }
        // A date, but no number that identifies anyone.
        return digits <= 8
    }

    private static let protocolWordBytesMax = 40
}

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

    /// Anthropic's `document` whose source is plain text, or content parts that are looked at one by one.
    private func isWrittenOut(_ part: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
        guard let type = self.child(of: part, named: "type", in: bytes), self.equals(type, "document", in: bytes),
            let source = self.child(of: part, named: "source", in: bytes),
            let kind = self.child(of: source, named: "type", in: bytes)
        else { return false }
        return self.equals(kind, "text", in: bytes) || self.equals(kind, "content", in: bytes)
    }
}
