@testable import Policies

/// Cards, accounts and wallets.
extension IdentifierKind {
    static let finance: [IdentifierKind] = [
        IdentifierKind("card", ["credit card", "card number", "Kreditkarte"]) { maker in
            let head = maker.pick([[4], [5, 3], [6, 0, 1, 1], [2, 2, 3], [3, 5, 4]])
            let body = head + maker.digits(15 - head.count)
            let text = Formula.text(body + [Formula.luhn(body)])
            return [text, Formula.grouped(text, "#### #### #### ####"), Formula.grouped(text, "####-####-####-####")]
        },
        IdentifierKind("amex", ["amex", "card"]) { maker in
            let body = [3, maker.pick([4, 7])] + maker.digits(12)
            let text = Formula.text(body + [Formula.luhn(body)])
            return [text, Formula.grouped(text, "#### ###### #####")]
        },
        IdentifierKind("iban", ["IBAN", "Konto", "compte"]) { maker in
            // 98 less the remainder of account, country and 00; D is 13 and E is 14.
            let account = maker.digits(18)
            var remainder = 0
            for digit in account + [1, 3, 1, 4, 0, 0] { remainder = (remainder * 10 + digit) % 97 }
            let check = 98 - remainder
            let text = "DE\(check < 10 ? "0" : "")\(check)\(Formula.text(account))"
            return [text, Formula.grouped(text, "#### #### #### #### #### ##")]
        },
        IdentifierKind(
            "aba",
            ["routing number", "ABA"],
            body: { [0, 1 + $0.below(9)] + $0.digits(6) },
            check: { (10 - Formula.sum($0, [3, 7, 1, 3, 7, 1, 3, 7]) % 10) % 10 }
        ),
        IdentifierKind("clabe", ["CLABE", "cuenta"], body: { $0.digits(17) }) { digits in
            let weights = [3, 7, 1]
            return (10 - digits.indices.reduce(0) { $0 + digits[$1] * weights[$1 % 3] % 10 } % 10) % 10
        },
        IdentifierKind("bitcoin", ["bitcoin address", "BTC wallet"]) { [SampleIdentifier.wallet("btc", &$0)] },
        IdentifierKind("segwit", ["bitcoin", "BTC"]) {
            [SampleIdentifier.wallet("btc-segwit", &$0), SampleIdentifier.wallet("btc-taproot", &$0)]
        },
        IdentifierKind("ethereum", ["ETH", "wallet"]) { [SampleIdentifier.wallet("eth", &$0)] },
        IdentifierKind("coins", ["wallet", "crypto wallet"]) { maker in
            ["ltc", "doge", "trx", "xrp"].map { SampleIdentifier.wallet($0, &maker) }
        },
        IdentifierKind("monero", ["monero", "XMR"]) { [SampleIdentifier.wallet("xmr", &$0)] },
    ]
}
