import Exchange

/// Writes the Prometheus text format, version 0.0.4.
struct MetricsText {
    var bytes: [UInt8] = []
    private var name: StaticString = ""

    enum Kind {
        case counter
        case gauge
        case histogram
    }

    /// Begins a family; its samples follow.
    mutating func family(_ name: StaticString, _ kind: Kind, _ help: StaticString) {
        self.name = name
        self.bytes.append(ascii: "# HELP ")
        self.bytes.append(ascii: name)
        self.bytes.append(ascii: " ")
        self.bytes.append(ascii: help)
        self.bytes.append(ascii: "\n# TYPE ")
        self.bytes.append(ascii: name)
        switch kind {
        case .counter: self.bytes.append(ascii: " counter\n")
        case .gauge: self.bytes.append(ascii: " gauge\n")
        case .histogram: self.bytes.append(ascii: " histogram\n")
        }
    }

    /// A name and a value of its labels, at most two of them.
    enum Labels {
        case none
        case one(StaticString, Value)
        case two(StaticString, Value, StaticString, Value)

        enum Value {
            case word(StaticString)
            case text(String)
            case status(Int)
        }
    }

    mutating func sample(_ value: UInt64, _ labels: Labels = .none) {
        self.begin(labels)
        self.bytes.append(decimal: value)
        self.bytes.append(ascii: "\n")
    }

    /// A sample in seconds.
    mutating func sample(nanoseconds: UInt64, _ labels: Labels = .none) {
        self.begin(labels)
        self.bytes.append(seconds: nanoseconds)
        self.bytes.append(ascii: "\n")
    }

    /// The samples of one histogram.
    ///
    /// - Parameter counter: the value of the counter at an offset of the scale's.
    mutating func histogram(_ labels: Labels, _ scale: HistogramScale, counter: (Int) -> UInt64) {
        var count: UInt64 = 0
        for bucket in 0...scale.borders.count {
            count &+= counter(bucket)
            self.begin(
                labels,
                suffix: "_bucket",
                border: bucket < scale.borders.count ? scale.borders[bucket] : UInt64.max
            )
            self.bytes.append(decimal: count)
            self.bytes.append(ascii: "\n")
        }
        self.begin(labels, suffix: "_sum")
        self.bytes.append(seconds: counter(scale.sumOffset))
        self.bytes.append(ascii: "\n")
        self.begin(labels, suffix: "_count")
        self.bytes.append(decimal: count)
        self.bytes.append(ascii: "\n")
    }

    /// - Parameter border: the upper border of a bucket in nanoseconds; the largest number is infinity.
    private mutating func begin(_ labels: Labels, suffix: StaticString = "", border: UInt64? = nil) {
        self.bytes.append(ascii: self.name)
        self.bytes.append(ascii: suffix)
        var isOpen = false
        switch labels {
        case .none:
            break
        case .one(let name, let value):
            self.append(name, value, isOpen: &isOpen)
        case .two(let first, let firstValue, let second, let secondValue):
            self.append(first, firstValue, isOpen: &isOpen)
            self.append(second, secondValue, isOpen: &isOpen)
        }
        if let border {
            self.bytes.append(ascii: isOpen ? ",le=\"" : "{le=\"")
            isOpen = true
            if border == .max { self.bytes.append(ascii: "+Inf") } else { self.bytes.append(seconds: border) }
            self.bytes.append(ascii: "\"")
        }
        self.bytes.append(ascii: isOpen ? "} " : " ")
    }

    private mutating func append(_ name: StaticString, _ value: Labels.Value, isOpen: inout Bool) {
        self.bytes.append(ascii: isOpen ? "," : "{")
        isOpen = true
        self.bytes.append(ascii: name)
        self.bytes.append(ascii: "=\"")
        switch value {
        case .word(let word):
            self.bytes.append(ascii: word)
        case .status(let index):
            StatusLabel.append(index: index, to: &self.bytes)
        case .text(let text):
            for byte in text.utf8 {
                switch byte {
                case 0x0a: self.bytes.append(ascii: "\\n")
                case 0x22: self.bytes.append(ascii: "\\\"")
                case 0x5c: self.bytes.append(ascii: "\\\\")
                default: self.bytes.append(byte)
                }
            }
        }
        self.bytes.append(ascii: "\"")
    }
}
