import Glibc

/// What only a person at a terminal gets: colours and progress. A pipe and a file get neither.
enum Terminal {
    /// https://no-color.org
    static let hasColors = isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == nil && !Terminal.isDumb

    private static let hasProgress = isatty(STDERR_FILENO) == 1 && !Terminal.isDumb

    private static var isDumb: Bool {
        guard let kind = getenv("TERM") else { return true }
        return strcmp(kind, "dumb") == 0
    }

    enum Color: String {
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
        case faint = "2"
    }

    static func colored(_ text: String, _ color: Color?) -> String {
        guard Terminal.hasColors, let color else { return text }
        return "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m"
    }

    /// Shows a line in place of the last one.
    static func progress(_ line: String) {
        guard Terminal.hasProgress else { return }
        Terminal.write("\r\u{1B}[K\(line)")
    }

    /// Takes the line away.
    static func endProgress() {
        guard Terminal.hasProgress else { return }
        Terminal.write("\r\u{1B}[K")
    }

    private static func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }
}

/// Columns that stand under each other.
enum TextTable {
    /// The text of a cell, and the colour that a terminal shows it in.
    struct Cell: ExpressibleByStringInterpolation {
        var text: String
        var color: Terminal.Color?

        init(_ text: String, _ color: Terminal.Color? = nil) {
            self.text = text
            self.color = color
        }

        init(stringLiteral value: String) {
            self.init(value)
        }
    }

    static func lines(_ rows: [[String]]) -> [String] {
        TextTable.lines(rows.map { row in row.map { Cell($0) } })
    }

    static func lines(_ rows: [[Cell]]) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].text.count : 0 }.max() ?? 0
        }
        return rows.map { row in
            var line = ""
            var gap = 0
            for (cell, width) in zip(row, widths) {
                if !cell.text.isEmpty {
                    line += String(repeating: " ", count: gap) + Terminal.colored(cell.text, cell.color)
                    gap = 0
                }
                gap += width - cell.text.count + 2
            }
            return line
        }
    }
}
