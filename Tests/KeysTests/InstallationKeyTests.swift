import Glibc
import Testing

@testable import Keys

@Suite struct InstallationKeyTests {
    @Test func isMadeOnceAndStaysTheSame() throws {
        let folder = try TemporaryFolder()
        let data = "\(folder.path)/a/data"
        let first = try InstallationKey.load(directory: data)
        let second = try InstallationKey.load(directory: data)
        #expect(first.bytes(for: .keys) == second.bytes(for: .keys))
        var status = stat()
        #expect(stat("\(data)/installation.key", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600 && status.st_size == 32)
        #expect(stat(data, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
    }

    @Test func leavesNoDraftBehind() throws {
        let folder = try TemporaryFolder()
        _ = try InstallationKey.load(directory: folder.path)
        #expect(rmdir(folder.path) != 0)
        #expect(unlink("\(folder.path)/installation.key") == 0)
        #expect(rmdir(folder.path) == 0)
    }

    @Test func everyPurposeHasItsOwnKey() throws {
        let folder = try TemporaryFolder()
        let key = try InstallationKey.load(directory: folder.path)
        let derived = [InstallationKey.Purpose.keys, .cache, .findings].map { key.bytes(for: $0) }
        #expect(derived.allSatisfy { $0.count == 32 })
        #expect(Set(derived).count == 3)
    }

    @Test func twoThatStartAtOnceGetTheSameKey() async throws {
        let folder = try TemporaryFolder()
        let data = "\(folder.path)/data"
        let keys = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<16 { group.addTask { try InstallationKey.load(directory: data).bytes(for: .keys) } }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(keys.count == 1)
    }

    @Test(arguments: [0, 31, 33, 100])
    func aFileOfAnotherLengthIsRefused(length: Int) throws {
        let folder = try TemporaryFolder()
        try self.write(length, to: "\(folder.path)/installation.key", mode: 0o600)
        #expect(throws: KeyFault.self) { try InstallationKey.load(directory: folder.path) }
    }

    @Test func aFileThatEverybodyCanReadIsRefused() throws {
        let folder = try TemporaryFolder()
        try self.write(32, to: "\(folder.path)/installation.key", mode: 0o644)
        let fault = #expect(throws: KeyFault.self) { try InstallationKey.load(directory: folder.path) }
        #expect(fault?.description.contains("chmod 600") == true)
    }

    private func write(_ length: Int, to path: String, mode: mode_t) throws {
        let file = open(path, O_WRONLY | O_CREAT, mode)
        try #require(file >= 0)
        defer { close(file) }
        fchmod(file, mode)
        let bytes = [UInt8](repeating: 7, count: length)
        #expect(Glibc.write(file, bytes, length) == length)
    }
}
