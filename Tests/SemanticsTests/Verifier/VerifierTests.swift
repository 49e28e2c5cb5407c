import BandStreams
import Testing

@testable import Semantics

@Suite struct VerifierTests {
    private func verdict(_ one: String, _ other: String) -> Verifier.Verdict {
        let verdict = Verifier.verdict(Array(one.utf8), Array(other.utf8))
        let turned = Verifier.verdict(Array(other.utf8), Array(one.utf8))
        // Which of the two was cached makes no difference.
        #expect(verdict.vetoes == turned.vetoes)
        #expect(abs(verdict.score - turned.score) < 0.2)
        return verdict
    }

    @Test(arguments: [
        ("how do I upgrade to python 3.10", "how do I upgrade to python 3.11", Veto.numbers),
        ("what is 15% of 80", "what is 80% of 15", .numbers),
        ("top 5 songs", "top ten songs", .numbers),
        ("is gpt4 better", "is gpt3 better", .numbers),
        ("what is 5 - 3", "what is 5 + 3", .code),
        ("is it -5 degrees", "is it 5 degrees", .numbers),
        ("convert 10 km", "convert 10 miles", .units),
        ("how much is 20 $ in yen", "how much is 20 € in yen", .units),
        ("price per month", "price per year", .units),
        ("is 30 C hot", "is 30 F hot", .units),
        ("open on monday?", "open on sunday?", .dates),
        ("weather tomorrow", "weather today", .dates),
        ("what happened in May 1990", "what happened in June 1990", .dates),
        ("What is the capital of France?", "What is the capital of Germany?", .names),
        ("what does \"carpe diem\" mean", "what does \"memento mori\" mean", .quotes),
        ("what does “yes” mean", "what does “no” mean", .quotes),
        ("what does `ls -l` do", "what does `ls -a` do", .code),
        ("what is my_var", "what is my_val", .code),
        ("open main.swift", "open test.swift", .code),
        ("how do I write C++", "how do I write C#", .code),
        ("is it safe to eat", "is it not safe to eat", .negation),
        ("why does it work", "why doesn't it work", .negation),
        ("why doesn’t it work", "why does it work", .negation),
        ("tea with milk", "tea without milk", .negation),
        ("how do I increase the volume", "how do I decrease the volume", .opposites),
        ("what is the best phone", "what is the worst phone", .opposites),
        ("where was it found", "when was it found", .question),
        ("who did it", "why did he do it", .question),
        ("what is the way to the station", "wie komme ich zu der station und wann", .language),
        ("what is a cat", "что такое кот", .language),
        ("flights from london to paris", "flights from paris to london", .roles),
        ("convert celsius to fahrenheit", "convert fahrenheit to celsius", .roles),
        ("is aspirin better than ibuprofen", "is ibuprofen better than aspirin", .roles),
        ("does the dog chase the cat", "does the cat chase the dog", .roles),
        ("Does Alice like Bob", "Does Bob like Alice", .roles),
        ("", "what", .unreadable),
    ])
    func whatCanChangeTheAnswerIsVetoed(one: String, other: String, veto: Veto) {
        #expect(self.verdict(one, other).vetoes.contains(veto))
    }

    @Test(arguments: [
        ("How do I reset my password?", "how do i reset my password"),
        ("What's the capital of France?", "what is the capital of france"),
        ("Please tell me how tall Denali is", "how tall is Denali?"),
        ("why doesn't it work", "why does it not work"),
        ("top 5 songs", "top five songs"),
        ("10km in miles", "10 kilometers in miles"),
        ("what year was the radio invented", "when was the radio invented"),
        ("flights from london to paris", "flights to paris from london"),
        ("In Swift, how do I sort a list?", "How do I sort a list in Swift?"),
        ("compare Alice and Bob", "compare Bob and Alice"),
        ("1,000 dollars", "$1000"),
        ("HOW DO I INSTALL DOCKER", "how do I install docker"),
        ("was kostet der Versand und wie lange dauert er", "Wie lange dauert der Versand und was kostet er"),
    ])
    func theSameInOtherWordsIsNotVetoed(one: String, other: String) {
        #expect(self.verdict(one, other).vetoes == [])
    }

    @Test func scoreKnowsParaphrasesFromNearMisses() {
        let same = self.verdict("how do i reset my password", "what's the way to reset my password?").score
        let other = self.verdict("how do i reset my password", "how do i reset my router?").score
        let foreign = self.verdict("how do i reset my password", "why is grass green").score
        #expect(self.verdict("how do i reset it", "How do I reset it?").score > 0.9)
        #expect(same > 0.8)
        #expect(other < 0.5)
        #expect(foreign < 0.35)
    }

    @Test func tooLongIsVetoed() {
        let long = [UInt8](repeating: 0x61, count: Verifier.bytesLimit + 1)
        #expect(Verifier.verdict(long, long).vetoes == .unreadable)
        #expect(Verifier.features(long, [0x61]) == nil)
    }

    /// What any bytes do: an answer between 0 and 1, no trap, and no veto of a text against itself but of one without words.
    @Test func anyBytesHaveAVerdict() {
        var random = SplitMix(seed: 8)
        let pieces =
            [
                "`", "```", "\"", "'", "\u{201c}", "\u{201d}", "\u{e9}", "n't", "5", "-5.", "3,4", "$", "\u{20ac}", " ",
                "a", "Zoo",
                "\u{65e5}", "++", "://", ".", "\u{c3}", "from", "to", "not", "\0",
            ].map { Array($0.utf8) } + [[0xe2], [0xe2, 0x80], [0xc2], [0xc3], [0xf0, 0x9f], [0xff], [0xd0]]
        for _ in 0..<600 {
            let text = (0..<Int(random.next() % 30)).flatMap { _ in pieces[Int(random.next() % UInt64(pieces.count))] }
            let other = (0..<Int(random.next() % 30)).flatMap { _ in pieces[Int(random.next() % UInt64(pieces.count))] }
            let verdict = Verifier.verdict(text, other)
            #expect((0...1).contains(verdict.score))
            #expect(Verifier.verdict(text, text).vetoes.subtracting(.unreadable) == [])
            _ = Judge.compare(text, other)
        }
    }

    @Test(arguments: ["`", "\"", "'", "a,", "5-", "\u{201c}", "\u{65e5}", "no ", "from Paris "])
    func takesTimeInProportionToTheLength(piece: String) {
        let whole = Array(String(repeating: piece, count: Verifier.bytesLimit / piece.utf8.count).utf8)
        let clock = ContinuousClock()
        let spent = clock.measure { _ = Verifier.verdict(whole, whole) }
        // Unoptimised and on a busy machine; quadratic would be minutes.
        #expect(spent < .seconds(5))
    }
}
