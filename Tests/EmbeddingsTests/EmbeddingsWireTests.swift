import Foundation
import Testing

@testable import Embeddings

@Suite struct EmbeddingsWireTests {
    static func body(_ request: EmbeddingsRequest, _ text: [UInt8]) -> String {
        String(decoding: text.withUnsafeBytes { request.body(for: $0) }, as: UTF8.self)
    }

    static func read(_ body: String, dimensions: Int? = nil) throws -> EmbeddingsAnswer {
        try Array(body.utf8).withUnsafeBytes { bytes throws(EmbeddingsAnswer.Fault) in
            try EmbeddingsAnswer(bytes, dimensions: dimensions)
        }
    }

    @Test func theRequestIsOneTextAsJSON() throws {
        let request = EmbeddingsRequest(model: "text-\"embedding\"", dimensions: 256)
        let text = "line\n\"quoted\" \\ é \u{1}"
        let body = Self.body(request, Array(text.utf8))
        let object = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
        #expect(object?["model"] as? String == "text-\"embedding\"")
        #expect(object?["input"] as? String == text)
        #expect(object?["encoding_format"] as? String == "float")
        #expect(object?["dimensions"] as? Int == 256)
        #expect(object?.count == 4)
    }

    @Test func dimensionsAreNamedOnlyIfAsked() {
        let body = Self.body(EmbeddingsRequest(model: "m"), Array("hi".utf8))
        #expect(body == #"{"model":"m","input":"hi","encoding_format":"float"}"#)
    }

    @Test func bytesThatAreNotUTF8StillMakeJSON() throws {
        let body = Self.body(EmbeddingsRequest(model: "m"), [0x61, 0xFF, 0x62])
        #expect(body == "{\"model\":\"m\",\"input\":\"a\u{FFFD}b\",\"encoding_format\":\"float\"}")
    }

    @Test func theVectorBecomesOneOfLengthOne() throws {
        let answer = try Self.read(
            #"{"object":"list","data":[{"object":"embedding","index":0,"embedding":[3e0,-4,0.0]}],"usage":{"prompt_tokens":7}}"#,
            dimensions: 3
        )
        #expect(answer.vector == [0.6, -0.8, 0])
        #expect(answer.promptTokens == 7)
        #expect(try Self.read(#"{"error":null,"data":[{"embedding":[1e-30]}]}"#).vector == [1])
        #expect(
            try Self.read(#"{"data":[{"embedding":[3e38,3e38]}]}"#).vector.allSatisfy { abs($0 - 0.70710677) < 1e-6 }
        )
    }

    @Test(arguments: [
        "", "nonsense", "[]", "{}", #"{"data":{}}"#, #"{"data":[]}"#, #"{"data":[1]}"#, #"{"data":[{}]}"#,
        #"{"data":[{"embedding":"AACAPw=="}]}"#, #"{"data":[{"embedding":[]}]}"#, #"{"data":[{"embedding":[1,"2"]}]}"#,
        #"{"data":[{"embedding":[1,null]}]}"#, #"{"data":[{"embedding":[1]},{"embedding":[2]}]}"#,
        #"{"data":[{"embedding":[1],"embedding":[2]}]}"#, #"{"data":[{"embedding":[[1]]}]}"#,
        #"{"data":[{"embedding":[1]}]} x"#, #"{"data":[{"embedding":[NaN]}]}"#,
    ])
    func anAnswerOfAnotherFormIsRefused(_ body: String) {
        #expect(throws: EmbeddingsAnswer.Fault.self) { try Self.read(body) }
    }

    @Test func eachFaultSaysWhatItIs() {
        let vector = #"{"data":[{"embedding":[1,2]}]}"#
        #expect(throws: EmbeddingsAnswer.Fault.wrongDimensions(2, expected: 3)) { try Self.read(vector, dimensions: 3) }
        #expect(throws: EmbeddingsAnswer.Fault.zero) { try Self.read(#"{"data":[{"embedding":[0,-0.0]}]}"#) }
        #expect(throws: EmbeddingsAnswer.Fault.notFinite) { try Self.read(#"{"data":[{"embedding":[1e39]}]}"#) }
        #expect(throws: EmbeddingsAnswer.Fault.refused) { try Self.read(#"{"error":{"message":"no"}}"#) }
        let large = String(repeating: " ", count: EmbeddingsAnswer.bytesMax + 1)
        #expect(throws: EmbeddingsAnswer.Fault.tooLarge(bytes: large.utf8.count)) { try Self.read(large) }
        let many = "[" + String(repeating: "1,", count: EmbeddingsAnswer.dimensionsMax) + "1]"
        #expect(throws: EmbeddingsAnswer.Fault.self) { try Self.read(#"{"data":[{"embedding":\#(many)}]}"#) }
    }
}
