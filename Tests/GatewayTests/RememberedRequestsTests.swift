import Cache
import Exchange
import Testing
import Upstreams

@testable import Gateway

@Suite struct RememberedRequestsTests {
    private let caller = Caller(keyID: "a", name: "a")
    private let requests = RememberedRequests()

    private func fields(
        _ caller: Caller? = nil,
        endpoint: Endpoint = .chatCompletions,
        namespace: String? = nil,
        beta: String? = nil
    ) -> RememberedRequest.Fields {
        RememberedRequest.Fields(
            caller: caller ?? self.caller,
            endpoint: endpoint,
            dialect: .openAI,
            namespace: namespace,
            anthropicVersion: nil,
            anthropicBeta: beta
        )
    }

    private func remember(_ body: [UInt8], _ fields: RememberedRequest.Fields, model: String = "m") throws {
        let digest = try #require([UInt8](repeating: 7, count: 32).withUnsafeBytes { Fingerprint($0) })
        let stages = RememberedRequest.Stages(
            request: RequestScan(),
            modelRange: 10..<11,
            modelName: model,
            route: Route(name: model, targets: []),
            inspection: nil,
            fingerprint: digest
        )
        body.withUnsafeBytes { self.requests.remember($0, fields, stages) }
    }

    private func find(_ body: [UInt8], _ fields: RememberedRequest.Fields) -> RememberedRequest? {
        body.withUnsafeBytes { self.requests.find($0, fields) }
    }

    @Test(arguments: [0, 1, 15, 16, 17, 500, 1024, 1025, 2048, 5000])
    func findsABodyAgainAndNoOther(count: Int) throws {
        let body = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try self.remember(body, self.fields())
        #expect(self.find(body, self.fields())?.stages.modelName == "m")
        #expect(self.find(body + [0], self.fields()) == nil)
        // Also where the cheap hash does not look.
        for place in body.indices {
            var other = body
            other[place] ^= 1
            #expect(self.find(other, self.fields()) == nil, "byte \(place)")
        }
    }

    @Test func holdsForOneCallerAndOneSetOfFields() throws {
        let body = Array("{}".utf8)
        try self.remember(body, self.fields())
        // Another object with the same id is the same key under another configuration.
        #expect(self.find(body, self.fields(Caller(keyID: "a", name: "a"))) == nil)
        #expect(self.find(body, self.fields(endpoint: .embeddings)) == nil)
        #expect(self.find(body, self.fields(namespace: "n")) == nil)
        #expect(self.find(body, self.fields(beta: "b")) == nil)
        #expect(self.find(body, self.fields()) != nil)
    }

    @Test func forgetsWhenItIsToldTo() throws {
        let body = Array("{}".utf8)
        try self.remember(body, self.fields())
        self.requests.removeAll()
        #expect(self.find(body, self.fields()) == nil)
    }

    @Test func aNewcomerTakesThePlaceOfTheSameRequest() throws {
        let body = Array("{}".utf8)
        try self.remember(body, self.fields(), model: "old")
        try self.remember(body, self.fields(), model: "new")
        #expect(self.find(body, self.fields())?.stages.modelName == "new")
    }
}
