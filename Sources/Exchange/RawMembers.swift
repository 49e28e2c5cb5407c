/// The members of an object that is being put together: raw names and raw values, in the order in which they came.
struct RawMembers {
    private(set) var names: [[UInt8]] = []
    private(set) var values: [[UInt8]] = []

    /// More members than any object of an answer has. They are searched one by one, so an object with more is refused.
    private static let countMax = 256
    private static let null = Array("null".utf8)

    /// The raw value of a member, `nil` when it is absent.
    subscript(_ name: StaticString) -> [UInt8]? {
        self.names.firstIndex { $0.elementsEqual(name) }.map { self.values[$0] }
    }

    /// Sets a member to what was said last. This and what follows is false when the member cannot be taken.
    mutating func set(_ name: UnsafeRawBufferPointer, to value: UnsafeRawBufferPointer) -> Bool {
        if let index = self.index(of: name) {
            self.values[index] = Array(value)
            return true
        }
        guard self.names.count < Self.countMax else { return false }
        self.names.append(Array(name))
        self.values.append(Array(value))
        return true
    }

    /// Sets a member to the first thing that was said, where `null` says nothing yet.
    mutating func keepFirst(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool {
        if let index = self.index(of: name), self.values[index] != Self.null { return true }
        return self.set(name, to: value)
    }

    /// Sets a member to the last thing that was said, where `null` says nothing.
    mutating func keepLast(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool {
        if value.elementsEqual(Self.null), self.index(of: name) != nil { return true }
        return self.set(name, to: value)
    }

    /// Takes a member that may be said often if it always says the same.
    mutating func agree(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool {
        guard let index = self.index(of: name), self.values[index] != Self.null else {
            return self.set(name, to: value)
        }
        return value.elementsEqual(Self.null) || value.elementsEqual(self.values[index])
    }

    /// Takes a member of which nobody knows how two pieces of it belong together, so there may be only one.
    mutating func takeOnce(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool {
        if let index = self.index(of: name), self.values[index] != Self.null {
            return value.elementsEqual(Self.null)
        }
        return self.set(name, to: value)
    }

    private func index(of name: UnsafeRawBufferPointer) -> Int? {
        self.names.firstIndex { $0.elementsEqual(name) }
    }
}

/// Texts that are being put together from deltas, one a name: the insides of JSON strings, as they were written.
struct RawTexts {
    private var names: [[UInt8]] = []
    /// `nil` as long as the text was only said to be `null`.
    private var texts: [[UInt8]?] = []

    /// Takes the next piece of a text. False when it is no text.
    mutating func take(_ name: UnsafeRawBufferPointer, _ value: Int, _ reader: RawReader) -> Bool {
        let isText = reader.tape.kind(of: value) == .string
        guard isText || reader.isNull(value) else { return false }
        let index = self.names.firstIndex { $0.elementsEqual(name) } ?? self.names.count
        if index == self.names.count {
            self.names.append(Array(name))
            self.texts.append(nil)
        }
        if isText {
            let piece = reader.tape.rawBytes(of: value, in: reader.bytes)
            if self.texts[index] == nil { self.texts[index] = [] }
            self.texts[index]?.append(contentsOf: piece)
        }
        return true
    }

    func contains(_ name: StaticString) -> Bool {
        self.names.contains { $0.elementsEqual(name) }
    }

    /// Appends them as members of an object.
    func append(to output: inout [UInt8]) {
        for (name, text) in zip(self.names, self.texts) {
            output.openMember(rawName: name)
            if let text {
                output.append(rawText: text)
            } else {
                output.append(ascii: "null")
            }
        }
    }
}

/// Lists that are being put together from the lists of each chunk, one a name: `logprobs`.
struct RawLists {
    private static let countMax = 16

    private var isNull = true
    private var names: [[UInt8]] = []
    /// The elements with their commas; `nil` as long as the list was only said to be `null`.
    private var elements: [[UInt8]?] = []

    /// Takes the lists of the next chunk. False when something else stands there.
    mutating func take(_ lists: Int, _ reader: RawReader) -> Bool {
        guard reader.tape.kind(of: lists) == .object else { return reader.isNull(lists) }
        self.isNull = false
        for (nameNode, value) in reader.tape.members(of: lists) {
            let isList = reader.tape.kind(of: value) == .array
            guard let name = reader.name(nameNode), isList || reader.isNull(value) else { return false }
            let index = self.names.firstIndex { $0.elementsEqual(name) } ?? self.names.count
            if index == self.names.count {
                guard index < Self.countMax else { return false }
                self.names.append(Array(name))
                self.elements.append(nil)
            }
            guard isList else { continue }
            if self.elements[index] == nil { self.elements[index] = [] }
            for element in reader.tape.elements(of: value) {
                if self.elements[index]?.isEmpty == false { self.elements[index]?.append(UInt8(ascii: ",")) }
                self.elements[index]?.append(contentsOf: reader.raw(element))
            }
        }
        return true
    }

    /// Appends them as an object, or as `null` when no chunk had any.
    func append(to output: inout [UInt8]) {
        guard !self.isNull else {
            output.append(ascii: "null")
            return
        }
        output.open("{")
        for (name, elements) in zip(self.names, self.elements) {
            output.openMember(rawName: name)
            if let elements {
                output.open("[")
                output.append(contentsOf: elements)
                output.append(UInt8(ascii: "]"))
            } else {
                output.append(ascii: "null")
            }
        }
        output.close("}")
    }
}
