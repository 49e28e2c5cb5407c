/// One value of a YAML file that knows where it stands, so that whoever finds fault with it can say so.
package struct YAMLNode: Sendable {
    package var content: Content
    package let place: YAMLPlace
    /// The way here from the document's root, `models.assistant.targets[0]`; the root's is empty.
    package let path: String

    package enum Content: Sendable {
        case scalar(Scalar)
        case list([YAMLNode])
        case mapping([Entry])
    }

    package struct Scalar: Sendable {
        package var text: String
        /// Written without quotes, so that the core schema says what it is.
        package var isPlain: Bool
        /// Held a variable: the field that reads it decides what it is, and no message repeats it.
        package var isExpanded = false
    }

    package struct Entry: Sendable {
        package let name: String
        package let namePlace: YAMLPlace
        package let value: YAMLNode
    }

    package init(content: Content, place: YAMLPlace, path: String) {
        self.content = content
        self.place = place
        self.path = path
    }

    package func fault(_ message: String) -> YAMLFault {
        YAMLFault(at: self.place, path: self.path, message)
    }

    /// The path of a member of a mapping: `a.b`, or `a["b.c"]` for a name that would be misread.
    static func path(of name: String, in parent: String) -> String {
        let isWord = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/"):
                true
            default:
                false
            }
        }
        guard isWord, !name.isEmpty else {
            return "\(parent)[\"\(YAMLNode.printable(name))\"]"
        }
        return parent.isEmpty ? name : "\(parent).\(name)"
    }

    /// A text of the file as a message may show it: one line, cut where it gets long.
    package static func printable(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            guard shown.unicodeScalars.count < 64 else {
                return shown + "…"
            }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
                shown += "?"
            default:
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
