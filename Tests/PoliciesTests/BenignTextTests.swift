import Exchange
import Testing

@testable import Policies

/// Texts that look like something that is hidden, and hide nothing: no view may find anything in them.
@Suite struct BenignTextTests {
    private static let texts: [(name: String, sample: String)] = [
        (
            "UUIDs",
            "{{hex:8}}-{{hex:4}}-{{hex:4}}-{{hex:4}}-{{hex:12}}, {{hex:8}}-{{hex:4}}-{{hex:4}}-{{hex:4}}-{{hex:12}}"
        ),
        ("hashes", "commit {{hex:40}}\nParent: {{hex:40}}\nsha256:{{hex:64}} md5 {{hex:32}}"),
        ("a short log", "{{hex:7}} Mend the parser\n{{hex:7}} Add a test\n{{hex:7}} First commit"),
        (
            "integrity",
            "\"integrity\": \"sha512-{{base64:86}}==\", \"resolved\": \"https://registry.test/a/-/a-1.2.3.tgz\""
        ),
        ("a picture", "![x](data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA{{base64:400}})"),
        ("base64 in lines", "{{base64:76}}\n{{base64:76}}\n{{base64:76}}\n{{base64:40}}=="),
        ("a certificate's fingerprint", "AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01"),
        (
            "a dump",
            "00000000: 7f45 4c46 0201 0100 0000 0000 0000 0000  .ELF............\n00000010: 0300 3e00 0100 0000 5010 0000 0000 0000  ..>.....P......."
        ),
        (
            "minified code",
            "!function(e,t){var n=e[0]*t|0,r=n+1*2**3;return n%r&&a&&b<c>d||\"\\u00e9\\n\"+\"x\"+'y'}(0,1);a.b=c=40;d=\"\\x3c\";"
        ),
        ("regular expressions", #"^(?:\d{3}-)?\w+@[\w\.\-]+\.\w{2,}$ and \bfoo\.bar\b, \u0041-\u005A, [^\s\/]+"#),
        ("a printf", #"printf("%5d %-20s %08x\n%02d%%\t\"%s\"\n", a, b, c, 40, name); // 100%25 of it"#),
        (
            "HTML",
            "<table><tr><td>4111</td><td>1111</td><td>2222</td><td>3333</td></tr></table>&nbsp;&lt;b&gt;&amp;&quot;x&quot;&#160;<br><b>12</b><i>34</i>"
        ),
        (
            "Markdown",
            "| a | b |\n|---|---|\n| 1 | 2 |\n\n* **one** `two` ~~three~~\n* 4 * 5 = 20\n\n```swift\nlet x = a**b\n```\n"
        ),
        (
            "a URL",
            "https://host.test/a%20b/c?q=x%3D1%26y%3D2&redirect=https%253A%252F%252Fother.test%252F%253Fa%253D1&width=40&height=400"
        ),
        ("a query string", "page=20&size=50&from=40&to=60&sort=asc&q=caf%C3%A9"),
        (
            "accents",
            "Zoë Müller hat am 3. März ein Café in Besançon eröffnet; naïve Gäste tranken „Glühwein“ für 12,50 €."
        ),
        ("decomposed accents", "Zoe\u{308} Mu\u{308}ller a\u{300} Besanc\u{327}on, cafe\u{301} nai\u{308}f"),
        ("Russian", "Привет! Мой номер заказа 12345, версия iOS-приложения 4.2, сервер API-шлюза №7 в Москве."),
        ("Greek", "Η έκδοση 2.0 του API κυκλοφόρησε το 2024, με νέα χαρακτηριστικά για iPhone."),
        ("Chinese", "订单号２０２４００１，金额：￥１００．５０，联系人：张先生（销售部）。谢谢！"),
        ("Japanese", "ﾃｽﾄ：第１章、第２章。価格は１，０００円です。バージョン２．５"), ("Arabic", "رقم الطلب ١٢٣٤٥ بتاريخ ٢٠٢٤/٠١/١٥ والسعر ٩٩٫٥٠"),
        ("Hindi", "आदेश संख्या १२३४५ दिनांक १५/०१/२०२४"),
        ("Hebrew", "\u{200f}הזמנה 12345 מיום \u{200e}15/01/2024\u{200f} תודה"),
        ("Persian", "می‌خواهم کتاب‌های ۱۲۳ را ببینم"),
        ("emoji", "👩‍💻 shipped v2.0 🚀🚀 1️⃣ first 2️⃣ second 3️⃣ third ❤️ 👍🏽 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪"),
        ("formulas", "E = mc², x₁ + x₂ = 10³, ½ of 𝑓(𝑥) = 𝑎𝑥² + 𝑏𝑥 + 𝑐, A → B ⇒ C, ∑ᵢ₌₁ⁿ"),
        ("a table of numbers", "1201 3322 4310 9921\n1455 2210 3391 7718\n5512 3901 4410 2219\n"),
        ("a list of numbers", "4532\n1201\n5512\n9921\n4410\n"),
        ("two columns", "12345 678901\n23456 789012\n34567 890123\n"),
        ("a matrix", "5 3 4 6 7 8 9 1 2\n6 7 2 1 9 5 3 4 8\n1 9 8 3 4 2 5 6 7"),
        ("bits", "0 1 0 1 1 0 1 0 0 1 1 1 0 0 1 0"),
        ("bytes of a table", "{12, 45, 67, 101, 99, 120, 45, 66, 32, 40, 88, 99, 100, 110, 115, 34, 56, 78}"),
        (
            "bytes of a key",
            "0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c"
        ),
        (
            "a coloured log",
            "\u{1b}[32mINFO\u{1b}[0m 2024-01-15 started \u{1b}[1mserver2\u{1b}[0m in 12 ms\r\n\u{1b}[31mERROR\u{1b}[0m x9"
        ),
        (
            "a diff",
            "-    let port = 8080\n+    let port = 8443\n-    let name = \"a1\"\n+    let name = \"b2\" + suffix\n"
        ),
        ("numbered code", "41: let a1 = b2\n42: let c3 = d4\n43: return e5_f6\n"),
        ("strings in a row", #"args = ["--name", "web1", "--port", "8080"]; echo "a1" "b2" 'c3'"#),
        ("digits in a list", "1,0,1,1,0,1,0,0,1,0,1,1,1,0,0,1,0,1,1,0"),
        ("an alphabet", "a b c d e f g h i j k l m n o p q r s t u v w x y z"),
        (
            "addresses of the internet",
            "10.0.0.1 192.168.100.200 172.16.254.1/24 255.255.255.0 2001:db8:85a3::8a2e:370:7334"
        ), ("versions", "1.2.3, 2024.01.15, 10.15.7-beta.3, node_modules/a@1.2.3, python3.11.7"),
        ("times", "2024-01-15 10:20:30.123456 +00:00, 2024/01/15 10/20/30, 1705314030, 15.01.2024 10.20"),
        ("numbers with signs", "1,234,567,890 1.234.567.890 1 234 567 890 1_234_567_890 12/34/5678 123-456-7890123"),
        ("order numbers", "INV-2024-001234, PO 4500012345, SKU AB-1234-5678-CD, ISBN 978-3-16-148410-0"),
        ("CSV", "id,a,b,c,d\n1,4532,1201,5512,9921\n2,4410,3391,7718,2219\n3,1455,2210,3901,8812"),
        ("YAML", "a:\n  b_c: 12\n  d_e: x9\nf_g:\n  - h1_i\n  - j2_k\n  - l3_m\n"),
        ("environment", "APP_ENV=prod\nAPP_PORT=8080\nAPP_NAME=shop2\nLOG_LEVEL=info\n"),
        ("identifiers in lines", "user_id\norder_2_item\nfoo1_bar2\nbaz3_qux4\n"),
        ("capitals", "THIS SOFTWARE IS PROVIDED\nWITHOUT WARRANTY OF ANY KIND\nEXPRESS OR IMPLIED"),
        ("concatenation", #"let s = "Hello, " + name + "! You have " + "12" + " new messages" + '.';"#),
        ("JSON in JSON", #"{"a":"{\"b\":\"c\\n\\td\",\"n\":[1,2,3],\"u\":\"\\u00e9\"}"}"#),
        ("a Windows path", #"C:\Users\new\temp\x64\u1234 and \\server\share\file.txt"#),
        ("LaTeX", #"\textbf{x} \& \% \_ \alpha \times 10^{-3} \\ \hline"#),
        (
            "a lone escape",
            "# * ` ~ _ < > + & = % \\ \\\\ && || ** __ ~~ <> <b> &amp; &#; &#x; %% %zz \\u \\x \\u{} =\n"
        ),
    ]

    @Test(arguments: Self.texts.map(\.name))
    func isNotTouched(name: String) throws {
        let fixture = Fixture(try Fixture.shippedRules.get())
        let sample = try #require(Self.texts.first { $0.name == name }).sample
        let text = try SampleText.expand(sample)
        let inspection = try fixture.inspect(text: text, policy: "redacts")
        #expect(inspection.findings.isEmpty && inspection.failures.isEmpty && inspection.outcome == .pass)
        // Nor does the text around it make a difference.
        let within = "Please have a look at this:\n\n\(text)\n\nWhat do you think, is it right?"
        #expect(try fixture.inspect(text: within, policy: "redacts").outcome == .pass)
    }

    /// Numbers by chance: of many tables, lists and columns none may be read as one long number.
    @Test func numbersByChanceAreNoIdentifiers() throws {
        let fixture = Fixture(try Fixture.shippedRules.get())
        for seed in 0..<100 {
            let numbers = try SampleText.expand("{{digits:4}} {{digits:4}} {{digits:5}} {{digits:3}} seed \(seed)")
                .split(separator: " ").dropLast(2).map(String.init)
            for text in [
                numbers.joined(separator: ", "),
                numbers.joined(separator: "\n") + "\n12\n" + numbers.joined(separator: "\n"),
                numbers.joined(separator: " | "),
            ] {
                #expect(try fixture.inspect(text: "Numbers:\n" + text, policy: "redacts").findings.isEmpty, "\(text)")
            }
        }
    }
}
