import Synchronization
import Testing

@testable import LMDB

@Suite struct WriteQueueTests {
    let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
    }

    func open(_ options: Environment.Options = .init(mapSize: 16 << 20)) throws -> (Environment, Table) {
        let environment = try Environment(directory: self.folder.environment, options: options)
        return (environment, try environment.table(named: "t", create: true))
    }

    static func storing(_ table: Table, _ key: Int, _ value: [UInt8]) -> WriteQueue.Job {
        { transaction in
            try String(key).raw { key in
                try value.withUnsafeBytes { try transaction.put(table, key: key, value: $0) }
            }
        }
    }

    @Test func commitsAndThenCompletes() throws {
        let (environment, table) = try self.open()
        let queue = try WriteQueue(environment: environment, name: "writer")
        let completed = Mutex(0)
        let visible = Mutex(0)
        for key in 0..<100 {
            let taken = queue.submit(WriteQueueTests.storing(table, key, [1])) { error in
                #expect(error == nil)
                completed.withLock { $0 += 1 }
                let found = try? environment.read { transaction in
                    try String(key).raw { try transaction.get(table, key: $0) != nil }
                }
                visible.withLock { $0 += found == true ? 1 : 0 }
            }
            #expect(taken)
        }
        queue.flush()
        #expect(completed.withLock { $0 } == 100)
        #expect(visible.withLock { $0 } == 100)
        #expect(try environment.read { try $0.usage(table).entries } == 100)
        #expect(queue.waiting == 0)
    }

    @Test func gathersWhatWaitsIntoOneCommit() throws {
        let (environment, table) = try self.open()
        let queue = try WriteQueue(environment: environment, name: "writer", limits: .init(linger: 10_000_000_000))
        let before = environment.lastTransactionID
        for key in 0..<50 {
            #expect(queue.submit(WriteQueueTests.storing(table, key, [1])))
        }
        queue.flush()
        #expect(environment.lastTransactionID == before + 1)
    }

    @Test func refusesWhatDoesNotFit() throws {
        let (environment, table) = try self.open()
        let limits = WriteQueue.Limits(jobsMax: 1000, bytesMax: 1000, linger: 10_000_000_000)
        let queue = try WriteQueue(environment: environment, name: "writer", limits: limits)
        #expect(queue.submit(bytes: 400, WriteQueueTests.storing(table, 1, [1])))
        #expect(!queue.submit(bytes: 601, WriteQueueTests.storing(table, 2, [1])))
        queue.flush()
        #expect(try environment.read { try $0.usage(table).entries } == 1)
        #expect(queue.submit(bytes: 600, WriteQueueTests.storing(table, 2, [1])))
    }

    @Test func aJobThatFailsDoesNotHarmItsGroup() throws {
        struct Stop: Error {}
        let (environment, table) = try self.open()
        let queue = try WriteQueue(environment: environment, name: "writer", limits: .init(linger: 10_000_000_000))
        let errors = Mutex<[Int]>([])
        for key in 0..<10 {
            let storing = WriteQueueTests.storing(table, key, [1])
            let job: WriteQueue.Job = { transaction in
                try storing(transaction)
                if key == 5 {
                    throw Stop()
                }
            }
            #expect(
                queue.submit(job) { error in
                    if error is Stop {
                        errors.withLock { $0.append(key) }
                    }
                }
            )
        }
        queue.flush()
        #expect(errors.withLock { $0 } == [5])
        #expect(try environment.read { try $0.usage(table).entries } == 9)
    }

    @Test func growsAFullMapUpToItsBound() throws {
        let (environment, table) = try self.open(.init(mapSize: 1 << 20, mapSizeMax: 8 << 20))
        let queue = try WriteQueue(environment: environment, name: "writer")
        let failed = Mutex(0)
        for key in 0..<30 {
            let job = WriteQueueTests.storing(table, key, [UInt8](repeating: 3, count: 512 << 10))
            #expect(
                queue.submit(job) { error in
                    if (error as? LMDBError)?.isMapFull == true {
                        failed.withLock { $0 += 1 }
                    }
                }
            )
            queue.flush()
        }
        let stored = try environment.read { try $0.usage(table).entries }
        #expect(environment.mapSize == 8 << 20)
        #expect((10..<16).contains(stored))
        #expect(failed.withLock { $0 } == 30 - stored)
    }

    @Test func stopCommitsWhatWaitsAndRefusesTheRest() throws {
        let (environment, table) = try self.open()
        let queue = try WriteQueue(environment: environment, name: "writer", limits: .init(linger: 10_000_000_000))
        for key in 0..<10 {
            #expect(queue.submit(WriteQueueTests.storing(table, key, [1])))
        }
        queue.stop()
        queue.stop()
        #expect(try environment.read { try $0.usage(table).entries } == 10)
        #expect(!queue.submit(WriteQueueTests.storing(table, 11, [1])))
    }

    @Test func aQueueThatIsDroppedCommitsWhatWaits() throws {
        let (environment, table) = try self.open()
        do {
            let queue = try WriteQueue(environment: environment, name: "writer", limits: .init(linger: 10_000_000_000))
            #expect(queue.submit(WriteQueueTests.storing(table, 1, [1])))
        }
        #expect(try environment.read { try $0.usage(table).entries } == 1)
    }

    @Test func hooksRunInsideTheCommit() throws {
        let (environment, table) = try self.open()
        let hooks = WriteQueue.Hooks(closing: WriteQueueTests.storing(table, 99, [2]))
        let queue = try WriteQueue(environment: environment, name: "writer", hooks: hooks)
        let before = environment.lastTransactionID
        #expect(queue.submit(WriteQueueTests.storing(table, 1, [1])))
        queue.flush()
        #expect(environment.lastTransactionID == before + 1)
        #expect(try environment.read { try $0.usage(table).entries } == 2)
    }
}
