/// The grammar: which openings, closings and shapes of a question ask the same.
///
/// Every rule was written with the pairs in mind that it must not make equal; they are the near misses of the tests. `ASK`
/// stands for "the question follows".
enum QuestionRules {
    /// What stands before a question and adds nothing: greetings, politeness, and the many ways to say that one asks.
    static let openings: [String] =
        [
            "hi|hello|hey|hiya|howdy|greetings there|everyone|all|again? ~? > @opener =>",
            "good morning|afternoon|evening|day ~? > @opener =>",
            "dear assistant|ai ~ > @opener =>",
            "so|ok|okay|well|alright|right|anyway , > @opener =>",
            "um|uh|hmm|umm|er ,? > @opener =>",
            "excuse me ~ > @opener =>",
            "quick question ~ > @opener =>",
            "question|q : > @opener =>",
            "I have a quick|simple? question ~ > @opener =>",
            "my question is ~? > @wh|@finite => ASK",
            "answer this|the following? question : > @opener =>",
            "just curious|wondering ~ > @wh|@finite => ASK",
            "out of curiosity ~ > @wh|@finite => ASK",
            "please|kindly ,? > @request|@wh|I|ASK =>",
            "please|kindly ,? > can|could|would you|I =>",
            "can|could|would|will you please|kindly > @request =>",
            "can|could|would|will you > tell|give|show me =>",
            "can|could you > explain|clarify @wh|the|this|a|to =>",
            "can|could you > explain|clarify|define * . =>",
            "can|could you > explain|clarify|define * * . =>",
            "can|could you > write|create|make|generate|draw|find|give|send|build|recommend|suggest|list|show me =>",
            "can|could you > explain|summarize $1 in simple|plain|layman terms|words|english =>",
            "can|could you > write|compose a|an poem|haiku|story|letter|essay|song|email|speech|limerick|sonnet =>",
            "can|could you > write|compose a|an * poem|haiku|story|letter|essay|song|email|speech|limerick|sonnet =>",
            "can|could you > summarize|translate|review|proofread|check|fix|rewrite|improve|correct|analyze this =>",
            "can|could you > translate|define \" =>",
            "can|could you please? help me > understand => help me",
            "I would like|love you to please? > @request =>",
            "I want|need you to please? > @request =>",
            "would|do you mind please? telling me => tell me",
            "would|do you mind please? explaining => explain",
            "I was wondering if|whether you could|can please? > @request =>",
            "I would appreciate it if you could|would please? > @request =>",
            "can|could|may I ask|know > @wh => ASK",
            "can|could|may I ask you? : > @wh|@finite =>",
            "what can you tell me about => tell me about",
            "I want|need|wish to know about => tell me about",
            "I would like|love to know about => tell me about",
            "give me some? information|info about|on => tell me about",
        ] + asking

    /// Openings with which the question that follows is told and not asked: `tell me what the capital is`.
    private static let asking: [String] =
        [
            "tell me > @wh|if|whether|ASK", "let me know > @wh|if|whether", "explain to? me? > @wh|ASK",
            "describe|clarify to? me? > @wh|ASK", "help me understand > @wh|if|whether", "show me > how to",
            "teach me > how to", "I wonder > @wh|if|whether", "I am|was wondering ,? > @wh|if|whether",
            "I want|need|wish to know|understand|ask|ask > @wh|if|whether", "I want|need to ask you > @wh|if|whether",
            "I would like|love to know|understand|ask > @wh|if|whether", "I am curious to? know? about? > @wh",
            "I am trying to understand > @wh", "I want|need to find out > @wh|if|whether",
            "I would like|love to find out > @wh|if|whether", "I would be interested to know > @wh|if|whether",
            "I am interested in|to knowing|know > @wh|if|whether",
            "do you happen to know > what|who|where|when|which|why|if|whether",
            "do you know > what|who|where|when|which|why|if|whether",
            "do you happen? to? know > how !to", "does anyone|anybody know > how",
            "does anyone|anybody know > what|who|where|when|which|why|if|whether",
            "any idea > what|who|where|when|which|why", "any idea how > many|much|old|tall|far|long",
        ].map { $0 + " => ASK" }

    /// What may stand behind a question, behind a mark of its own.
    static let closings: [String] = [
        "thanks|thx|cheers|ty . =>", "thank you . =>", "thanks a lot|bunch|ton|million . =>",
        "thank you very|so much . =>", "thanks so|very much . =>", "many thanks . =>", "thanks again . =>",
        "thanks|thank you? in advance . =>", "much appreciated . =>", "I would appreciate it . =>",
        "thanks|thank you? for your|the help|time|assistance . =>", "do you know . =>", "can|could you tell me . =>",
        "please and thank you . =>", "please . =>", "please tell me . =>",
    ]

    /// The shapes of a question.
    static let shapes: [String] =
        embedded + places + amounts + makers + properties + [
            // How to do a thing that everyone does in the same way.
            "ASK how to => how to",
            "ASK how I|one can @action=1 => how to $1",
            "ASK how can|do I|one @action=1 => how to $1",
            "how do|can I|one @action=1 => how to $1",
            "how does one @action=1 => how to $1",
            "how do|can you @craft=1 -your|you|yourself|yourselves => how to $1",
            "how do|can you make=1 a|an|the|pancakes|coffee|tea|bread|rice|pasta|pizza|butter|cheese|yogurt|soup=2"
                + " -your|you|yourself|decision|difference|mistake|choice => how to $1 $2",
            "how do|can|would you|I|one say \"=1 in $2 . => translate $1 to $2",
            "convert|translate=1 $2 into $3 . => $1 $2 to $3",
            "explain=1 to me => $1",
            "explain=1 *=2 to me . => $1 $2", "explain=1 *=2 *=3 to me . => $1 $2 $3",
            "write|create|generate|draw|compose|draft=1 me a|an|some|the|#=2 => $1 $2",
            "in @platform=1 ,? -in > how|what|why|can|is|does|which $2 . => \u{2}move $1",
            "\u{2}move *=1 $2 . => $2 in $1",
            "compare=1 *=2 , *=3 , and|or=4 *=5 . => $1 $2 , $3 $4 $5",
            "is it true that $1 is|are|was|were=2 $3 . => $2 $1 $3",
            "explain the difference=1 between => what is the difference between",
            // "Tell me why cats purr": a verb that is the same in the past would make "why did" of it.
            "ASK why|where=1 !@finite -@finite -put|cut|hit|let|set|read|cost|hurt|shut|quit|spread|split|bet|cast|beat"
                + " $2 . => $1 do $2",
            "ASK how > @pronoun !@finite -@finite -put|cut|hit|let|set|read|cost|hurt|shut|quit|spread|split|bet|cast|beat"
                + " * => how do",
            // What is left of ASK before a question in its own order.
            "ASK > @wh =>",
        ]

    /// From the order of a told question to that of an asked one. Where no natural question has that order, the result is
    /// no sentence, and equal to nothing.
    private static let embedded: [String] = [
        "ASK what time it is . => what time is it",
        "ASK how old|tall|big|long|far|deep|high|heavy|wide|fast|hot|cold|large|expensive|important|common=1 $2"
            + " is|are|was|were=3 . => how $1 $3 $2",
        "ASK how !many|much|often|long|far|old|few @finite=1 => how $1",
        "ASK how !many|much|often|long|far|old|few !@finite $1 works . => how does $1 work",
        "ASK how !many|much|often|long|far|old|few !@finite $1 work . => how do $1 work",
        "ASK what !@finite $1 means . => what does $1 mean",
        "ASK what !@finite $1 stands for . => what does $1 stand for",
        "ASK what !@finite $1 does . => what does $1 do",
        "ASK where !@finite $1 comes from . => where does $1 come from",
        "ASK what|who|where|when=1 !@finite $2 is|are|was|were|am=3 . => $1 $3 $2",
        "ASK what|who=1 @det|you|I|we|they|it|he|she=2 $3 @finite=4 $5 . => $1 $4 $2 $3 $5",
        "ASK what|who=1 you|I|we|they|he|she|it=2 @finite=3 $4 . => $1 $3 $2 $4",
        "ASK why|where|when=1 !@finite $2 @finite=3 $4 . => $1 $3 $2 $4",
        "ASK why|where|when=1 !@finite $2 @finite=3 . => $1 $3 $2",
        "ASK how the|this|that|a|an|I|you|we|they|it|he|she=1 @finite=2 $3 . => how $2 $1 $3",
        "ASK how the|this|that|a|an=1 $2 @finite=3 $4 . => how $3 $1 $2 $4",
        "ASK if|whether !@finite $1 is|are|was|were=2 $3 . => $2 $1 $3",
    ]

    private static let places: [String] = [
        "in|on what|which year|month|day|century=1 => which $1",
        "in|at|on|from|to|by|for|with|of=1 which|what=2 !@finite $3 . => $2 $3 $1",
        "what > @kind => which",
        "where is|are|was|were=1 $2 located|situated . => where $1 $2",
    ]

    private static let amounts: [String] = [
        "how many *=1 are there in|on=2 => how many $1 are $2",
        "how many *=1 -@finite in|on=2 => how many $1 are $2",
        "how old is=1 $2 . => what is the age of $2",
        "how tall is=1 $2 . => what is the height of $2",
    ]

    private static let makers: [String] =
        [
            ("author", "wrote"), ("inventor", "invented"), ("discoverer", "discovered"), ("founder", "founded"),
            ("composer", "composed"), ("creator", "created"),
        ].map { "who is|was the \($0.0) of => who \($0.1)" }

    private static let plurals =
        "benefits|symptoms|causes|effects|rules|ingredients|advantages|disadvantages|requirements|types|stages|risks"

    /// `the capital of France`, `France's capital`, `tell me the capital of France`: what is the capital of France?
    private static let properties: [String] =
        [
            // With "true" the noun phrase alone is the question too: "age of empires" and "height of fashion" are none.
            ("capital|population|currency|gdp|circumference=1", "$1", true), ("@attribute=1", "$1", false),
            ("boiling|melting|freezing=1 point", "$1 point", true), ("square|Square=1 root", "square root", true),
            ("official language", "official language", true), ("atomic number|mass|weight=1", "atomic $1", true),
            ("chemical symbol|formula=1", "chemical $1", true), ("time|space=1 complexity", "$1 complexity", true),
        ].flatMap { noun, name, standsAlone in
            [
                "tell|give me the? \(noun) of => what is the \(name) of",
                "what is \(noun) of => what is the \(name) of",
                "what is $7 's \(noun) . => what is the \(name) of $7",
                "tell|give me $7 's \(noun) . => what is the \(name) of $7",
            ]
                + (standsAlone
                    ? [
                        "the? \(noun) of $7 . => what is the \(name) of $7",
                        "!@wh|@finite|@request|ASK|if|when|and|tell|give $7 's \(noun) . => what is the \(name) of $7",
                    ] : [])
        }
        + [
            "tell|give me the? chemical symbol|formula=1 for => what is the chemical $1 of",
            "what is the? chemical symbol|formula=1 for => what is the chemical $1 of",
            "tell|give me the difference between => what is the difference between",
            "the? difference between $1 . => what is the difference between $1",
            "what is difference between => what is the difference between",
            "tell|give me the best|fastest|easiest|cheapest|safest=1 way to => what is the $1 way to",
            "tell|give me the \(plurals)=1 of => what are the $1 of",
            "tell|give me the *=1 \(plurals)=2 of => what are the $1 $2 of",
            "what are the differences between %1 . => what is the difference between $1",
            "define *=1 . => what is the definition of $1",
            "what is the world 's @superlative=1 $2 . => what is the $1 $2 in the world",
            "what|which|who=1 is|are|was=2 @superlative=3 => $1 $2 the $3",
        ]
}
