import Exchange
import Policies
import Settings

/// What a policy finds in the files of a folder.
struct FolderScanReport {
    private let policy: Policy
    /// Those in which something was found or could not be finished.
    private var scans: [ScannedFile] = []
    private var skipped: [Skip] = []
    private var files = 0
    private(set) var findings = 0
    private(set) var blocked = 0

    private struct Skip {
        var name: String
        var reason: String
        /// Binary files are no texts; one that could not be opened may hold anything.
        var isUnread: Bool
    }

    init(policy: Policy) {
        self.policy = policy
    }

    var unread: Int { self.skipped.count { $0.isUnread } }

    mutating func take(_ file: InputFile, _ trial: ScannedFile.Trial, using scratch: ScanScratch) {
        let bytes: [UInt8]
        do throws(InputFile.Fault) {
            bytes = try file.bytes()
        } catch {
            self.skipped.append(Skip(name: file.name, reason: "\(error)", isUnread: true))
            return
        }
        guard !ScannedFile.isBinary(bytes) else {
            self.skipped.append(Skip(name: file.name, reason: "binary", isUnread: false))
            return
        }
        self.files += 1
        let scan = ScannedFile(file.name, bytes, trial, using: scratch)
        self.findings += scan.inspection.findings.count
        if scan.isBlocked { self.blocked += 1 }
        let troubles = !scan.inspection.failures.isEmpty || !scan.inspection.unscannedParts.isEmpty
        if !scan.inspection.findings.isEmpty || troubles { self.scans.append(scan) }
    }

    var text: String {
        let rows = self.scans.flatMap { scan in
            scan.inspection.findings.map { $0.cells + [.init("\(scan.name):\(scan.span(of: $0))")] }
        }
        var lines =
            rows.isEmpty
            ? ["nothing found"] : TextTable.lines([["ACTION", "RULE", "LEVEL", "SEVERITY", "BYTES", "PLACE"]] + rows)
        lines += self.scans.flatMap { scan in scan.inspection.troubles.map { "\(scan.name): \($0)" } }
        lines += self.skipped.map { "skipped \($0.name): \($0.reason)" }
        lines.append(
            "\(self.policy.name)@\(self.policy.revision): \(self.files) files, \(self.findings) findings, "
                + "\(self.blocked) would be blocked, \(self.skipped.count) skipped"
        )
        return lines.joined(separator: "\n")
    }

    var json: JSONValue {
        let files = self.scans.map { scan -> JSONValue in
            [
                "file": .string(scan.name), "outcome": .string(scan.inspection.verdict),
                "findings": scan.findings, "unscanned_parts": .texts(scan.inspection.unscannedParts),
                "failures": .texts(scan.inspection.failures.map { "\($0.rule): \($0.reason.word)" }),
            ]
        }
        let skipped = self.skipped.map { skip -> JSONValue in
            ["file": .string(skip.name), "reason": .string(skip.reason)]
        }
        return [
            "policy": .string(self.policy.name), "revision": .string(self.policy.revision),
            "files": .integer(self.files), "findings": .integer(self.findings), "blocked": .integer(self.blocked),
            "results": .array(files), "skipped": .array(skipped),
        ]
    }
}
