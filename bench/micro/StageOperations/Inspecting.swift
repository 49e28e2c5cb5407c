import Exchange
import Foundation
import Policies

extension StageOperation {
    /// A request is looked at under the policy that is shipped: nothing is found, or one address, which is redacted.
    static let inspecting =
        [("1 KB", 1024), ("8 KB", 8192), ("64 KB", 65_536)].map { label, size in
            Self.inspection("inspect \(label)", of: SampleRequest(bytes: size), finding: 0)
        } + [
            Self.inspection(
                "inspect 8 KB, redact",
                of: SampleRequest(bytes: 8192, lastMessage: "write to jane@example.com"),
                finding: 1
            )
        ]

    private static func inspection(_ name: String, of request: SampleRequest, finding expected: Int) -> StageOperation {
        StageOperation(name, bytes: request.body.count) {
            let directory = Self.shippedPolicies
            guard let policy = try PolicySet.load(directory: directory).policy(named: "default") else {
                throw UnfitSample("there is no policy `default` in \(directory)")
            }
            let tape = try request.scanned()
            let scratch = ScanScratch(remembersTexts: false)
            func inspect() -> Int {
                request.body.withUnsafeBytes { bytes in
                    Inspector.inspect(bytes, tape: tape, side: .request, under: policy, using: scratch).findings.count
                }
            }
            let found = inspect()
            guard found == expected else {
                throw UnfitSample("`\(name)` should find \(expected) things and finds \(found)")
            }
            return { times in
                var sum: UInt64 = 0
                for _ in 0..<times { sum &+= UInt64(inspect()) }
                return sum
            }
        }
    }

    /// `policies` at the top of this repository.
    private static var shippedPolicies: String {
        URL(filePath: #filePath).appending(path: "../../../../policies").standardized.path(percentEncoded: false)
    }
}

/// A sample does not do what it is there to measure.
struct UnfitSample: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
