/// Words that are another word with a capital: may and May, turkey and Turkey, apple and Apple.
///
/// Most stand in small letters and with a capital in the SCOWL word list (wordlist.aspell.net, American English, size 60
/// as Debian's wamerican 2020.12.07 has it); names of companies, products, films, bands, teams and people were added, and
/// those left out whose small letter is only careless: python, president, french.
enum CaseSensitiveWords {
    static let all: String = """
        access accord advent advents afghans air alien aliens aline allen allstate ally almighty alphabet alpine am
        amazon amazons amber ampere amplitude an anaconda anchor anchorage angel angora angoras angular ant antarctic
        apple arc arctic ares ark arrival art as ash asia aspen astrakhan at atlas atlases atom atria attic auburn
        august autumn avalanche babel babels backbone bacon badlands baker balder ball bamboo band banks bannister
        baptist baptists barber bard barker barney basic basil bass bates bath battle be beach beam bean beard bears
        beau beck beetle begin bell bellow bend bender berg berry beryl best bib biblical big bill billings bills billy
        bing bird bishop black blackberry blacks blender blockbuster bloom bloomer blues blur blvd boas bob bobby
        bohemian bohemians bologna bolt bond bonnie booth bootstrap born boston bottle boulder bounty bourbon bowers
        bowman brad brain bran branch brandy brave braves bray bread brewer brewers bridges brie bright bronco brook
        brooks brown brownie brownies browning browns buck bud buddy buffalo bullock bulls bumble bun bunker burger
        burgundy burns burr bush butler butterfingers ca cabaret cabinet caesarean cage cake cal calliope camel can
        canaries cancer cancers candy cannon canon canton cantor capitol capitols carmine carnation carol carpenter
        carrier cars carter carver cascades case cash casino castor caterpillar catholic cats cayenne celery cell
        centigrade cesarean cf chad chai challenger chamberlain chambers champagne chance chandler charity chase cheddar
        cheer chef cherry chess chevron chi chicago chile chimera china chrome chuck church citizens civic civilization
        clash clay clement cliff closure cm cognac coke cokes col colleen collier cologne colon colonial colt columbine
        combs commons commonwealth communion communions communism communist communists company concord confederacy
        confederate confederates congress congresses constable constitution consul contacts continental cook cooper cork
        corning corp cosmos cote cotton coward cowboys cox coy cracker craft crane crash crater cray crayola cream
        creation creator creed creek creole creoles crest crick cricket cross cruise crusades crush crux crystal cs cu
        cubs cucumber cupid cure curie curry cursor curt cypress daisy dale dalmatian dalmatians dare dark darling dash
        davenport dawn day dean debs deity delicious dell delta democrat democratic democrats derby derrick destiny dial
        dick diesel dipper dirk dis discord discover do docker docs doctor dodge doe dole dolly don doom doors dot dove
        doves downs downy draconian drake drew drill drive drone drudge druid ducks duke dumpster dusty dyer eagles earl
        earnest earth east eastern easterner ebony eclipse economist ed eddy edge editors elbow electron element elf
        elixir ember embrace emery enigma enterprise envoy epicurean episcopal equinox es escape establishment ester
        ether eve everglades excel exodus explorer express faith falcon fanny farmer farrow fascism fates father fathers
        fed federalist feds felicity fern fez fiat fidelity fielding fields fiesta filter finch finder fish fisher
        flagstaff flames flask flint flora flowers fluent flutter flux fly foals focus ford foreman forest forester
        forte fortune foster foundation fox fr frank frankfurter franks freeman friends frost frozen fry fuel fuller
        fusion gable gage gain galaxy gale gall gamble gantry gap garbage garland garner garrison gates gay gen gene
        genesis genius gentile gentiles gentry ghost giants gibbon gill ginger gipsies gipsy glass glen go god golden
        goldsmith golf good goodwill gopher gore gospel gospels grace grail grant grass graves gravity gray grease green
        grey griffin grimes gross grunt guardian guinea gulp gump gusto guy gypsies gypsy hair hale hall hallmark
        halloween halo halon ham handy hank harbor hardy harlequin harry hart hawking hay hays hazel he head heart heat
        heath heather hector hell helm helmet her herder hermitage herring hertz hibernate hickory hicks highness hill
        hinge hiss hive ho hogan holder hole holiday holly homer hood hooker hooters hope hopper horn house huff hull
        hung hunt hunter hurts hydra hymen if ill illustrator impala in inc ind independence independent innocent
        inquisition insight insomnia intel ionic iris it ivory ivy jack jade jaguar jarred jasmine jasper jaws jay jazz
        jersey jerseys jest jets jewel jimmy job jobs jock jockey john johns joker jordan josh joule journey joy
        juggernaut juke julia junior juniors justice kansas karma ken key keynote khan king kings kiss kit kitty knight
        ks la lacy lamb lance lancet land lane lassie laud laurel lea leach leaf lean lee leeward left lent leviathan
        levy libra lie liege lily lions lisp little live loafer loafers lodge logan long lord lords lost lot love low
        lupus lynch mace macintosh mackinaw madden madras maestro magic mail mailer major male mali mammon man mandarin
        manning mantle maps mar marathon march marches margarita maria marina marine marines mark marks marlin marquis
        marsh martial martian martians martin mason masonic masons mass masses masters matt maven max may mayflower mayo
        mead meadows mecca meccas medium meg melody mercurial mercury merino mesa messages messiah messiahs meta meteor
        metropolitan mg mickey midland midway mike miles milk mill miller millet mills milquetoast mimosa min mini
        minions mint mirror misery miss mister mistral misty mo mobile moby mocha moll monk moody moon moonlight moor
        moors more morocco morrow mosaic moss mount ms munch muscat muse mustang myrtle narcissus nation nationals
        nationwide nautilus nemesis nestle nets newton nexus nice nick nickelodeon niger nightingale nine nirvana no
        noble node noel noels nomad nope normal north northeast northerner northwest notepad notes notion nova numbers
        oasis occidental occidentals office old olive on onion opal opera or oracle orange orbit orient oriental
        orientals ottoman outlook oxford oxfords oz pa pace pacific packer page pages palisades palm pampers pan pandas
        pandora pansy paradise paramount parcel park parks parmesan parsons pascal passion passions passport pat pate
        patsy patty pd peace pearl peck peel peg penny pentagon perm perplexity peter peters petty pharaoh pharaohs
        phish phoebe phoenix photos pierce pig pigmies pigmy pike pilgrim pilot pink pippin pirates pixel placebo
        platonic platoon playboy poetry poison pole poles police polish polo polygon pompadour pooh poppy portal porter
        post potter pound powers precious premiere pres presto preview prey price primus prince prof progressive
        prohibition project protestant protestants providence prudence prudential psalms psyche psycho pt publisher puck
        pueblo pulp pulsar punch puppet puritan puritanism pygmies pygmy pyramid quaker queen queens quest quisling
        racket raffles rails railway rainbow rainier rams randy ranger rather ravel ray rays razor re react reading
        realtor red reds reed reeves remix render rent rep replicate representative republican republicans resurrection
        reunion rev revelations revere reverend rhea rice rich rick riddle ride rift rio ripple river rivers roach rob
        robin robots rock rockets rocky rod roentgen roger rogers rogue roman romanticism root rose rosemary rove rover
        roy royal royals ruby rush rust rusty sabre safari sage saints saki salamis sally salt sand sanders sandy sang
        sass sat satanism saturn savage savannah savior saw sawyer scheme schnauzer scopes scotch scotches scout
        scrabble scratch scream scripture scriptures scrooge scud seal sears seaside sec secretariat segment selenium
        sellers senates senator senior sentry set seven sexton shanghai shantung sharks sharp she sheets shell shepherd
        sherry shields short shorthorn sibyl signal signs sims sing singer singleton sister sisters sketch skip sky
        slack slinky small smith smuts snake snap snatch snickers snider snoopy snow snowflake so sol son sonny soul
        south southeast southerner southerners southwest soviet spam spark sparks spartan spears speed split spotlight
        spring sprint sprite spurs square staples starburst stark stars steam stein stellar sterling stern sting stocks
        stoic stoicism stokes stone stones storm stout stream stripe strong stylus sublime subversion subway sue suede
        summer summers sun sunbeam sung suns superior superman surface swans swarm sweet swift switch synchrony tableau
        tad tailwind taken tangled tanner target tartar tartars teams telegram telegraph teletype tell teller temple
        terry tertiary tether thanksgiving thanksgivings thatcher them theosophy thermos thespian they thoroughbred
        threads ti tide tigers times tinder ting titan titans tom tony tool tornado toto traffic train traverse
        treasuries treasury trident trinities trinity trolls troy truth tucker turkey turner tutu twain tweed twins
        unbreakable union unions united unity unreal up urban us utopians vagrant valentine van vandal vanguard vault
        venus vertigo victor villa villas viola violet visa vogue volt voyager wade wake waldo wales walker wall wallet
        walls ward ware warren wash wasp waters watt watts we weaver wed weeks welch wellington wells welsh west western
        westerner westerns wheeler wheeling whirlpool whisper whistler white whites who wild wilder wiles will
        windbreaker windows windsurf windward winters wire wise wolf wolves wonder wood woodland woods word workday
        workman worms wren wright yank yanks yarn yes you young yours yule yuletide zen zens zeppelin zest zipper
        zippers zoom
        """
}
