internal import Glibc

/// A file as read-only memory, for as long as the object lives. Its pages are read when they are first used and are shared
/// with whoever maps the same file.
///
/// `@unchecked Sendable`: nothing writes to the memory. A file that is truncated under the mapping would end the process at
/// the next access (`mmap(2)`, SIGBUS), so models are replaced by renaming, as scripts/fetch-model does.
final class MappedFile: @unchecked Sendable {
    let path: String
    let bytes: UnsafeRawBufferPointer

    init(path: String) throws(EmbeddingModelError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw EmbeddingModelError(.unreadable(MappedFile.systemMessage()), path: path)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw EmbeddingModelError(.unreadable(MappedFile.systemMessage()), path: path)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw EmbeddingModelError(.unreadable("it is not a file"), path: path)
        }
        let count = Int(status.st_size)
        guard count > 0 else { throw EmbeddingModelError(.malformed("it is empty"), path: path) }
        guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            throw EmbeddingModelError(.unreadable(MappedFile.systemMessage()), path: path)
        }
        self.path = path
        self.bytes = UnsafeRawBufferPointer(start: start, count: count)
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: self.bytes.baseAddress), self.bytes.count)
    }

    /// Drops the pages that were read so far from this process's memory; they are read again when they are used.
    func releasePages() {
        madvise(UnsafeMutableRawPointer(mutating: self.bytes.baseAddress), self.bytes.count, MADV_DONTNEED)
    }

    private static func systemMessage() -> String {
        String(cString: strerror(errno))
    }
}
