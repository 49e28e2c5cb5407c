import Exchange
internal import Upstreams

extension ExchangeHandler {
    /// `GET /v1/models` and `GET /v1/models/{id}`: what this caller may ask for, in the shape of the SDK that asks.
    func modelsAnswer() throws(Refusal) -> LocalAnswer {
        let caller = self.caller ?? .open
        let isAnthropic = self.facts.anthropicVersion != nil
        if isAnthropic { self.dialect = .anthropic }
        if case .model(let escaped) = self.path {
            guard let name = Self.unescaped(escaped) else {
                throw Refusal(.modelNotFound, "There is no such model here; see GET /v1/models.", param: "model")
            }
            _ = try self.snapshot.routes.route(to: name, for: caller)
            var body: [UInt8] = []
            Self.append(name, isAnthropic, to: &body)
            return LocalAnswer(200, body)
        }
        let names = self.snapshot.routes.modelNames(for: caller)
        var body: [UInt8] = []
        body.append(ascii: isAnthropic ? "{\"data\":[" : "{\"object\":\"list\",\"data\":[")
        for (index, name) in names.enumerated() {
            if index > 0 { body.append(0x2C) }
            Self.append(name, isAnthropic, to: &body)
        }
        body.append(0x5D)
        if isAnthropic {
            body.append(ascii: ",\"has_more\":false,\"first_id\":")
            Self.append(names.first, to: &body)
            body.append(ascii: ",\"last_id\":")
            Self.append(names.last, to: &body)
        }
        body.append(0x7D)
        return LocalAnswer(200, body)
    }

    private static func append(_ name: String, _ isAnthropic: Bool, to body: inout [UInt8]) {
        body.append(ascii: isAnthropic ? "{\"type\":\"model\",\"id\":" : "{\"object\":\"model\",\"id\":")
        Self.append(name, to: &body)
        if isAnthropic {
            body.append(ascii: ",\"display_name\":")
            Self.append(name, to: &body)
            body.append(ascii: ",\"created_at\":\"1970-01-01T00:00:00Z\"}")
        } else {
            body.append(ascii: ",\"created\":0,\"owned_by\":\"gatehouse\"}")
        }
    }

    private static func append(_ text: String?, to body: inout [UInt8]) {
        guard let text else {
            body.append(ascii: "null")
            return
        }
        body.append(0x22)
        JSONEscape.append(text, to: &body)
        body.append(0x22)
    }

    /// The text of a percent-encoded path segment; nil where that is not UTF-8. `RequestPath` has refused broken escapes.
    private static func unescaped(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = text.prefix { $0 != "?" }.utf8[...]
        while let byte = rest.popFirst() {
            if byte == 0x25, let high = rest.popFirst()?.hexValue, let low = rest.popFirst()?.hexValue {
                bytes.append(high << 4 | low)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
