internal import Glibc

/// The texts that wait for the encoder's thread: bounded, and with the waiting that a `Mutex` does not offer.
///
/// `@unchecked Sendable`: every access to the mutable state holds `lock`.
final class EncoderQueue: @unchecked Sendable {
    struct Letter: Sendable {
        var text: [UInt8]
        var deadline: UInt64
        var completion: EncoderThread.Completion
    }

    private let lettersMax: Int
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let arrival: UnsafeMutablePointer<pthread_cond_t>
    private var letters: [Letter] = []
    private var isClosed = false

    init(lettersMax: Int) {
        self.lettersMax = lettersMax
        self.lock = .allocate(capacity: 1)
        self.arrival = .allocate(capacity: 1)
        pthread_mutex_init(self.lock, nil)
        pthread_cond_init(self.arrival, nil)
    }

    deinit {
        pthread_cond_destroy(self.arrival)
        pthread_mutex_destroy(self.lock)
        self.arrival.deallocate()
        self.lock.deallocate()
    }

    var waiting: Int {
        self.locked { self.letters.count }
    }

    func offer(_ letter: Letter) -> Bool {
        self.locked {
            guard !self.isClosed, self.letters.count < self.lettersMax else { return false }
            self.letters.append(letter)
            pthread_cond_signal(self.arrival)
            return true
        }
    }

    /// Waits for a letter and takes the oldest; nil once closed.
    func take() -> Letter? {
        self.locked {
            while self.letters.isEmpty, !self.isClosed { pthread_cond_wait(self.arrival, self.lock) }
            return self.letters.isEmpty ? nil : self.letters.removeFirst()
        }
    }

    /// Refuses whatever comes, and gives back what waits.
    func close() -> [Letter] {
        self.locked {
            self.isClosed = true
            pthread_cond_broadcast(self.arrival)
            defer { self.letters = [] }
            return self.letters
        }
    }

    private func locked<R>(_ body: () -> R) -> R {
        pthread_mutex_lock(self.lock)
        defer { pthread_mutex_unlock(self.lock) }
        return body()
    }
}
