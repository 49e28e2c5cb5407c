/// Writes prose and program text of ordinary words, with the numbers, names and punctuation that such text has.
enum WrittenTexts {
    /// Paragraphs of sentences, wrapped nowhere, as people type them into a chat.
    static func prose(bytes: Int) -> String {
        var random = SeededRandom(seed: 11)
        var text = ""
        while text.utf8.count < bytes {
            for _ in 0..<(2 + random.below(5)) { text += WrittenTexts.sentence(&random) + " " }
            text += "\n\n"
        }
        return text
    }

    /// Functions with their comments, in the manner of several languages.
    static func code(bytes: Int) -> String {
        var random = SeededRandom(seed: 13)
        var text = ""
        while text.utf8.count < bytes {
            text += "func \(WrittenTexts.name(&random))(\(WrittenTexts.name(&random)): Int) -> String {\n"
            text += "    // \(WrittenTexts.sentence(&random))\n"
            for _ in 0..<(2 + random.below(8)) { text += "    " + WrittenTexts.line(&random) + "\n" }
            text += "}\n\n"
        }
        return text
    }

    private static func sentence(_ random: inout SeededRandom) -> String {
        var words = (0..<(5 + random.below(16))).map { _ in WrittenTexts.word(&random) }
        words[0] = words[0].prefix(1).uppercased() + words[0].dropFirst()
        if random.once(in: 3) { words[words.count / 2] += "," }
        if random.once(in: 9) { words[words.count / 3] = "\"\(words[words.count / 3])\"" }
        if random.once(in: 11) { words[words.count / 4] = "(\(words[words.count / 4]))" }
        return words.joined(separator: " ") + random.pick([".", ".", ".", ".", "?", "!", ":", ";"])
    }

    private static func word(_ random: inout SeededRandom) -> String {
        switch random.below(60) {
        case 0: String(1 + random.below(400))
        case 1: "\(1950 + random.below(80))"
        case 2: "\(random.below(90)).\(random.below(10)) %"
        case 3: random.pick(WrittenTexts.names)
        case 4: random.pickCommon(WrittenTexts.words) + "-" + random.pickCommon(WrittenTexts.words)
        case 5: random.pickCommon(WrittenTexts.words) + "'s"
        default: random.pickCommon(WrittenTexts.words)
        }
    }

    private static func line(_ random: inout SeededRandom) -> String {
        let (first, second) = (WrittenTexts.name(&random), WrittenTexts.name(&random))
        return switch random.below(9) {
        case 0: "let \(first) = self.\(second)(at: \(random.below(64)))"
        case 1: "if \(first) == nil || \(second).count > \(random.below(1000)) { return \"\" }"
        case 2: "for \(first) in 0..<\(second).count { total += weights[\(first)] }"
        case 3: "\(first).append(\"\(random.pickCommon(WrittenTexts.words)) \(random.pickCommon(WrittenTexts.words))\")"
        case 4: "mask &= 0x\(String(random.next() & 0xffff, radix: 16))"
        case 5: "\(first)[\"\(second)\"] = {\"id\": \(random.below(10_000)), \"done\": true, \"note\": null}"
        case 6: "assert(\(first) <= \(second), f'{\(first)} is more than {\(second)}')"
        case 7: "print(\"\(random.pickCommon(WrittenTexts.words)): %d\\n\", \(first) % \(1 + random.below(97)));"
        default: "guard let \(first) = \(second)?.first else { throw Fault.\(first) }"
        }
    }

    /// `camelCase` or `snake_case`.
    private static func name(_ random: inout SeededRandom) -> String {
        let words = (0...random.below(3)).map { _ in random.pick(WrittenTexts.words) }
        if random.once(in: 3) { return words.joined(separator: "_") }
        return words.dropFirst().reduce(words[0]) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
    }

    private static let names = [
        "Alice", "Boston", "Clara", "Denmark", "Elena", "Florence", "Greta", "Hamburg", "Ivan", "Jakarta", "Kyoto",
        "Lena", "Monday", "Nadia", "October", "Peru", "Quito", "Rosa", "Saturday", "Tomas", "Uppsala", "Vera", "Zoe",
    ]

    /// Roughly by how often they are written.
    private static let words = """
        the of and to a in is that it for was on are as with his they at be this from have or by one had not but what all
        were when we there can an your which their said if do will each about how up out them then she many some so these
        would other into has more her two like him see time could no make than first been its who now people my made over
        did down only way find use may water long little very after words called just where most know get through back much
        before go good new write our used me man too any day same right look think also around another came come work three
        word must because does part even place well such here take why things help put years different away again off went
        old number great tell men say small every found still between name should home big give air line set own under read
        last never us left end along while might next sound below saw something thought both few those always looked show
        large often together asked house world going want school important until form food keep children feet land side
        without boy once animals life enough took sometimes four head above kind began almost live page got earth need far
        hand high year mother light parts country father let night following picture being study second eyes soon times
        story boys since white days ever paper hard near sentence better best across during today however sure means knew
        try told young miles sun ways thing whole hear example heard several change answer room sea against top turned learn
        point city play toward five using himself usually money seen car morning given ready green river question remember
        early horse table market garden letter window bridge engine report meeting project schedule budget customer invoice
        delivery contract review summary chapter version release branch function variable returns value buffer stream packet
        server client request response header cookie session database query index column record field format parser string
        integer boolean array object method class module package library compiler thread process memory pointer address
        network socket protocol route gateway cache limit policy rule engine measure benchmark latency median percentile
        weather mountain forest island harbour village kitchen breakfast bicycle concert museum painting history science
        physics chemistry biology medicine hospital patient doctor treatment symptom vaccine nutrition exercise economy
        inflation employment industry factory machine battery electric renewable energy climate carbon emission transport
        railway airport passenger luggage ticket journey holiday festival tradition language grammar dictionary translation
        """.split { $0 == " " || $0 == "\n" }.map(String.init)
}
