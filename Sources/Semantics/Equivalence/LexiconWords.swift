/// The words of each class.
///
/// A class is a promise to the rules that name it, so a word enters one only when every rule keeps the meaning with it.
enum LexiconWords {
    static let all: [(WordClass, String)] = [
        ([.wh, .opener, .grammatical, .english], "what how who whom whose which where when why"),
        ([.be, .finite, .opener, .english], "are were"),
        ([.be, .finite, .opener], "is"),
        // "Was" and "am" are German words too: they open no English sentence.
        ([.be, .finite], "was am"),
        (.greeting, "hi hello hey hiya howdy greetings there good morning afternoon evening so ok okay well um uh hmm"),
        ([.finite, .opener, .english], "does did could would should has had have"),
        ([.finite, .opener, .grammatical], "do can will may might must shall"),
        (.determiner, "the a an this that these those my your his her our their its some any each every no all"),
        ([.pronoun, .grammatical], "I i you he she it we they me him us them"),
        (
            .grammatical,
            "as at be in am so up go on no if or an her most more best good long love big get old dark lost"
        ),
        (.english, "'s the and with please tell explain describe about from this that these those your my give write"),
        (.english, "between of to list compare convert define between into because than there their they you I"),
        (.foreign, "der das und ist nicht wie wer eine einen dem mit est que qui quel quelle dans pour avec las una"),
        (.foreign, "por para como della che sono wat het een hoe waar och att som jak czy nie bir uma qual quels"),
        (.foreign, "pourquoi les auf zum zur wo warum welche welcher welches quelles el los cual donde quando perche"),
        (.foreign, "kako gdje je nije vad hur hvad hvordan hva nasil neden nedir cosa dove jest sind wird kann"),
        ([.request, .opener], requests),
        (.opener, "i I please quick question my capital population difference"),
        (.action, actions),
        (.craft, crafts),
        (.attribute, "capital population currency height depth altitude elevation birthplace definition area gdp age"),
        (.attribute, "nationality wingspan lifespan circumference perimeter diameter radius"),
        (.kind, "country city year state continent planet language company ocean river month day century"),
        (
            [],
            "french german spanish italian english portuguese russian chinese japanese korean arabic dutch latin hindi"
        ),
        ([.caseSensitive], CaseSensitiveWords.all),
        (.homograph, homographs),
        (.acronym, acronyms),
        (.mention, "translate translation translations say spell spelled spelt spelling pronounce pronounced"),
        (.mention, "pronunciation phrase phrases grammar grammatical grammatically plural singular synonym synonyms"),
        (.mention, "antonym antonyms rhyme rhymes rhyming proofread rewrite rephrase paraphrase capitalize capitalise"),
        (.mention, "capitalized capitalization punctuation punctuate apostrophe comma commas contraction contractions"),
        (.mention, "abbreviation abbreviated letter letters syllable syllables vowel vowels consonant consonants typo"),
        (.mention, "idiom etymology palindrome anagram uppercase lowercase anagrams palindromes verb verbs noun nouns"),
        (.mention, "adjective adverb pronoun preposition conjunction tense conjugate conjugation conjugated homophone"),
        (.mention, "homophones abbreviate echo repeat hyphen hyphenated typed wording"),
        ([.mention, .length], "word words sentence sentences character characters"),
        (.meaning, "mean means meaning define definition stand stands"),
        ([.boundary, .separator], ". ? !"),
        (.boundary, "; ... 。"),
        (.separator, ", : -"),
        (.participle, "been gone become happened got taken given seen written made won left come run said told known"),
        (
            .participle,
            "done had grown fallen broken chosen driven eaten flown gotten hidden risen spoken stolen thrown"
        ),
        (.participle, "worn just already never always ever recently also not often since once lost found built bought"),
        (
            .participle,
            "brought caught cost cut felt fought gone heard held hit hurt kept led let met paid put read set"
        ),
        (.participle, "shot sold sent shown shut slept spent stood stuck struck taught thought understood begun"),
        (.month, "january february March april May june july august August september october november december"),
        (.superlative, "largest biggest tallest highest longest smallest shortest fastest oldest deepest hottest"),
        (.superlative, "coldest heaviest richest youngest"),
        (
            .unit,
            "km kg cm mm mg ml GB MB TB kB KB Gb Mb Hz kHz MHz GHz ms kW MW kWh mph kph lb lbs ft km/h pm am percent °C °F"
        ),
        (.beforeVerb, "to you i I we they he she it as not can could will would must may might do does did who that"),
        (
            .beforeVerb,
            "which always also really never best and or but what how people always only this these those say"
        ),
        (.country, "china turkey chad chile guinea mali jordan niger"),
        (
            .platform,
            "python java javascript typescript c++ c# php perl kotlin sql bash golang Ruby Swift Rust Go Excel R"
        ),
        (
            .preposition,
            "of in on at by for from to with and or than like called named operator symbol character sign key mark"
        ),
        (.protected, protected),
    ]

    /// What one may ask for with "please". The rules that take more than "please" away name their verbs themselves.
    private static let requests = """
        explain describe define tell give show list write create make generate translate compare convert calculate \
        compute draw find suggest recommend name summarize summarise rewrite fix solve classify implement design draft \
        compose code build correct check analyze analyse review simplify provide clarify outline help identify state \
        discuss elaborate teach produce prove evaluate estimate determine sort count rank plan optimize optimise debug \
        refactor format parse extract complete continue answer respond reply use add remove change include return \
        output print imagine consider don't do rephrase paraphrase proofread spell choose pick keep
        """

    private static let crafts = """
        bake cook tie install sort reverse convert calculate compute create delete remove declare define initialize \
        initialise parse concatenate merge iterate loop solve fix fold boil plant implement import \
        compile cast add append insert set filter split round rename copy uninstall disable enable configure \
        deploy squash revert rebase commit clone quit sharpen poach fry roast grill \
        steam brew peel knit sew crochet paint repair trim replace swap shuffle flatten transpose \
        invert factor differentiate integrate normalize serialize deserialize encrypt decrypt \
        zip unzip extract mount format partition
        """

    private static let actions =
        crafts + """
             draw count stop start exit move weigh measure join grow encode decode prove clean compress restart pull push make find get use read write open close print check build learn change update save download upload \
            connect run test debug access send store call pass return handle throw catch query search select list \
            choose apply prepare prevent avoid reduce increase improve lose gain buy sell rent apply cancel contact \
            reset recover record edit share export load generate determine detect verify validate optimize schedule \
            center align resize crop
            """

    /// Words that are acronyms in capitals: their capitals stay even in a text all in capitals.
    private static let homographs = """
        aids sad cat pin acid rest soap ram rip era sat gap mac spa led now act arm ace aim bat bid bit bus cad cap \
        care chip cop core dare dip dot ear eat fed fit gas gem ham hip hot ice icy ion jet kiss lab lamp lap lift mad \
        map mash mean mice mist mom moss nap nice nix oil owl pads pal pan past pet pets pip pop pos raid rag rap rat \
        raw rice rig rod rope safe salt sap seal sim sip sits smart snap solid sonar spam star start stem step sun swat \
        tag tan tap tar tech tip top tube van vet vim wan war was wasp web wet wine yes zip basic fast crud dry hive \
        pig spark hug id pi ms pm am or and not in me ok oh hi la de ai bold calm cash clue dash deal edge ego epic eve \
        fan fire flag flip form fun gate git grid grim guild hash heal help host idea ideal iris joint jump kind lead \
        leap list loan make mask meal mint mode moat nest node nova oasis opera orb pact page path peer plan plus pod \
        post prism race rail rank react rise ring role sage scan scope set shield ship sign site sky slim slip spin \
        spot stop swift team tide time tool trip trust unit vast view wave wise
        """

    /// Written in several cases, and no word of English in small letters.
    private static let acronyms = """
        html css json xml sql http https url urls api apis dna rna mrna nasa fbi cia nato gdp cpu cpus gpu gpus ssd hdd \
        usb pdf csv yaml tcp udp dns ssh ssl tls ftp smtp vpn wifi ios macos chatgpt gpt llm llms nlp dvd tv ceo cfo cto \
        phd mba usd gbp hiv ptsd adhd mri covid covid-19 ufo bbc cnn nba nfl nhl mlb fifa uefa nft nfts kfc ibm bmw amd \
        nvidia php jpeg png svg utf-8 ascii orm mvc jwt oauth cors csrf xss sdk jvm jdk npm aws gcp sqlite mysql \
        postgresql mongodb graphql github gitlab youtube linkedin whatsapp iphone ipad javascript typescript paypal \
        ebay openai tiktok node.js vue.js next.js c++ c# f# .net asp.net wi-fi tcp/ip e-mail usa uk nyc isbn gmail \
        unesco opec imf gps faq diy rsvp html5 css3 wordpress stackoverflow tensorflow pytorch numpy matplotlib \
        vscode latex2e ec2 dos2unix jquery redux webpack graphql kubernetes
        """

    /// Words that change an answer: a synonym may not bring one in or take one away.
    private static let protected = """
        not no never none nothing nobody nowhere neither nor without except only unless but and or if all some any each \
        every most many much more less least fewer few both either half what how who whom whose which where when why \
        must should can could may might will would shall is are was were do does did has have had before after since \
        until from to in on under over by for with between into out above below max min maximum minimum first last next \
        previous latest best worst better worse than i you he she it we they me him her us them my your his our their
        """
}
