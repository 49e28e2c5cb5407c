/// What the writer's thread does: one group of jobs after the other, one transaction each.
struct Writer: Sendable {
    private static let roomMakingMax = 8
    /// The attempts in which removing is tried with less before the map is moved.
    private static let smallerRemovals = 3

    private let environment: Environment
    private let mailbox: WriterMailbox
    private let hooks: WriteQueue.Hooks
    /// The last group found no room. Perhaps a reader of another process holds on to old pages, and removing frees nothing
    /// until it ends: the next groups try once and remove the least, so that the store is not emptied for nothing.
    private var isStarved = false

    init(environment: Environment, mailbox: WriterMailbox, hooks: WriteQueue.Hooks) {
        self.environment = environment
        self.mailbox = mailbox
        self.hooks = hooks
    }

    mutating func run() {
        while let group = self.mailbox.take() {
            self.commit(group[...])
            self.mailbox.finished(group)
        }
    }

    private mutating func commit(_ group: ArraySlice<WriterMailbox.Letter>) {
        var attempt = self.isStarved ? Writer.roomMakingMax - 1 : 0
        while true {
            do {
                try self.write(group)
                self.isStarved = false
                return Writer.complete(group, nil)
            } catch {
                if (error as? LMDBError)?.isMapFull == true {
                    if attempt < Writer.roomMakingMax, self.makeRoom(attempt: attempt) {
                        attempt += 1
                        continue
                    }
                    self.isStarved = true
                    return Writer.complete(group, error)
                }
                if group.count == 1 {
                    return Writer.complete(group, error)
                }
                // One job spoils its group: each gets a commit, and so its own error.
                for index in group.indices {
                    self.commit(group[index...index])
                }
                return
            }
        }
    }

    private func write(_ group: ArraySlice<WriterMailbox.Letter>) throws {
        try self.transact { transaction in
            for letter in group {
                try letter.job(transaction)
            }
            try self.hooks.closing?(transaction)
        }
    }

    private func transact<R>(_ body: (borrowing WriteTransaction) throws -> R) throws -> R {
        let result: R
        do {
            result = try self.environment.write { transaction in
                try self.hooks.opening?(transaction)
                return try body(transaction)
            }
        } catch {
            self.hooks.ended?(error)
            throw error
        }
        self.hooks.ended?(nil)
        return result
    }

    private static func complete(_ group: ArraySlice<WriterMailbox.Letter>, _ error: (any Error)?) {
        for letter in group {
            letter.completion?(error)
        }
    }

    /// Says whether another try is worth it.
    private func makeRoom(attempt: Int) -> Bool {
        if self.environment.clearStaleReaders() > 0 {
            return true
        }
        guard let makingRoom = self.hooks.makingRoom else {
            return self.growMap()
        }
        do {
            return try self.transact { try makingRoom($0, attempt) }
        } catch {
            return attempt < Writer.smallerRemovals || self.growMap()
        }
    }

    private func growMap() -> Bool {
        let size = self.environment.mapSize
        let bound = self.environment.options.mapSizeMax
        guard size < bound else {
            return false
        }
        let (doubled, overflow) = size.multipliedReportingOverflow(by: 2)
        do {
            try self.environment.grow(to: overflow ? bound : min(doubled, bound))
            return true
        } catch {
            return false
        }
    }
}
