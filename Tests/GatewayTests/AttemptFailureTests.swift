import Exchange
import NIOCore
import Testing
import Upstreams

@testable import Gateway

@Suite struct AttemptFailureTests {
    fileprivate let target = Target(
        provider: Provider(name: "acme", kind: .openAI, baseURL: "https://a.example/v1", key: Secret("operator-key-1")),
        model: "m"
    )

    private func refused(_ status: Int, _ body: String) -> RefusedAnswer {
        let failure = AttemptFailure.status(status, retryAfter: nil, body: ByteBuffer(string: body))
        return failure.refused(by: self.target, tellsWords: true)
    }

    @Test(arguments: [
        (400, 400), (404, 404), (409, 409), (422, 422), (401, 502), (402, 502), (403, 502), (429, 429), (500, 502),
        (502, 502), (503, 503), (504, 504), (529, 503), (302, 502),
    ])
    func aProvidersStatusBecomesTheCallers(provider: Int, caller: Int) {
        #expect(self.refused(provider, "{}").status == caller)
    }

    @Test func theOperatorsKeyIsNotToldToACaller() {
        for status in [400, 401, 429, 500] {
            let refused = self.refused(status, #"{"error":{"message":"bad key operator-key-1, see docs"}}"#)
            #expect(!refused.body.message.contains("operator-key-1"))
        }
    }

    @Test(arguments: [
        (UpstreamFailure.Kind.resolve, 503), (.connect, 503), (.closed, 503), (.tls, 502), (.reset, 502), (.cut, 502),
        (.timeout(.total), 504), (.tooLarge, 502), (.badAnswer, 502),
    ])
    func aFailedCallIsNeverAnInnerError(kind: UpstreamFailure.Kind, status: Int) {
        let failure = AttemptFailure.transport(UpstreamFailure(kind, "it failed"))
        #expect(failure.refused(by: self.target, tellsWords: true).status == status)
    }
}

extension AttemptFailureTests {
    @Test func aProvidersWordsAreWithheldWhereAPolicyInspectsAnswers() {
        let body = ByteBuffer(string: #"{"error":{"message":"you said bluebird"}}"#)
        for status in [400, 422, 429] {
            let failure = AttemptFailure.status(status, retryAfter: nil, body: body)
            #expect(failure.refused(by: self.target, tellsWords: true).body.message.contains("bluebird"))
            let withheld = failure.refused(by: self.target, tellsWords: false)
            #expect(withheld.status == status)
            #expect(!withheld.body.message.contains("bluebird"))
        }
    }
}
