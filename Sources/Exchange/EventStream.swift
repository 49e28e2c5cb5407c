/// Cuts a stream of server-sent events (WHATWG HTML, "event stream interpretation") into its blocks.
///
/// Bytes go in as the network cut them, blocks come out as the sender meant them: the same bytes give the same blocks,
/// wherever they were cut. Nothing is lost on the way. All `raw` ranges together are the input up to the last complete
/// block, so that a relay may pass on blocks instead of bytes.
///
///     reader.append(bytes)
///     while let block = try reader.next() {
///         reader.withRaw(of: block) { output.write($0) }
///     }
///
/// Memory is bounded by twice the longest block plus what one `append` brought, and what was scanned is not scanned again.
package struct EventStreamReader: Sendable {
    /// The longest block that is accepted unless somebody says otherwise.
    package static let eventBytesMaxDefault = 8 << 20

    private let eventBytesMax: Int
    /// What has arrived and was not yet dropped: handed-out blocks of the last `append`, then the block that is arriving.
    private var buffer: [UInt8] = []
    /// The data of a block with several `data` lines, joined by line feeds.
    private var joined: [UInt8] = []

    /// Where the block that is arriving begins.
    private var blockStart = 0
    /// Where its last, unfinished line begins.
    private var lineStart = 0
    /// Up to here, that line has no end.
    private var scanned = 0
    private var fields = Fields()
    private var isAtStart = true
    private var isEnded = false
    private var fault: EventStreamFault?

    package init(eventBytesMax: Int = EventStreamReader.eventBytesMaxDefault) {
        self.eventBytesMax = eventBytesMax
    }

    /// Takes bytes as they arrived. Blocks handed out before are gone after this.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard self.fault == nil else { return }
        self.dropHandedOut()
        self.buffer.append(contentsOf: bytes)
    }

    /// Says that no byte follows. Only a block whose blank line ends in a lone carriage return waits for this: a line feed
    /// might have belonged to it.
    package mutating func end() {
        self.isEnded = true
    }

    /// The next complete block, `nil` when there is none yet.
    ///
    /// A block that is longer than the limit is refused as soon as that is certain, complete or not, and from then on always.
    package mutating func next() throws(EventStreamFault) -> ServerSentEvent? {
        if let fault = self.fault { throw fault }
        while let end = self.endOfLine() {
            let line = self.withoutByteOrderMark(self.lineStart..<end.text)
            self.lineStart = end.next
            self.scanned = end.next
            if line.isEmpty {
                return try self.finishBlock()
            }
            self.read(line)
        }
        if self.buffer.count - self.blockStart > self.eventBytesMax { throw self.refuse() }
        return nil
    }

    /// Bytes of a block that has not ended. More than none when the stream is over: it was cut inside an event.
    package var pendingBytes: Int {
        self.buffer.count - self.blockStart
    }

    /// The block as it was received, with its blank line.
    package func withRaw(
        of event: ServerSentEvent,
        _ body: (UnsafeRawBufferPointer) throws -> Void
    ) rethrows {
        try self.buffer.withUnsafeBytes { try body($0.part(event.raw)) }
    }

    /// The block's data without field names; nothing when it has none.
    package func withData(
        of event: ServerSentEvent,
        _ body: (UnsafeRawBufferPointer) throws -> Void
    ) rethrows {
        if event.isJoined {
            try self.joined.withUnsafeBytes { try body($0.part(event.data)) }
        } else {
            try self.buffer.withUnsafeBytes { try body($0.part(event.data)) }
        }
    }

    /// The block's `event` field; nothing when it has none.
    package func withName(
        of event: ServerSentEvent,
        _ body: (UnsafeRawBufferPointer) throws -> Void
    ) rethrows {
        try self.buffer.withUnsafeBytes { try body($0.part(event.name)) }
    }
}

/// One block of a stream: an event, or comments and blank lines that only keep the connection alive.
///
/// It is a place in the reader that made it, and good until that reader's next `next` or `append`.
package struct ServerSentEvent: Sendable, Hashable {
    /// Where the block lies in the reader, with its blank line. Consecutive blocks lie one behind the other.
    let raw: Range<Int>
    let data: Range<Int>?
    let isJoined: Bool
    let name: Range<Int>?

    /// Whether it is an event. A block of comments, or a blank line alone, has no data and means nothing.
    package var hasData: Bool { self.data != nil }
    /// The length of the block as it was received.
    package var rawBytes: Int { self.raw.count }
}

/// Why a stream cannot be read on: one of its events is longer than the reader may hold.
package struct EventStreamFault: Error, Sendable, Hashable {
    package let eventBytesMax: Int

    package var message: String {
        "the stream holds an event of more than \(self.eventBytesMax) bytes"
    }
}

extension EventStreamReader {
    /// What the lines of the block said so far.
    private struct Fields {
        var data: Range<Int>?
        var isJoined = false
        var name: Range<Int>?
    }

    private struct LineEnd {
        /// One past the last byte of the line.
        var text: Int
        /// The first byte of the next line.
        var next: Int
    }

    /// `nil` while the line has no end, or ends in a carriage return that a line feed may follow.
    private mutating func endOfLine() -> LineEnd? {
        guard let text = self.buffer.firstLineBreak(from: self.scanned) else {
            self.scanned = self.buffer.count
            return nil
        }
        self.scanned = text
        guard self.buffer[text] == UInt8(ascii: "\r") else { return LineEnd(text: text, next: text + 1) }
        guard text + 1 < self.buffer.count else {
            return self.isEnded ? LineEnd(text: text, next: text + 1) : nil
        }
        return LineEnd(text: text, next: self.buffer[text + 1] == UInt8(ascii: "\n") ? text + 2 : text + 1)
    }

    private mutating func finishBlock() throws(EventStreamFault) -> ServerSentEvent {
        guard self.lineStart - self.blockStart <= self.eventBytesMax else { throw self.refuse() }
        let event = ServerSentEvent(
            raw: self.blockStart..<self.lineStart,
            data: self.fields.data,
            isJoined: self.fields.isJoined,
            name: self.fields.name
        )
        self.blockStart = self.lineStart
        self.fields = Fields()
        return event
    }

    private mutating func refuse() -> EventStreamFault {
        let fault = EventStreamFault(eventBytesMax: self.eventBytesMax)
        self.fault = fault
        self.buffer = []
        self.joined = []
        self.blockStart = 0
        return fault
    }

    private mutating func dropHandedOut() {
        guard self.blockStart > 0 else { return }
        let gone = self.blockStart
        self.buffer.removeSubrange(0..<gone)
        self.blockStart = 0
        self.lineStart -= gone
        self.scanned -= gone
        self.fields.name = self.fields.name?.moved(down: gone)
        if !self.fields.isJoined {
            self.fields.data = self.fields.data?.moved(down: gone)
        }
    }

    private mutating func withoutByteOrderMark(_ line: Range<Int>) -> Range<Int> {
        guard self.isAtStart else { return line }
        self.isAtStart = false
        let isMarked = self.buffer[line].starts(with: [0xEF, 0xBB, 0xBF])
        return isMarked ? (line.lowerBound + 3)..<line.upperBound : line
    }

    /// Reads one line that is not blank: a comment, a field with its value, or a field without one.
    private mutating func read(_ line: Range<Int>) {
        let colon = self.buffer[line].firstIndex(of: UInt8(ascii: ":"))
        let field = self.buffer[line.lowerBound..<(colon ?? line.upperBound)]
        var value = line.upperBound..<line.upperBound
        if let colon {
            let hasSpace = colon + 1 < line.upperBound && self.buffer[colon + 1] == UInt8(ascii: " ")
            value = (colon + (hasSpace ? 2 : 1))..<line.upperBound
        }
        if field.elementsEqual("data".utf8) {
            self.takeData(value)
        } else if field.elementsEqual("event".utf8) {
            self.fields.name = value
        }
    }

    private mutating func takeData(_ value: Range<Int>) {
        guard let first = self.fields.data else {
            self.fields.data = value
            return
        }
        if !self.fields.isJoined {
            self.fields.isJoined = true
            self.joined.removeAll(keepingCapacity: true)
            self.joined.append(contentsOf: self.buffer[first])
        }
        self.joined.append(UInt8(ascii: "\n"))
        self.joined.append(contentsOf: self.buffer[value])
        self.fields.data = 0..<self.joined.count
    }
}

extension [UInt8] {
    /// Where the first line feed or carriage return lies, eight bytes at a time.
    fileprivate func firstLineBreak(from start: Int) -> Int? {
        self.withUnsafeBytes { bytes in
            var at = start
            while at + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
                let hits =
                    word.markingZeroBytes(xor: 0x0A0A_0A0A_0A0A_0A0A)
                    | word.markingZeroBytes(xor: 0x0D0D_0D0D_0D0D_0D0D)
                if hits != 0 { return at + hits.trailingZeroBitCount / 8 }
                at += 8
            }
            while at < bytes.count {
                if bytes[at] == UInt8(ascii: "\n") || bytes[at] == UInt8(ascii: "\r") { return at }
                at += 1
            }
            return nil
        }
    }
}

extension UInt64 {
    /// The high bit of each byte that equals the pattern's; exact up to and including the first such byte.
    fileprivate func markingZeroBytes(xor pattern: UInt64) -> UInt64 {
        let difference = self ^ pattern
        return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
    }
}

extension UnsafeRawBufferPointer {
    /// Those bytes of it; nothing when it no longer holds them.
    fileprivate func part(_ range: Range<Int>?) -> UnsafeRawBufferPointer {
        guard let range, range.upperBound <= self.count else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(rebasing: self[range])
    }
}

extension Range<Int> {
    fileprivate func moved(down distance: Int) -> Range<Int> {
        (self.lowerBound - distance)..<(self.upperBound - distance)
    }
}
