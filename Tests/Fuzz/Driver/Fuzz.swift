import CLibFuzzer
import Foundation
import FuzzBodies

/// `Fuzz TARGET [options of libFuzzer] [FOLDER]…`, and the two ways between a folder of inputs and the file that is kept:
/// `Fuzz unpack FILE FOLDER`, `Fuzz pack FOLDER FILE`.
@main
enum Fuzz {
    /// libFuzzer calls with nothing but the input. It is set once, before the first call, and there is one thread.
    nonisolated(unsafe) private static var target = FuzzTarget.scanner
    nonisolated(unsafe) private static var bench: FuzzBench?
    private static let variable = "GATEHOUSE_FUZZ_TARGET"
    /// More inputs of a target are not kept: the tests run them all.
    private static let keptMax = 60

    static func main() throws {
        let arguments = CommandLine.arguments
        switch arguments.dropFirst().first {
        case "unpack" where arguments.count == 4: try self.unpack(arguments[2], to: arguments[3])
        case "pack" where arguments.count == 4: try self.pack(arguments[2], to: arguments[3])
        case let name? where FuzzTarget(rawValue: name) != nil:
            // libFuzzer starts the program again for parts of its work, with arguments of its own.
            setenv(self.variable, name, 1)
            try self.drive(without: 1)
        case _ where getenv(self.variable) != nil:
            try self.drive(without: nil)
        default:
            let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: "|")
            FileHandle.standardError.write(Data("usage: Fuzz \(names) [options of libFuzzer] [FOLDER]…\n".utf8))
            exit(64)
        }
    }

    /// - Parameter index: of the argument that is not libFuzzer's business.
    private static func drive(without index: Int?) throws {
        let name = getenv(self.variable).map { String(cString: $0) } ?? ""
        self.target = FuzzTarget(rawValue: name) ?? self.target
        self.bench = try FuzzBench()
        var values = CommandLine.arguments.enumerated().filter { $0.offset != index }.map { strdup($0.element) }
        values.append(nil)
        var count = CInt(values.count - 1)
        values.withUnsafeMutableBufferPointer { values in
            var base = values.baseAddress
            _ = LLVMFuzzerRunDriver(&count, &base) { data, size in
                Fuzz.run(UnsafeRawBufferPointer(start: data, count: size))
                return 0
            }
        }
    }

    private static func run(_ input: UnsafeRawBufferPointer) {
        guard let bench = Fuzz.bench else { preconditionFailure("the bench is made before the first run") }
        do {
            try Fuzz.target.run(input, on: bench)
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            // libFuzzer keeps the input of what aborts.
            abort()
        }
    }

    private static func unpack(_ file: String, to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (index, input) in FuzzCorpus.decode(try String(contentsOfFile: file, encoding: .utf8)).enumerated() {
            try Data(input).write(to: URL(fileURLWithPath: "\(folder)/kept-\(index)"))
        }
    }

    /// Some of every length, the shortest first, so that two corpora can be compared.
    private static func pack(_ folder: String, to file: String) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let lines = Set(
            try names.map { FuzzCorpus.encode(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)"))) }
        )
        let sorted = lines.filter { !$0.isEmpty }.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
        let most = min(sorted.count, self.keptMax)
        let kept = (0..<most).map { sorted[$0 * sorted.count / most] }
        try (kept.joined(separator: "\n") + "\n").write(toFile: file, atomically: true, encoding: .utf8)
    }
}
