// What the stages write by hand: headers, log lines, metrics. Concrete and without Foundation, because every answer pays
// for it.

extension [UInt8] {
    /// Appends the text of a literal, byte for byte.
    package mutating func append(ascii literal: StaticString) {
        literal.withUTF8Buffer { self.append(contentsOf: $0) }
    }

    /// Appends the UTF-8 of a text as it is: the caller knows that nothing in it needs escaping.
    package mutating func append(utf8 text: String) {
        self.append(contentsOf: text.utf8)
    }

    /// Appends a number in decimal, with zeros in front up to `width` digits, at most twenty.
    package mutating func append(decimal number: UInt64, width: Int = 1) {
        if number < 10, width <= 1 {
            self.append(0x30 &+ UInt8(truncatingIfNeeded: number))
            return
        }
        self.append(bytes: 20) { $0.write(decimal: number, width: Swift.min(width, 20)) }
    }

    /// Appends a number of thousandths with its point: 12 is `0.012`.
    package mutating func append(thousandths number: UInt64) {
        self.append(bytes: 22) { digits in
            digits.write(decimal: number % 1000, width: 3)
            digits.write(0x2e)
            digits.write(decimal: number / 1000)
        }
    }

    /// Appends the last digits of a number in lowercase hexadecimal.
    package mutating func append(hex number: UInt64, digits: Int = 16) {
        self.append(bytes: 16) { output in
            var rest = number
            for _ in 0..<Swift.max(digits, 0) {
                let digit = UInt8(truncatingIfNeeded: rest & 0xf)
                output.write(digit < 10 ? 0x30 &+ digit : 0x57 &+ digit)
                rest &>>= 4
            }
        }
    }

    /// Appends up to `most` bytes that are written from the last to the first, as digits are found.
    ///
    /// They are gathered on the stack and appended at once: an append costs more than all the digits of a number.
    @inlinable
    package mutating func append(bytes most: Int, _ write: (inout BackwardBytes) -> Void) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: most) { buffer in
            var output = BackwardBytes(buffer)
            write(&output)
            self.append(contentsOf: output.written)
        }
    }
}

/// A small buffer that is filled from its end. What does not fit is left out.
///
/// Inlined where it is used: a call a byte would cost more than the byte.
@usableFromInline
package struct BackwardBytes {
    @usableFromInline package let buffer: UnsafeMutableBufferPointer<UInt8>
    @usableFromInline package var start: Int

    @inlinable
    package init(_ buffer: UnsafeMutableBufferPointer<UInt8>) {
        self.buffer = buffer
        self.start = buffer.count
    }

    @inlinable
    package var written: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: UnsafeBufferPointer(self.buffer)[self.start...])
    }

    @inlinable
    package mutating func write(_ byte: UInt8) {
        guard self.start > 0 else { return }
        self.start &-= 1
        self.buffer[self.start] = byte
    }

    package mutating func write(decimal number: UInt64, width: Int = 1) {
        var rest = number
        var missing = width
        while rest > 0 || missing > 0 {
            let quotient = rest / 10
            self.write(0x30 &+ UInt8(truncatingIfNeeded: rest &- quotient &* 10))
            rest = quotient
            missing &-= 1
        }
    }
}
