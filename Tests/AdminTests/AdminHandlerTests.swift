import Exchange
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import Admin

@Suite struct AdminHandlerTests {
    private func makeChannel() throws -> EmbeddedChannel {
        let settings = AdminSettings(
            token: nil,
            hosts: [],
            version: "1",
            ready: { true },
            metrics: { Array("up 1\n".utf8) }
        )
        let channel = EmbeddedChannel()
        try AdminServer.configure(channel) { settings }
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    private func send(_ text: String, to channel: EmbeddedChannel) throws {
        try channel.writeInbound(ByteBuffer(string: text))
    }

    private func read(_ channel: EmbeddedChannel) throws -> String {
        var all = ""
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) { all += String(buffer: bytes) }
        return all
    }

    @Test func answersAndKeepsTheConnection() throws {
        let channel = try self.makeChannel()
        for _ in 0..<3 {
            try self.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", to: channel)
            let answer = try self.read(channel)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.hasSuffix("\r\n\r\nup 1\n"))
            #expect(answer.contains("content-length: 5\r\n"))
        }
        #expect(channel.isActive)
        _ = try channel.finish()
    }

    @Test func answersPipelinedRequestsInOrder() throws {
        let channel = try self.makeChannel()
        try self.send(
            "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /x HTTP/1.1\r\nHost: localhost\r\n\r\n"
                + "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            to: channel
        )
        let statuses = try self.read(channel).split(separator: "\r\n").filter { $0.contains("HTTP/1.1 ") }
        #expect(statuses.map { $0.suffix(3) }.first == " OK")
        #expect(statuses.count == 3)
        #expect(!channel.isActive)
    }

    @Test func sendsNoBodyToHead() throws {
        let channel = try self.makeChannel()
        try self.send("HEAD /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", to: channel)
        let answer = try self.read(channel)
        #expect(answer.contains("content-length: 5\r\n"))
        #expect(answer.hasSuffix("\r\n\r\n"))
        _ = try channel.finish()
    }

    @Test(arguments: [
        "GET /metrics HTTP/1.0\r\nHost: localhost\r\n\r\n",
        "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    ])
    func closesWhereTheClientWantsItTo(request: String) throws {
        let channel = try self.makeChannel()
        try self.send(request, to: channel)
        #expect(try self.read(channel).contains("connection: close\r\n"))
        #expect(!channel.isActive)
    }

    @Test func refusesABodyThatIsTooLargeByItsLength() throws {
        let channel = try self.makeChannel()
        try self.send("POST /api/keys HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65537\r\n\r\n", to: channel)
        #expect(try self.read(channel).hasPrefix("HTTP/1.1 413 "))
        #expect(!channel.isActive)
    }

    @Test func refusesABodyThatGrowsTooLarge() throws {
        let channel = try self.makeChannel()
        try self.send("POST /api/keys HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n", to: channel)
        let chunk = "4000\r\n" + String(repeating: "x", count: 0x4000) + "\r\n"
        for _ in 0..<4 {
            try self.send(chunk, to: channel)
            #expect(try self.read(channel) == "")
        }
        try? self.send(chunk, to: channel)
        #expect(try self.read(channel).hasPrefix("HTTP/1.1 413 "))
        #expect(!channel.isActive)
    }

    @Test(arguments: ["GARBAGE\r\n\r\n", "GET / HTTP/1.1\r\nHost : x\r\n\r\n", "\u{16}\u{3}\u{1}"])
    func closesAfterWhatIsNotHTTP(bytes: String) throws {
        let channel = try self.makeChannel()
        try? self.send(bytes, to: channel)
        #expect(try self.read(channel).hasPrefix("HTTP/1.1 400 "))
        #expect(!channel.isActive)
    }

    @Test func closesOnWhoeverIsTooSlow() throws {
        let channel = try self.makeChannel()
        for byte in "GET /met" {
            try self.send(String(byte), to: channel)
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        }
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive)
    }

    @Test func givesEachRequestItsOwnTime() throws {
        let channel = try self.makeChannel()
        for _ in 0..<5 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(9))
            try self.send("GET /healthz HTTP/1.1\r\n\r\n", to: channel)
            #expect(try self.read(channel).hasPrefix("HTTP/1.1 200 "))
        }
        channel.embeddedEventLoop.advanceTime(by: .seconds(10))
        #expect(!channel.isActive)
    }
}
