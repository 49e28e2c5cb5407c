import Exchange
import Ledger

extension StageOperation {
    /// The line that the log has of a request.
    static let recording = [
        StageOperation("log line") {
            var random = LoopRandom(seed: 1)
            let time: UInt64 = 1_720_000_000_000
            var record = RequestRecord(id: RequestID(wallClock: time, random: &random), time: time)
            record.keyID = "kid0123456789"
            record.keyName = "a key of the billing team"
            record.team = "billing"
            record.method = "POST"
            record.route = .chatCompletions
            record.model = "gpt-4o-mini"
            record.target = "openai/gpt-4o-mini"
            record.status = 200
            record.cache = .miss
            record.policy = "default@1f2e3d4c5b6a"
            record.action = .allow
            record.usage = TokenUsage(prompt: 120, completion: 40)
            record.bytesIn = 512
            record.bytesOut = 640
            record.attempts = 1
            for stage in Stage.allCases { record.stages.add(12_000, to: stage) }
            record.firstByte = 1_200_000
            record.total = 1_300_000
            var line: [UInt8] = []
            return { times in
                var sum: UInt64 = 0
                for _ in 0..<times {
                    line.removeAll(keepingCapacity: true)
                    record.appendLine(to: &line)
                    sum &+= UInt64(line.count)
                }
                return sum
            }
        }
    ]
}
