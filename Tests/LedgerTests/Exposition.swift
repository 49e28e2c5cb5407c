import Testing

/// A reader of the Prometheus text format 0.0.4 that is as strict as it can be: what it reads, a scraper reads.
struct Exposition {
    struct Sample: Hashable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    struct Fault: Error, CustomStringConvertible {
        var description: String
    }

    private(set) var samples: [Sample] = []
    private var kinds: [String: String] = [:]
    private var family = ""

    init(parsing text: String) throws {
        guard text.hasSuffix("\n") else { throw Fault(description: "no line end at the end") }
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("# ") { try self.readComment(line) } else { try self.readSample(line) }
        }
        guard Set(self.samples.map { Sample(name: $0.name, labels: $0.labels, value: 0) }).count == self.samples.count
        else {
            throw Fault(description: "a series twice")
        }
        try self.checkHistograms()
    }

    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        self.samples.first { $0.name == name && $0.labels == labels }?.value
    }

    private mutating func readComment(_ line: Substring) throws {
        let words = line.split(separator: " ", maxSplits: 3)
        guard words.count == 4, !words[3].isEmpty else { throw Fault(description: "\(line)") }
        let name = String(words[2])
        if words[1] == "HELP" {
            guard self.kinds[name] == nil else { throw Fault(description: "a family twice: \(name)") }
            self.family = name
        } else {
            guard words[1] == "TYPE", self.family == name, ["counter", "gauge", "histogram"].contains(String(words[3]))
            else {
                throw Fault(description: "\(line)")
            }
            self.kinds[name] = String(words[3])
            guard (words[3] == "counter") == name.hasSuffix("_total") else {
                throw Fault(description: "named wrongly: \(name)")
            }
        }
    }

    private mutating func readSample(_ line: Substring) throws {
        var rest = line
        let name = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
        rest = rest.dropFirst(name.count)
        var labels: [String: String] = [:]
        if rest.first == "{" {
            repeat {
                rest = rest.dropFirst()
                let label = String(rest.prefix { $0 != "=" })
                rest = rest.dropFirst(label.count)
                guard rest.hasPrefix("=\""), labels[label] == nil else { throw Fault(description: "\(line)") }
                rest = rest.dropFirst(2)
                labels[label] = try Self.readText(&rest)
            } while rest.first == ","
            guard rest.first == "}" else { throw Fault(description: "\(line)") }
            rest = rest.dropFirst()
        }
        guard rest.first == " ", let value = Double(rest.dropFirst()), value >= 0, self.owns(name) else {
            throw Fault(description: "\(line)")
        }
        self.samples.append(Sample(name: name, labels: labels, value: value))
    }

    private func owns(_ name: String) -> Bool {
        guard self.kinds[self.family] == "histogram" else { return name == self.family }
        return ["_bucket", "_sum", "_count"].contains { name == self.family + $0 }
    }

    /// Reads up to and over the closing quote.
    private static func readText(_ rest: inout Substring) throws -> String {
        var text = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"": return text
            case "\\":
                switch rest.popFirst() {
                case "n": text.append("\n")
                case "\"": text.append("\"")
                case "\\": text.append("\\")
                default: throw Fault(description: "an escape that there is not")
                }
            default: text.append(character)
            }
        }
        throw Fault(description: "a label without its end")
    }

    /// Buckets grow up to `+Inf`, which is the count.
    private func checkHistograms() throws {
        for (name, kind) in self.kinds where kind == "histogram" {
            for count in self.samples where count.name == name + "_count" {
                let buckets = self.samples.filter { bucket in
                    var labels = bucket.labels
                    labels["le"] = nil
                    return bucket.name == name + "_bucket" && labels == count.labels
                }
                let borders = buckets.compactMap { $0.labels["le"] }.map {
                    $0 == "+Inf" ? Double.infinity : Double($0) ?? -1
                }
                guard borders == borders.sorted(), borders.last == .infinity, borders.count == buckets.count,
                    buckets.map(\.value) == buckets.map(\.value).sorted(), buckets.last?.value == count.value,
                    self.value(name + "_sum", count.labels) != nil
                else { throw Fault(description: "\(name) \(count.labels)") }
            }
        }
    }
}
