import Testing

@testable import Policies

/// Examples that authorities, standards and encyclopaedias publish, and what is wrong with their neighbours.
@Suite struct IdentifierCheckTests {
    private func accepts(_ name: String, _ text: String) -> Bool? {
        Validator(name).map { validator in Array(text.utf8).withUnsafeBytes { validator.accepts($0) } }
    }

    /// Each stands for a family of specimens; none is a living person's.
    @Test(arguments: [
        ("nhs", "943 476 5919"), ("uk-utr", "1955839661"), ("uk-nino", "AB123456C"), ("uk-vat", "GB980780684"),
        ("ie-pps", "1234567T"), ("ie-pps", "1234567FA"), ("uk-driving-licence", "MORGA657054SM9IJ"),
        ("de-steuer-id", "36 574 261 809"), ("de-vat", "DE136695976"), ("de-document", "T220001293"),
        ("de-rvnr", "15070649C103"), ("de-kvnr", "A123456780"), ("at-svnr", "1237 010180"),
        ("ch-ahv", "756.9217.0769.85"), ("fr-nir", "2 95 10 99 126 111 93"), ("fr-siren", "732 829 320"),
        ("fr-siret", "732 829 320 00074"), ("fr-siret", "35600000000048"), ("fr-tax-number", "0701987765493"),
        ("nl-bsn", "1112.22.333"), ("nl-vat", "NL004495445B01"), ("be-nrn", "85.07.30-033.28"),
        ("it-codice-fiscale", "RCCMNL83S18D969H"), ("it-vat", "00743110157"), ("es-dni", "54362315K"),
        ("es-nie", "X-2482300-W"), ("pt-nif", "501964843"), ("pt-cc", "00000000 0 ZZ4"), ("gr-amka", "01013099997"),
        ("gr-afm", "094259216"), ("se-personnummer", "880320-0016"), ("se-personnummer", "19880320+0016"),
        ("fi-hetu", "131052-308T"), ("dk-cpr-checked", "211062-5629"), ("no-fodselsnummer", "15108695088"),
        ("is-kennitala", "120174-3399"), ("ee-isikukood", "36805280109"), ("lt-asmens-kodas", "33309240064"),
        ("lv-personas-kods", "161175-19997"), ("lv-personas-kods", "328673-00679"), ("pl-pesel", "44051401359"),
        ("pl-nip", "856-734-62-15"), ("pl-regon", "192598184"), ("pl-regon", "12345678512347"),
        ("pl-id-card", "ABA 300000"), ("cz-rodne-cislo", "710319/2745"), ("cz-rodne-cislo", "530101/123"),
        ("hu-taj", "111 111 110"), ("ro-cnp", "1800101221144"), ("bg-egn", "7523169263"), ("hr-oib", "33392005961"),
        ("jmbg", "0101006500006"), ("ua-rnokpp", "1759013776"), ("ru-inn-person", "500100732259"),
        ("ru-snils", "112-233-445 95"), ("br-cpf", "390.533.447-05"), ("br-cnpj", "16.727.230/0001-97"),
        ("br-cnpj", "12.ABC.345/01DE-35"), ("mx-curp", "BOXW310820HNERXN09"), ("mx-rfc", "GODE561231GR8"),
        ("mx-clabe", "032180000118359719"), ("ar-cuil", "20-05536168-2"), ("cl-rut", "76.086.428-5"),
        ("co-nit", "213.123.432-1"), ("ec-cedula", "171430710-3"), ("do-cedula", "00113918205"),
        ("au-tfn", "123 456 782"), ("au-abn", "83 914 571 673"), ("au-acn", "004 085 616"),
        ("au-medicare", "2123 45670 1"), ("nz-ird", "49-091-850"), ("nz-ird", "136410132"),
        ("in-aadhaar", "2341 2341 2346"), ("in-gstin", "27AAPFU0939F1ZV"), ("sg-nric", "S1234567D"),
        ("sg-nric", "F1234567N"), ("kr-rrn-checked", "971013-9019902"), ("jp-my-number", "1234 5678 9018"),
        ("cn-resident-id", "11010519491231002X"), ("cn-uscc", "91110000600037341L"), ("tw-national-id", "A123456789"),
        ("hk-id", "G123456(A)"), ("hk-id", "AB987654(3)"), ("th-id", "1-2345-45678-78-1"), ("za-id", "7503305044089"),
        ("il-id", "039337423"), ("tr-tckn", "17291716060"), ("tr-vkn", "4540536920"), ("us-npi", "1234567893"),
        ("us-dea", "F91234563"), ("ca-sin", "123-456-782"), ("us-itin", "912-90-3456"), ("us-ein", "91-1144442"),
        ("aba", "111000025"), ("vin", "1M8GDM9AXKP042788"), ("imei", "49-015420-323751-8"), ("meid", "AF0123450ABCDEC"),
        ("iccid", "89148000005339755555"), ("lu-national-id", "1893120105732"), ("card", "6759 6498 2643 8453"),
        ("card-large", "378282246310005"), ("card-large", "4111 1111 1111 1111"), ("card-large", "30569309025904"),
        ("card-national", "6062826786276634"), ("phone-e164", "+44 20 7946 0958"), ("phone-nanp", "1 (212) 736-5000"),
        ("iso7064-11-2", "079X"), ("iso7064-97-10", "794 44"), ("iso7064-11-10", "794623"),
        ("iso7064-37-36", "A12425GABC1234002M"),
    ])
    func publishedExamplesPass(name: String, text: String) {
        #expect(self.accepts(name, text) == true)
    }

    /// One digit more or less than the example, for every sum that has one check digit or more.
    @Test(arguments: [
        ("nhs", "943 476 5918"), ("de-steuer-id", "36 574 261 808"), ("de-rvnr", "15070649C104"),
        ("fr-nir", "2 95 10 99 126 111 94"), ("it-codice-fiscale", "RCCMNL83S18D969I"), ("es-dni", "54362315Z"),
        ("fi-hetu", "131052-308U"), ("pl-pesel", "44051401358"), ("br-cpf", "390.533.447-06"),
        ("br-cnpj", "12.ABC.345/01DE-36"), ("mx-curp", "BOXW310820HNERXN08"), ("mx-clabe", "032180000118359718"),
        ("in-gstin", "27AAPFU0939F1ZW"), ("cn-resident-id", "110105194912310021"), ("sg-nric", "S1234567E"),
        ("hk-id", "G123456(B)"), ("tr-tckn", "17291716061"), ("ru-snils", "112-233-445 96"),
        ("card", "6759649826438454"),
        ("vin", "1M8GDM9A1KP042788"), ("ch-ahv", "756.9217.0769.86"), ("iso7064-37-36", "A12425GABC1234002N"),
        ("jp-my-number", "1234 5678 9019"), ("aba", "111000026"),
    ])
    func oneWrongCharacterFails(name: String, text: String) {
        #expect(self.accepts(name, text) == false)
    }

    @Test(arguments: [
        ("br-cpf", "111.111.111-11", "one digit over and over"), ("us-itin", "912-40-3456", "no such group"),
        ("us-ein", "07-1144442", "no such prefix"), ("uk-nino", "BG123456A", "no such pair"),
        ("ca-sin", "046 454 286", "nobody's first digit"), ("pl-pesel", "44133101350", "no such month"),
        ("se-personnummer", "881320-0015", "no such month"), ("no-fodselsnummer", "32108695088", "no such day"),
        ("cn-resident-id", "990105194912310020", "no such region"), ("za-id", "7513305044080", "no such month"),
        ("fr-siret", "35600000000049", "neither sum"), ("in-aadhaar", "1234 1234 1234", "first digit"),
        ("nz-ird", "9125568", "below the first"), ("aba", "500000005", "no such district"),
        ("mx-rfc", "XAXX010101000", "everybody's"), ("ec-cedula", "9914307103", "no such province"),
        ("de-steuer-id", "12345678903", "no digit twice"), ("eg-national-id", "28513300112345", "no such month"),
        ("kr-rrn", "971313-1019902", "no such month"), ("uk-driving-licence", "MORGA613116SM9IJ", "no such day"),
        ("phone-e164", "+210 1234 5678", "no such country"), ("phone-nanp", "2147483647", "a largest integer"),
        ("phone-nanp", "415-911-1234", "a service"), ("it-vat", "00000000157", "no number"),
        ("id-nik", "3171013201800001", "no such day"), ("my-nric", "850730-00-1234", "no such place"),
    ])
    func whatWasNeverIssuedFails(name: String, text: String, why: String) {
        #expect(self.accepts(name, text) == false, "\(why)")
    }

    @Test(arguments: [
        ("81.2.69.142", true), ("10.1.2.3", false), ("172.31.0.1", false), ("192.168.0.7", false),
        ("100.64.0.1", false),
        ("203.0.113.7", false), ("8.8.8.8", false), ("256.1.1.1", false), ("81.2.69", false), ("081.2.69.142", false),
        ("224.0.0.5", false), ("2a02:8109:9c40::1", true), ("2001:4860:4860::8888", true), ("2001:db8::1", false),
        ("fe80::1", false), ("fd12:3456::1", false), ("2a02::1::2", false), ("2a02:1:2:3:4:5:6:7:8", false),
        ("2a02:1:2:3:4:5:6", false), ("2a02:1:2:3:4:5:81.2.69.142", true), ("3fff::1", false), ("2a02:", false),
        ("", false),
    ])
    func publicAddresses(text: String, expected: Bool) {
        #expect(self.accepts("ip-public", text) == expected)
    }

    @Test(arguments: [
        ("3c:22:fb:47:9e:1a", true), ("3C-22-FB-47-9E-1A", true), ("3c22.fb47.9e1a", true),
        ("00:00:00:00:00:00", false),
        ("ff:ff:ff:ff:ff:ff", false), ("00:AA:BB:CC:DD:EE", false), ("00:00:5e:00:53:01", false),
        ("01:22:fb:47:9e:1a", false),
        ("3c:22:fb:47:9e", false), ("zz:22:fb:47:9e:1a", false),
    ])
    func hardwareAddresses(text: String, expected: Bool) {
        #expect(self.accepts("mac", text) == expected)
    }

    @Test(arguments: [
        ("1985-03-12", true), ("12/03/85", true), ("03/25/1985", true), ("12 March 1985", true),
        ("March 12, 1985", true),
        ("19850312", true), ("1985年3月12日", true), ("1785-03-12", false), ("1985-02-30", false), ("32/13/1985", false),
        ("1 2 3 4", false), ("", false), ("2900-01-01", false),
    ])
    func birthDates(text: String, expected: Bool) {
        #expect(self.accepts("birth-date", text) == expected)
    }

    /// ICAO 9303, parts 4 and 5.
    @Test func machineReadableZones() {
        let passport = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
        let card = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
        #expect(self.accepts("mrz", passport) == true && self.accepts("mrz", card) == true)
        #expect(self.accepts("mrz", passport.replacing("7408122", with: "7408123")) == false)
        #expect(self.accepts("mrz", card.replacing("D23145890", with: "D23145891")) == false)
        #expect(self.accepts("mrz", "P<UTO") == false)
    }

    /// BIP 173, BIP 350, EIP-55 and the first block of Bitcoin.
    @Test(arguments: [
        ("wallet-btc", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", true),
        ("wallet-btc", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", false),
        ("wallet-btc", "3P14159f73E4gFr7JterCCQh9QjiTjiZrG", true),
        ("wallet-ltc", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", false),
        ("wallet-segwit", "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", true),
        ("wallet-segwit", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", false),
        ("wallet-segwit", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", true),
        ("wallet-segwit", "bc1Qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", false), ("wallet-segwit", "bc1", false),
        ("wallet-eth-checked", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", true),
        ("wallet-eth-checked", "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", true),
        ("wallet-eth-checked", "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", false),
        ("wallet-eth-checked", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", false),
        ("wallet-eth", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", true),
        ("wallet-eth", "0x0000000000000000000000000000000000000000", false),
        ("wallet-xrp", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", true),
        ("wallet-xrp", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTi", false),
        ("wallet-sol", "11111111111111111111111111111111", true), ("wallet-sol", "0OIl", false),
    ])
    func walletAddresses(name: String, text: String, expected: Bool) {
        #expect(self.accepts(name, text) == expected)
    }

    @Test(arguments: [
        ("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        ("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
    ])
    func keccak(text: String, digest: String) {
        let hex = Keccak256.hash(text.utf8).map { [$0 >> 4, $0 & 15] }.joined().map {
            "0123456789abcdef".utf8.map(\.self)[Int($0)]
        }
        #expect(String(decoding: hex, as: UTF8.self) == digest)
    }

    @Test func everyCheckTakesAnyBytes() {
        var random = SampleRandom(seed: "any")
        for check in IdentifierCheck.all.values {
            for count in 0..<64 {
                for set in ["0123456789", "ABCXYZ019<", "-. /()+09AZ\n:"] {
                    let text = random.text(of: Array(set.utf8), count: count)
                    _ = Array(text.utf8).withUnsafeBytes { check.accepts($0) }
                }
            }
        }
    }
}
