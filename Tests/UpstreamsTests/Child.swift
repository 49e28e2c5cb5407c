import Glibc

/// A program that a test runs. Foundation's `Process` waits for its end on a run loop, which a test has none of.
final class Child {
    private let process: pid_t
    /// What it writes to its standard output.
    private let output: Int32

    init(_ path: String, _ arguments: [String]) throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0, fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 else { throw WireError() }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        let status = posix_spawn(&process, path, &actions, nil, &words, environ)
        _ = close(ends[1])
        guard status == 0 else {
            _ = close(ends[0])
            throw WireError()
        }
        self.process = process
        self.output = ends[0]
    }

    /// What is written next, as far as it comes at once.
    func read() -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(self.output, &bytes, bytes.count)
        return String(decoding: bytes[..<max(0, count)], as: UTF8.self)
    }

    func wait() {
        var status: Int32 = 0
        while waitpid(self.process, &status, 0) < 0, errno == EINTR {}
        _ = close(self.output)
    }

    /// Not SIGTERM: a child inherits the signals that the threads of the test runner block.
    func stop() {
        kill(self.process, SIGKILL)
        self.wait()
    }
}
