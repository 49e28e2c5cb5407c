internal import LMDB
internal import Synchronization

extension ExactCache {
    /// Forgets what was stored until now and has the label, in one write whatever it hits. Once this returns no lookup
    /// serves it; the room that it took is given back as the writer sweeps the store. How many entries it hits is not
    /// known: that would take a look at each.
    ///
    /// Waits for the writer and the disk: not for an event loop.
    package func purge(_ selector: PurgeSelector) throws {
        let store = self.store
        try self.whileWriting { try store.purge(selector, in: $0) }
        // Only the last commit may be lost with the power, and this shall not be.
        try self.environment.sync()
    }

    /// Removes everything that was stored before, at once. Waits for the writer.
    package func removeAll() throws {
        let store = self.store
        try self.whileWriting { try store.removeAll(in: $0) }
    }

    /// What waits in the queue comes before this.
    private func whileWriting(_ job: @escaping WriteQueue.Job) throws {
        let failure = Mutex<(any Error)?>(nil)
        let isTaken = self.queue.submit(job) { [weak self] error in
            failure.withLock { $0 = error }
            self?.keepSweeping(after: error)
        }
        guard isTaken else {
            throw CacheBusyError()
        }
        self.queue.flush()
        if let error = failure.withLock({ $0 }) {
            throw error
        }
    }
}

/// The write queue was full when something had to be done at once.
package struct CacheBusyError: Error, CustomStringConvertible {
    package var description: String { "the cache has more to write than it can take in now; try again in a second" }
}
