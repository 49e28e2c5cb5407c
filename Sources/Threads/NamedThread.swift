internal import Glibc
internal import Synchronization

/// A named thread that no signal is delivered to, and that is joined once.
package final class NamedThread: Sendable {
    private let thread: Mutex<pthread_t?>

    private final class Start {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// - Parameter name: of which the first 15 bytes are shown by `top` and the like.
    package init(name: String, _ body: @escaping @Sendable () -> Void) throws(ThreadError) {
        let start = Unmanaged.passRetained(Start(name: String(name.prefix(15)), body: body))
        // A thread inherits the mask: all is blocked around the creation, so no signal ever lands on it.
        var all = sigset_t()
        var old = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &old)
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else {
                    return nil
                }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                NamedThread.nameCurrent(start.name)
                start.body()
                return nil
            },
            start.toOpaque()
        )
        pthread_sigmask(SIG_SETMASK, &old, nil)
        guard code == 0 else {
            start.release()
            throw ThreadError(code: code, name: name)
        }
        self.thread = Mutex(thread)
    }

    /// Waits for the end of the thread, the first time; a thread that would wait for itself is let go instead.
    package func join() {
        let thread = self.thread.withLock { thread in
            defer {
                thread = nil
            }
            return thread
        }
        guard let thread else {
            return
        }
        if pthread_equal(thread, pthread_self()) != 0 {
            pthread_detach(thread)
        } else {
            pthread_join(thread, nil)
        }
    }

    /// `pthread_setname_np` is hidden without `_GNU_SOURCE`, which Swift does not set, and `prctl` is variadic.
    private static func nameCurrent(_ name: String) {
        guard let file = fopen("/proc/thread-self/comm", "w") else {
            return
        }
        fputs(name, file)
        fclose(file)
    }
}

/// The system gave no thread.
package struct ThreadError: Error, Sendable, Hashable, CustomStringConvertible {
    /// As `errno` numbers them.
    package let code: Int32
    package let name: String

    package var description: String {
        "the thread `\(self.name)` cannot be started: \(String(cString: strerror(self.code)))"
    }
}
