import Semantics

#if canImport(Glibc)
import Glibc
#endif

/// What the bands have earned, in a file: it survives a restart, and another process can read it while a server runs.
///
/// A head of sixteen bytes (a magic word and a checksum of the rest), then for each route its name and its state, each with its
/// length in four little-endian bytes. Written anew as a whole and put in the place of the old one, so that a reader finds
/// the one or the other.
package enum BandFile {
    private static let magic: UInt64 = 0x3142_444e_4142_4847
    private static let headBytes = 16
    /// A larger file is not ours.
    private static let bytesMax = 256 << 20

    package struct Unreadable: Error, CustomStringConvertible {
        package var description: String
    }

    /// Nothing if there is no such file.
    package static func read(_ path: String) throws(Unreadable) -> [(route: [UInt8], state: [UInt8])] {
        guard let bytes = try BandFile.bytes(path) else { return [] }
        guard bytes.count >= headBytes, BandFile.word(bytes, at: 0) == magic,
            BandFile.word(bytes, at: 8) == BandFile.checksum(bytes)
        else { throw Unreadable(description: "\(path) is damaged: what the bands had earned begins anew") }
        var routes: [(route: [UInt8], state: [UInt8])] = []
        var at = headBytes
        while at < bytes.count {
            guard let route = BandFile.field(bytes, &at), let state = BandFile.field(bytes, &at) else {
                throw Unreadable(description: "\(path) is cut short: what the bands had earned begins anew")
            }
            routes.append((route, state))
        }
        return routes
    }

    package static func write(_ routes: [(route: [UInt8], state: [UInt8])], to path: String) throws(Unreadable) {
        var bytes = [UInt8](repeating: 0, count: headBytes)
        for (route, state) in routes {
            for field in [route, state] {
                withUnsafeBytes(of: UInt32(truncatingIfNeeded: field.count).littleEndian) {
                    bytes.append(contentsOf: $0)
                }
                bytes.append(contentsOf: field)
            }
        }
        let checksum = BandFile.checksum(bytes)
        bytes.withUnsafeMutableBytes {
            $0.storeBytes(of: magic.littleEndian, as: UInt64.self)
            $0.storeBytes(of: checksum.littleEndian, toByteOffset: 8, as: UInt64.self)
        }
        let next = path + ".next"
        let file = open(next, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("cannot write", next) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
                return Glibc.write(file, rest.baseAddress, rest.count)
            }
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                let error = failure("cannot write", next)
                close(file)
                throw error
            }
            written += count
        }
        let isSynced = fsync(file) == 0
        close(file)
        guard isSynced, rename(next, path) == 0 else { throw failure("cannot write", path) }
    }

    private static func bytes(_ path: String) throws(Unreadable) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("cannot read", path)
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = piece.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            guard count > 0, bytes.count + count <= bytesMax else {
                if count < 0, errno == EINTR { continue }
                throw failure("cannot read", path)
            }
            bytes.append(contentsOf: piece[..<count])
        }
    }

    private static func failure(_ what: String, _ path: String) -> Unreadable {
        Unreadable(description: "\(what) \(path): \(String(cString: strerror(errno)))")
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt64 {
        var checksum = Checksum(seed: magic)
        bytes.withUnsafeBytes { checksum.add(UnsafeRawBufferPointer(rebasing: $0[headBytes...])) }
        return checksum.value
    }

    private static func word(_ bytes: [UInt8], at offset: Int) -> UInt64 {
        bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
    }

    private static func field(_ bytes: [UInt8], _ at: inout Int) -> [UInt8]? {
        guard bytes.count - at >= 4 else { return nil }
        let count = bytes.withUnsafeBytes {
            Int(UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
        }
        guard bytes.count - at - 4 >= count else { return nil }
        defer { at += 4 + count }
        return Array(bytes[at + 4..<at + 4 + count])
    }
}
