import Foundation
import Synchronization
import Testing

@testable import Embeddings

@Suite struct EncoderThreadTests {
    /// Holds the thread within a text until it is let go.
    final class Gate: Sendable {
        let entered = Signal()
        let open = Signal()
        let encoded = Mutex<[[UInt8]]>([])

        func encode(_ text: [UInt8]) -> Embedding {
            self.entered.send()
            self.open.wait()
            self.encoded.withLock { $0.append(text) }
            return Embedding(vector: text.map(Float.init), tokens: text.count, isTruncated: false)
        }
    }

    final class Outcomes: Sendable {
        let all = Mutex<[UInt8: Result<Embedding, EncoderThread.Refusal>]>([:])

        func completion(_ name: UInt8) -> EncoderThread.Completion {
            { result in
                self.all.withLock {
                    #expect($0[name] == nil)
                    $0[name] = result
                }
            }
        }

        var count: Int { self.all.withLock { $0.count } }

        subscript(_ name: UInt8) -> Result<Embedding, EncoderThread.Refusal>? { self.all.withLock { $0[name] } }
    }

    let gate = Gate()
    let outcomes = Outcomes()
    let now = Box(10)

    final class Box: Sendable {
        let value: Mutex<UInt64>

        init(_ value: UInt64) {
            self.value = Mutex(value)
        }
    }

    func thread(waitingMax: Int) throws -> EncoderThread {
        let (gate, now) = (self.gate, self.now)
        return try EncoderThread(name: "encoder-test", waitingMax: waitingMax, clock: { now.value.withLock { $0 } }) {
            { gate.encode($0) }
        }
    }

    @Test func encodesInOrderAndAnswersEachOnce() throws {
        let thread = try self.thread(waitingMax: 8)
        for name: UInt8 in 1...3 {
            #expect(thread.submit([name], deadline: 20, completion: self.outcomes.completion(name)))
            self.gate.open.send()
        }
        for _ in 1...3 { self.gate.entered.wait() }
        thread.stop()
        #expect(self.gate.encoded.withLock { $0 } == [[1], [2], [3]])
        for name: UInt8 in 1...3 {
            #expect(try self.outcomes[name]?.get().vector == [Float(name)])
        }
    }

    @Test func aFullQueueRefuses() throws {
        let thread = try self.thread(waitingMax: 2)
        #expect(thread.submit([1], deadline: 20, completion: self.outcomes.completion(1)))
        self.gate.entered.wait()
        #expect(thread.submit([2], deadline: 20, completion: self.outcomes.completion(2)))
        #expect(thread.submit([3], deadline: 20, completion: self.outcomes.completion(3)))
        #expect(!thread.submit([4], deadline: 20, completion: self.outcomes.completion(4)))
        #expect(thread.waiting == 2)
        for _ in 1...3 { self.gate.open.send() }
        for _ in 2...3 { self.gate.entered.wait() }
        thread.stop()
        #expect(self.outcomes[4] == nil)
        #expect(self.outcomes.count == 3)
    }

    @Test func whoseDeadlineHasPassedIsNotEncoded() throws {
        let thread = try self.thread(waitingMax: 8)
        #expect(thread.submit([1], deadline: 20, completion: self.outcomes.completion(1)))
        self.gate.entered.wait()
        #expect(thread.submit([2], deadline: 20, completion: self.outcomes.completion(2)))
        #expect(thread.submit([3], deadline: 21, completion: self.outcomes.completion(3)))
        self.now.value.withLock { $0 = 20 }
        for _ in 1...2 { self.gate.open.send() }
        self.gate.entered.wait()
        thread.stop()
        #expect(self.outcomes[2] == .failure(.late))
        #expect(self.gate.encoded.withLock { $0 } == [[1], [3]])
    }

    @Test func stoppingFinishesTheTextAtHandAndRefusesTheRest() throws {
        let thread = try self.thread(waitingMax: 8)
        #expect(thread.submit([1], deadline: 20, completion: self.outcomes.completion(1)))
        self.gate.entered.wait()
        #expect(thread.submit([2], deadline: 20, completion: self.outcomes.completion(2)))
        self.gate.open.send()
        thread.stop()
        #expect(!thread.submit([3], deadline: 20, completion: self.outcomes.completion(3)))
        #expect(try self.outcomes[1]?.get().vector == [1])
        // It waited while the first was encoded, or its turn came before the thread was stopped and the gate was shut.
        #expect(self.outcomes[2] != nil)
        #expect(self.outcomes[3] == nil)
        thread.stop()
    }
}

/// Counts what was sent and was not waited for.
final class Signal: @unchecked Sendable {
    // Every access to `count` holds the condition's lock.
    private let condition = NSCondition()
    private var count = 0

    func send() {
        self.condition.withLock {
            self.count += 1
            self.condition.signal()
        }
    }

    func wait() {
        self.condition.withLock {
            while self.count == 0 { self.condition.wait() }
            self.count -= 1
        }
    }
}
