import Exchange
import Keys

extension StageOperation {
    /// A key that Gatehouse issued is found among a thousand others, and one that nobody has is not.
    static let authenticating = [
        StageOperation("authenticate") {
            let (directory, key) = try Self.directory()
            return Self.lookups(of: key, in: directory)
        },
        StageOperation("authenticate, unknown") {
            let (directory, _) = try Self.directory()
            let (_, stranger) = try Self.directory()
            return Self.lookups(of: stranger, in: directory)
        },
    ]

    private static func lookups(of key: String, in directory: KeyDirectory) -> Repetition {
        { times in
            var sum: UInt64 = 0
            for time in 0..<times {
                switch directory.lookup(key, nowMilliseconds: UInt64(time)) {
                case .caller(let caller): sum &+= UInt64(caller.scope.count)
                case .mistyped: sum &+= 1
                case .unknown: sum &+= 2
                }
            }
            return sum
        }
    }

    private static func directory() throws -> (KeyDirectory, key: String) {
        try withTemporaryFolder { folder in
            let store = try KeyStore.open(data: folder)
            let issued = try store.create(KeyGrant(name: "measured"), now: 0)
            let others = (0..<1000).map { number in
                let secret = (0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
                return DeclaredKey(KeyGrant(name: "other-\(number)"), secret: Secret("declared-\(secret)"))
            }
            return (try store.directory(declared: others), issued.text.reveal())
        }
    }
}
