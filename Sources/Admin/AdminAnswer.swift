import Exchange
import NIOHTTP1

/// One answer of the admin listener.
struct AdminAnswer {
    var status: HTTPResponseStatus
    var contentType: String
    var body: [UInt8]
    /// Fields besides those that every answer has.
    var headers: [(name: String, value: String)] = []

    static func json(_ status: HTTPResponseStatus, _ body: [UInt8]) -> AdminAnswer {
        AdminAnswer(status: status, contentType: "application/json", body: body)
    }

    static func text(_ body: [UInt8]) -> AdminAnswer {
        AdminAnswer(status: .ok, contentType: "text/plain; version=0.0.4; charset=utf-8", body: body)
    }

    /// A refusal in the shape of the data listener's first surface.
    static func refusal(_ status: HTTPResponseStatus, _ code: Refusal.Code, _ message: String) -> AdminAnswer {
        var body: [UInt8] = []
        body.append(ascii: #"{"error":{"message":""#)
        JSONEscape.append(message, to: &body)
        body.append(ascii: #"","type":"invalid_request_error","param":null,"code":""#)
        body.append(utf8: code.rawValue)
        body.append(ascii: "\"}}\n")
        return .json(status, body)
    }
}
