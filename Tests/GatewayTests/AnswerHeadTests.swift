import Testing

@testable import Gateway

@Suite struct AnswerHeadTests {
    @Test func noValueBeginsAFieldOfItsOwn() {
        var head = AnswerHead(status: 200)
        head.add("x-a", "one\r\nx-evil: two\u{0}")
        head.add("x-n", 18_446_744_073_709_551_615)
        #expect(
            String(decoding: head.lines, as: UTF8.self) == "x-a: one  x-evil: two \r\nx-n: 18446744073709551615\r\n"
        )
    }

    @Test func aReusedSpaceKeepsNothing() {
        var head = AnswerHead(status: 200)
        head.add("x-secret", "text")
        let next = AnswerHead(status: 404, using: head.takeSpace())
        #expect(next.lines.isEmpty)
    }
}
