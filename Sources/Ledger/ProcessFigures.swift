import Glibc

/// What the system says of this process, under the names that Prometheus clients use.
struct ProcessFigures {
    var residentBytes: UInt64 = 0
    var cpuNanoseconds: UInt64 = 0
    var openDescriptors: UInt64 = 0
    var descriptorsMax: UInt64 = 0

    /// What cannot be read is 0.
    static func read() -> ProcessFigures {
        var figures = ProcessFigures()
        // statm: sizes in pages, the second one is resident.
        let sizes = Self.contents(of: "/proc/self/statm").split(separator: 0x20)
        if sizes.count > 1, let pages = UInt64(String(decoding: sizes[1], as: UTF8.self)) {
            figures.residentBytes = pages &* UInt64(clamping: sysconf(Int32(_SC_PAGESIZE)))
        }
        var cpu = timespec()
        if clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu) == 0 {
            figures.cpuNanoseconds = UInt64(clamping: cpu.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: cpu.tv_nsec)
        }
        figures.openDescriptors = Self.countOpenDescriptors()
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            figures.descriptorsMax = UInt64(limit.rlim_cur)
        }
        return figures
    }

    func write(to text: inout MetricsText, startedAt: UInt64) {
        text.family("process_resident_memory_bytes", .gauge, "Resident memory of the process.")
        text.sample(self.residentBytes)
        text.family("process_cpu_seconds_total", .counter, "User and system time of the process.")
        text.sample(nanoseconds: self.cpuNanoseconds)
        text.family("process_open_fds", .gauge, "Open file descriptors.")
        text.sample(self.openDescriptors)
        text.family("process_max_fds", .gauge, "File descriptors that the process may open.")
        text.sample(self.descriptorsMax)
        text.family("process_start_time_seconds", .gauge, "When the process began, in seconds since 1970.")
        text.sample(nanoseconds: startedAt.multipliedReportingOverflow(by: 1_000_000).partialValue)
    }

    private static func countOpenDescriptors() -> UInt64 {
        guard let directory = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(directory) }
        var count: UInt64 = 0
        while readdir(directory) != nil { count += 1 }
        // Not `.`, `..` and the descriptor of the directory itself.
        return count > 3 ? count - 3 : 0
    }

    private static func contents(of path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        return [UInt8](unsafeUninitializedCapacity: 256) { buffer, count in
            count = max(Glibc.read(descriptor, buffer.baseAddress, buffer.count), 0)
        }
    }
}
