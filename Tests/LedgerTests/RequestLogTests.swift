import Glibc
import Ledger
import Testing

/// A pipe whose write end a log writes to.
private struct Pipe {
    let reader: Int32
    let writer: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        self.reader = ends[0]
        self.writer = ends[1]
        try #require(fcntl(self.reader, F_SETFL, O_NONBLOCK) == 0)
    }

    /// Reads what there is, if there is anything.
    func readSome() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            count = max(read(self.reader, buffer.baseAddress, buffer.count), 0)
        }
    }

    /// Reads until all is read; for a write end that is closed.
    func readAll() -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let some = self.readSome()
            if some.isEmpty { return all }
            all += some
        }
    }
}

private func record(_ number: Int) -> RequestRecord {
    var random = LoopRandom(seed: 1)
    var record = RequestRecord(id: RequestID(wallClock: 5, random: &random), time: 0)
    record.model = "model-\(number)"
    return record
}

@Suite struct RequestLogTests {
    @Test func writesEveryLineInOrder() throws {
        let pipe = try Pipe()
        let log = RequestLog(descriptor: pipe.writer)
        for number in 0..<100 { log.append(record(number)) }
        #expect(log.flush())
        for number in 100..<150 { log.append(record(number)) }
        #expect(log.stop())
        #expect(log.stop())
        close(pipe.writer)
        let lines = pipe.readAll().split(separator: 0x0a)
        #expect(lines.count == 150)
        for (number, line) in lines.enumerated() {
            #expect(String(decoding: line, as: UTF8.self).contains("\"model-\(number)\""))
        }
        #expect(log.dropped == 0)
    }

    @Test func writesWithoutBeingAskedTo() throws {
        let pipe = try Pipe()
        let log = RequestLog(descriptor: pipe.writer)
        log.append(record(1))
        var end = pollfd(fd: pipe.reader, events: Int16(POLLIN), revents: 0)
        #expect(poll(&end, 1, 20_000) == 1)
        #expect(pipe.readSome().first == UInt8(ascii: "{"))
        log.stop()
    }

    @Test func dropsAndCountsWhatASlowReaderLeaves() throws {
        let pipe = try Pipe()
        let log = RequestLog(descriptor: pipe.writer, waitingBytesMax: 100_000)
        for number in 0..<5000 { log.append(record(number)) }
        #expect(!log.flush(withinMilliseconds: 50))
        #expect(log.dropped > 0)
        var lines = 0
        while !log.flush(withinMilliseconds: 1) { lines += pipe.readSome().count { $0 == 0x0a } }
        #expect(log.stop())
        close(pipe.writer)
        lines += pipe.readAll().count { $0 == 0x0a }
        #expect(lines + Int(log.dropped) == 5000)
    }

    @Test func countsALineAfterItsEndAsDropped() throws {
        let pipe = try Pipe()
        let log = RequestLog(descriptor: pipe.writer)
        #expect(log.stop())
        log.append(record(1))
        #expect(log.dropped == 1)
        #expect(log.flush())
    }

    @Test func outlivesAReaderThatHasGone() throws {
        let pipe = try Pipe()
        close(pipe.reader)
        let log = RequestLog(descriptor: pipe.writer)
        for number in 0..<10 { log.append(record(number)) }
        #expect(log.flush())
        #expect(log.dropped == 10)
        #expect(log.stop())
    }

    @Test func takesLinesFromManyThreads() async throws {
        let pipe = try Pipe()
        let log = RequestLog(descriptor: pipe.writer)
        await withTaskGroup(of: Void.self) { group in
            for thread in 0..<4 {
                group.addTask {
                    for number in 0..<1000 { log.append(record(thread * 1000 + number)) }
                }
            }
        }
        var written: [UInt8] = []
        while !log.flush(withinMilliseconds: 1) { written += pipe.readSome() }
        #expect(log.stop())
        close(pipe.writer)
        written += pipe.readAll()
        let lines = written.split(separator: 0x0a)
        #expect(lines.count == 4000)
        #expect(Set(lines.map { Array($0) }).count == 4000)
        #expect(lines.allSatisfy { $0.first == UInt8(ascii: "{") && $0.last == UInt8(ascii: "}") })
    }
}
