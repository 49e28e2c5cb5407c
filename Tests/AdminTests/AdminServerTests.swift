import Admin
import Exchange
import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

@Suite struct AdminServerTests {
    private func settings(version: String = "1") -> AdminSettings {
        AdminSettings(token: nil, hosts: [], version: version, ready: { true }, metrics: { [] })
    }

    private func start(_ settings: AdminSettings) async throws -> AdminServer {
        try await AdminServer.start(
            group: MultiThreadedEventLoopGroup.singleton,
            address: SocketAddress(ipAddress: "127.0.0.1", port: 0),
            settings: settings
        )
    }

    private func connect(to server: AdminServer) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: server.port) { channel in
                channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
            }
    }

    /// Sends a request and reads until the server closes.
    private func ask(_ path: String, of server: AdminServer) async throws -> String {
        try await self.connect(to: server).executeThenClose { inbound, outbound in
            try await outbound.write(
                ByteBuffer(string: "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            )
            var all = ""
            for try await bytes in inbound { all += String(buffer: bytes) }
            return all
        }
    }

    @Test func answersUnderTodaysSettings() async throws {
        let server = try await self.start(self.settings(version: "1"))
        #expect(
            try await self.ask("/api/version", of: server).hasSuffix("{\"name\":\"gatehouse\",\"version\":\"1\"}\n")
        )
        server.update(self.settings(version: "2"))
        #expect(
            try await self.ask("/api/version", of: server).hasSuffix("{\"name\":\"gatehouse\",\"version\":\"2\"}\n")
        )
        await server.stop()
    }

    @Test func closesConnectionsBeyondItsLimit() async throws {
        let server = try await self.start(self.settings())
        var held: [any Channel] = []
        for _ in 0..<AdminServer.connectionsMax {
            held.append(
                try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                    .connect(host: "127.0.0.1", port: server.port)
                    .get()
            )
        }
        // Accepted in order, so this one comes after all of those.
        let answer = try? await self.ask("/healthz", of: server)
        #expect(answer == nil || answer == "")
        for channel in held { try await channel.close().get() }
        await server.stop()
    }

    @Test func closesItsConnectionsWhenItStops() async throws {
        let server = try await self.start(self.settings())
        let held = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: server.port)
            .get()
        _ = try await self.ask("/healthz", of: server)
        await server.stop()
        try await held.closeFuture.get()
    }
}
