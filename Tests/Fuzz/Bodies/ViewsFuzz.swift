@testable import Policies

/// The views of a text: they stay within their bounds, and every place in them has its place in the text.
enum ViewsFuzz {
    static func run(_ text: UnsafeRawBufferPointer) throws {
        let reasons = ViewReasons.of(text)
        try self.check(text, reasons)
        if reasons != .all { try self.check(text, .all) }
    }

    private static func check(_ text: UnsafeRawBufferPointer, _ reasons: ViewReasons) throws {
        var scratch = ViewScratch()
        var fault: (any Error)?
        _ = scratch.forEachView(of: text, reasons) { view in
            do {
                try self.check(view, of: text)
            } catch {
                fault = error
            }
            return fault == nil
        }
        if let fault { throw fault }
        let most = max(ViewScratch.bytesMin, ViewScratch.growthMax * text.count)
        try FuzzFault.unless(scratch.viewBytes <= most, "\(scratch.viewBytes) bytes of views of \(text.count)")
    }

    private static func check(_ view: borrowing TextView, of text: UnsafeRawBufferPointer) throws {
        let count = view.bytes.count
        var last = 0
        for place in 0...count {
            // A byte, the rest from there on, and nothing at all.
            for range in [place..<min(place + 1, count), place..<count, place..<place] {
                let source = view.sourceRange(of: range)
                guard source.lowerBound >= 0, source.upperBound <= text.count else {
                    throw FuzzFault("\(range) of a view of \(count) stands for \(source), of \(text.count) bytes")
                }
                _ = view.isWhole(range)
            }
            guard place < count else { continue }
            let start = view.sourceRange(of: place..<place + 1).lowerBound
            try FuzzFault.unless(start >= last, "a view goes back from \(last) to \(start)")
            last = start
        }
        try self.check(view.map, count)
    }

    private static func check(_ map: ViewMap, _ count: Int) throws {
        var (end, sourceEnd) = (0, 0)
        for piece in map.pieces {
            try FuzzFault.unless(
                end <= piece.start && piece.start <= piece.end && piece.end <= count
                    && sourceEnd <= piece.sourceStart && piece.sourceStart <= piece.sourceEnd
                    && piece.sourceEnd <= map.sourceCount,
                "a piece is not in order: \(piece) behind \(end) and \(sourceEnd)"
            )
            (end, sourceEnd) = (piece.end, piece.sourceEnd)
        }
    }
}
