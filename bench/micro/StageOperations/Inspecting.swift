import Exchange
import Policies

extension StageOperation {
    /// A request is looked at under the policy that is shipped: nothing found, and an address that is redacted.
    static let inspecting =
        [("1 KB", 1024), ("8 KB", 8192), ("64 KB", 65_536)].map { label, size in
            Self.inspection("inspect \(label)", of: SampleRequest(bytes: size))
        } + [
            Self.inspection("inspect 8 KB, redact", of: SampleRequest(bytes: 8192, planted: "write to jane@example.com"))
        ]

    private static func inspection(_ name: String, of request: SampleRequest) -> StageOperation {
        StageOperation(name, bytes: request.body.count) {
            guard let policy = try PolicySet.load(directory: Self.shippedPolicies).policy(named: "default") else {
                throw MissingPolicy(directory: Self.shippedPolicies)
            }
            let tape = try request.scanned()
            let scratch = ScanScratch()
            return { times in
                request.body.withUnsafeBytes { bytes in
                    var sum: UInt64 = 0
                    for _ in 0..<times {
                        let inspection = Inspector.inspect(
                            bytes,
                            tape: tape,
                            side: .request,
                            under: policy,
                            using: scratch
                        )
                        sum &+= UInt64(inspection.findings.count)
                    }
                    return sum
                }
            }
        }
    }

    /// `policies` at the top of this repository.
    private static var shippedPolicies: String {
        var path = #filePath[...]
        for _ in 0..<4 { path = path.prefix { _ in true }.dropLastComponent }
        return "\(path)/policies"
    }

    private struct MissingPolicy: Error {
        var directory: String
    }
}
