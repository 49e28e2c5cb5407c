import Glibc

/// A bounded read of a whole file.
enum FileReading {
    struct Failure: Error {
        let message: String
    }

    static func bytes(of path: String, max: Int) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Failure(message: "the file cannot be opened: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        let chunk = 64 << 10
        while true {
            var failure: Int32 = 0
            let part = [UInt8](unsafeUninitializedCapacity: chunk) { buffer, count in
                let read = read(descriptor, buffer.baseAddress, chunk)
                failure = read < 0 ? errno : 0
                count = Swift.max(0, read)
            }
            if failure == EINTR {
                continue
            }
            guard failure == 0 else {
                throw Failure(message: "the file cannot be read: \(String(cString: strerror(failure)))")
            }
            guard !part.isEmpty else {
                return bytes
            }
            bytes += part
            guard bytes.count <= max else {
                throw Failure(message: "the file is larger than \(max >> 20) MiB")
            }
        }
    }
}
