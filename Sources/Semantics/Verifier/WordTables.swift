/// What the verifier knows of words, by ``WordHash``. English, with the commonest words of some other languages to tell
/// which one it is.
struct WordTables: Sendable {
    static let shared = WordTables()

    /// Words that a question may have or lack and still be the same.
    let stop: Set<UInt64>
    let negations: Set<UInt64>
    /// The kind of answer that a question word asks for, as a bit.
    let questions: [UInt64: UInt32]
    /// Words that change what may be answered: all, only, should.
    let modals: [UInt64: UInt64]
    let units: [UInt64: UInt64]
    /// Units that are one only behind a number.
    /// What year, which date: when.
    let times: Set<UInt64>
    let shortUnits: [UInt64: UInt64]
    let dates: [UInt64: UInt64]
    let numbers: [UInt64: UInt64]
    /// A word's pairs of opposites, each with its side: 1 or 2.
    let opposites: [UInt64: [(pair: Int, side: UInt8)]]
    let synonyms: [UInt64: UInt64]
    /// Prepositions whose object plays a part that it may not change.
    let roles: [UInt64: UInt64]
    /// Words that say that order does not matter.
    let symmetric: Set<UInt64>
    /// Prepositions that let their object stand anywhere in a sentence.
    let adjuncts: Set<UInt64>
    let languages: [UInt64: [Int]]

    private init() {
        func set(_ words: String) -> Set<UInt64> { Set(words.split(separator: " ").map { WordHash.hash(String($0)) }) }
        /// Groups of words that mean one thing: `a,b c,d`. The first stands for all.
        func groups(_ text: String) -> [UInt64: UInt64] {
            var map: [UInt64: UInt64] = [:]
            for group in text.split(separator: " ") {
                let words = group.split(separator: ",").map { WordHash.hash(String($0)) }
                for word in words { map[word] = words.first }
            }
            return map
        }
        self.stop = set(
            """
            a an the this that these those it its i me my mine we us our you your he she they them their him his her is are was were be \
            been being am do does did doing done has have had having will would can could may might shall please kindly \
            thanks thank hi hello hey dear tell give show explain describe let know want need like wish help just so and or but if \
            then of in on at for to with as by from into about there here how what which who whom whose when where why any \
            some ca wo sha don doesn isn aren tell s t re ll ve d m get got way there's okay ok also really actually exactly \
            someone somebody one ones something out up \
            way ways step steps best good help work works quick question simple simply short take takes look looks given thing things kind \
            type place possible proper correct right possible easiest using used use command commands procedure process guide \
            tutorial example examples instruction instructions info information details detail question questions \
            through while over when's who's it's i'm i'd anyone people person happen happens going come comes
            """
        )
        self.negations = set(
            """
            not no never none nothing nobody nowhere neither nor without cannot cant dont doesnt didnt isnt arent wasnt werent \
            wont wouldnt shouldnt couldnt hasnt havent hadnt except unless excluding nicht kein keine nie ohne pas jamais sans nunca sin non
            """
        )
        var questions: [UInt64: UInt32] = [:]
        for (bit, words) in ["who whom whose", "when", "where", "why", "how", "what which"].enumerated() {
            for word in set(words) { questions[word] = 1 << UInt32(bit) }
        }
        self.questions = questions
        self.modals = groups(
            "all,every,each,always any some,sometimes only,solely must,mandatory,required should can may could both either most many few several again already still yet too even at exactly was,were about,approximately,roughly,around optional allowed possible legal safe free"
        )
        self.units = groups(
            """
            mile,miles,mi kilometer,kilometers,kilometre,kilometres,km meter,meters,metre,metres centimeter,centimeters,centimetre,\
            centimetres,cm millimeter,millimeters,mm inch,inches foot,feet,ft yard,yards kilogram,kilograms,kilo,kilos,kg gram,grams \
            milligram,milligrams,mg pound,pounds,lb,lbs ounce,ounces,oz ton,tons tonne,tonnes liter,liters,litre,litres milliliter,\
            milliliters,ml gallon,gallons cup,cups celsius,centigrade fahrenheit kelvin second,seconds,sec,secs minute,minutes,min,mins \
            hour,hours,hr,hrs,hourly day,days,daily week,weeks,weekly month,months,monthly quarter,quarters,quarterly year,years,\
            yearly,annual,annually decade,decades century,centuries byte,bytes kilobyte,kilobytes,kb megabyte,megabytes,mb gigabyte,\
            gigabytes,gb terabyte,terabytes,tb bit,bits watt,watts kilowatt,kilowatts,kw kwh volt,volts amp,amps hertz,hz khz mhz ghz \
            calorie,calories,kcal joule,joules percent,percentage,pct dollar,dollars,usd,$ euro,euros,eur,€ sterling,gbp,£ yen,\
            jpy,¥ rupee,rupees,inr franc,francs,chf yuan,cny,rmb won,krw bitcoin,btc cent,cents millisecond,milliseconds,ms acre,\
            acres hectare,hectares degree,degrees radian,radians mph kph,kmh dozen hundred thousand million billion trillion
            """
        )
        self.shortUnits = groups(
            "meter,m gram,g celsius,c fahrenheit,f liter,l second,s hour,h day,d thousand,k million,mn,mio billion,bn kelvin,K year,y,yr,yrs"
        )
        self.times = set("year date")
        self.dates = groups(
            """
            january,jan february,feb march,mar april,apr may_ june,jun july,jul august,aug september,sep,sept october,oct november,nov \
            december,dec monday,mon,mondays tuesday,tue,tuesdays wednesday,wed,wednesdays thursday,thu,thursdays friday,fri,fridays \
            saturday,sat,saturdays sunday,sun_,sundays today yesterday tomorrow tonight now,currently,current,nowadays morning \
            afternoon evening night noon midnight weekend spring summer autumn,fall winter last,latest,previous,past next,upcoming,following \
            ago since until,till am pm q1 q2 q3 q4 christmas easter halloween thanksgiving
            """
        )
        self.numbers = groups(
            "2,two,twice,double 3,three,triple 4,four 5,five 6,six 7,seven 8,eight 9,nine 10,ten 11,eleven 12,twelve 15,fifteen 20,twenty 30,thirty 40,forty 50,fifty 60,sixty 70,seventy 80,eighty 90,ninety 0,zero 0.5,half"
        )
        var opposites: [UInt64: [(pair: Int, side: UInt8)]] = [:]
        for (pair, text) in Self.oppositePairs.split(separator: " ").enumerated() {
            let sides = text.split(separator: "/")
            for (side, words) in sides.prefix(2).enumerated() {
                for word in words.split(separator: ",") {
                    // As stems: increased, decreases.
                    opposites[WordHash.stem(Array(word.utf8)), default: []].append((pair, UInt8(side + 1)))
                }
            }
        }
        self.opposites = opposites
        self.synonyms = groups(Self.synonymGroups)
        self.roles = groups("from to,into,onto than before after by over against minus under behind versus,vs")
        self.symmetric = set("and or versus vs between compare comparison difference differences both either with same")
        let english = self.stop.union(set("no non des son dan she was die as do an all pas"))
        self.adjuncts = set("in on with for at using of from to by")
        var languages: [UInt64: [Int]] = [:]
        for (language, words) in [
            "the is are what how do does can you of and to in my for which when where why who",
            "der die das ist sind was wie wo wann warum wer ich und von zu mein nicht ein eine kann wird den dem auf für",
            "le la les est sont que quoi comment où quand pourquoi qui je et de mon ma ne pas un une puis des du quelle quel",
            "el la los las es son que qué cómo como dónde cuándo quién yo y de mi no un una puedo del cuál para por",
            "il lo la gli è sono che cosa come dove quando perché chi io e di mio mia non un una posso della del qual",
            "o a os as é são que como onde quando quem eu e de meu minha não um uma posso do da qual para por",
            "de het een is zijn wat hoe waar wanneer waarom wie ik en van mijn niet kan voor dat welke",
        ].enumerated() {
            // A word that is English too says nothing of another language.
            for word in set(words) where language == 0 || !english.contains(word) {
                languages[word, default: []].append(language + 1)
            }
        }
        self.languages = languages
    }

    private static let oppositePairs = """
        increase,raise,grow,boost,up/decrease,reduce,lower,drop,cut,shrink,down more/less,fewer most/least,fewest best/worst better/worse \
        highest,high,higher/lowest,low,lower largest,large,larger,biggest,big,bigger/smallest,small,smaller,tiny longest,long,longer/shortest,\
        short,shorter fastest,fast,faster,quick/slowest,slow,slower maximum,max,maximal,maximize/minimum,min,minimal,minimize \
        before/after first/last,final start,begin,open,launch/stop,end,finish,close,quit,kill enable,activate/disable,deactivate \
        on/off add,insert,append/remove,delete,subtract,drop buy,purchase/sell send/receive import/export upload/download \
        encrypt/decrypt encode/decode compress/decompress,extract,unzip install/uninstall subscribe/unsubscribe follow/unfollow \
        lock/unlock mute/unmute connect/disconnect attach/detach mount/unmount push/pull push/pop read/write import/export allow,\
        permit/deny,forbid,block,prevent accept/reject,decline,refuse approve/reject pass/fail win/lose gain/lose profit/loss love,\
        like/hate,dislike hot,warm/cold,cool heat/cool winter/summer day/night morning/evening north/south east/west \
        northern/southern eastern/western left/right top/bottom above/below over/under inside/outside internal/external \
        inbound,incoming/outbound,outgoing input/output source/destination,target client/server employer/employee buyer/seller \
        lender/borrower landlord/tenant teacher/student parent/child mother/father son/daughter brother/sister husband/wife \
        male/female man,men/woman,women boy/girl king/queen public/private legal/illegal safe/unsafe,dangerous valid/invalid \
        possible/impossible true/false positive/negative odd/even horizontal/vertical row/column ascending/descending \
        asc/desc local/remote local/global online/offline synchronous,sync/asynchronous,async static/dynamic mutable/immutable \
        success/failure pros,advantage,benefit/cons,disadvantage,drawback cause/effect,prevent strength/weakness easy,simple/hard,difficult,complex \
        cheap,cheapest/expensive new,newest,latest,newer/old,oldest,older,earliest early,earlier/late,later young/old full/empty \
        wet/dry light/dark light/heavy hard/soft rich/poor strong/weak thick/thin wide/narrow deep/shallow \
        import/export deposit/withdraw,withdrawal credit/debit borrow/lend asset/liability revenue,income/expense,cost gross/net \
        hire/fire arrive,arrival/depart,departure,leave enter/exit login/logout sign-in/sign-out expand/collapse show/hide \
        include/exclude include,with/exclude,without optional/required,mandatory forward/backward front/back,rear vegan,vegetarian/meat \
        acid/base,alkaline oxidize/reduce ancient/modern domestic/foreign,international import/export majority/minority \
        create/delete,destroy build/destroy,demolish attack/defend,defense guilty/innocent alive,live/dead,die birth/death \
        born/died,die freeze/melt,thaw boil/freeze multiply/divide square/cube numerator/denominator prefix/suffix \
        uppercase/lowercase capital/lowercase singular/plural past/future permanent/temporary monthly/yearly,annual hourly/daily \
        weekly/monthly breakfast/dinner sunrise/sunset lunar/solar summer/winter merge/split merge/rebase join/split \
        commit/revert undo/redo backup/restore save/discard,load increase/decrease debug/release development/production staging/production \
        single/multiple single,unmarried/married inhale/exhale import/export buyer/seller widen/narrow ally/enemy win/lose
        """

    private static let synonymGroups = """
        fix,repair,solve,resolve buy,purchase change,modify,alter,edit,update delete,remove,erase error,errors,exception,issue,problem \
        make,create,build find,locate,discover car,automobile,vehicle start,begin big,large quick,fast,rapid film,movie picture,photo,image \
        doctor,physician job,occupation phone,telephone,cellphone,mobile tv,television child,kid,kids,children \
        cost,price,prices,costs,expensive,pay recommended,suggested,advised recommend,suggest,advise stop,halt,cease \
        difference,differences,differ,differs distinction use,utilize,employ,using meaning,mean,means,definition,define,defined \
        reason,reasons,cause,causes author,writer wrote,written,write purpose,goal,aim method,approach technique company,firm \
        city,town forget,forgot,forgotten,lost reset,recover password,passcode,passwd setup,configure,configuration \
        cancel,terminate symptom,symptoms,sign,signs illness,disease,sickness treat,cure,treatment remedy begin,start \
        require,need,required quickly,fast population,inhabitants,people lives,live tall,height high far,distance \
        big,size large long,length,duration heavy,weight weigh,weighs cook,prepare,make obtain,acquire,receive boss,manager \
        invented,inventor,invent founded,founder,found discovered,discoverer speak,speaks,spoken,language return,refund holiday,vacation \
        ship,shipping,delivery,deliver,delivered mail,email,e-mail screen,display
        """
}
