/// Pairs that look alike and ask something else. None may have the same form.
enum EquivalenceNearMisses {
    static let written = """
        ## negation
        Which foods should I eat with diabetes? | Which foods should I not eat with diabetes?
        Why do cats like water? | Why don't cats like water?
        Can I take ibuprofen with alcohol? | Can't I take ibuprofen with alcohol?
        Is it safe to eat raw eggs? | Is it unsafe to eat raw eggs?
        Is this legal in Texas? | Is this illegal in Texas?
        How to make a cake with eggs | How to make a cake without eggs
        What do vegans eat? | What don't vegans eat?
        Which countries are in NATO? | Which countries are not in NATO?
        Which animals can fly? | Which animals cannot fly?
        Name a country with a coast | Name a country with no coast
        Is the function reversible? | Is the function irreversible?
        Is there a prime between 24 and 28? | Is there no prime between 24 and 28?
        What is an inductive proof? | What is a non-inductive proof?
        Explain how to use tabs | Explain how not to use tabs
        Explain how to use tabs | Explain how to not use tabs
        Write a poem about love | Don't write a poem about love
        Please use lists | Please don't use lists
        Have you ever seen snow? | Have you never seen snow?
        List all the planets except Mars | List all the planets including Mars
        Is the sum always even? | Is the sum never even?
        Which metals are magnetic? | Which metals are nonmagnetic?
        Why is the sky blue? | Why isn't the sky blue?
        Why is Pluto a planet? | Why is Pluto not a planet?
        Can dogs eat chocolate? | Can dogs not eat chocolate?
        What is possible with CSS alone? | What is impossible with CSS alone?
        Tell me what I should do | Tell me what I shouldn't do
        Do you know what the capital is? | Don't you know what the capital is?
        I know what the capital of France is | I don't know what the capital of France is
        Should I sign the contract? | Shouldn't I sign the contract?
        Does the law apply to minors? | Doesn't the law apply to minors?
        Only adults may enter | Not only adults may enter
        Is 7 a prime number? | Isn't 7 a prime number?
        Which is the most common element? | Which is the least common element?
        Would a vegan eat honey? | Wouldn't a vegan eat honey?
        When can I legally drive? | When can I not legally drive?
        Which drugs are approved? | Which drugs are unapproved?
        Nobody knows the answer, why? | Everybody knows the answer, why?
        Was the attack provoked? | Was the attack unprovoked?
        ## numbers
        What is 5 plus 3? | What is 5 plus 2?
        Convert 100 km to miles | Convert 1000 km to miles
        List 5 reasons to exercise | List 6 reasons to exercise
        List five reasons to exercise | List six reasons to exercise
        List five reasons to exercise | List 4 reasons to exercise
        What is 1,234 divided by 2? | What is 1.234 divided by 2?
        What is 1,234 divided by 2? | What is 1234 divided by 2?
        What is 12.5 percent of 80? | What is 125 percent of 80?
        What is 5! | What is 5
        What is 5! | What is 5?
        What is 5!? | What is 5?
        What is -5 squared? | What is 5 squared?
        What is 1/2 of 10? | What is 12 of 10?
        What is 2^3? | What is 23?
        What is 1.0? | What is 1?
        What is 007 about? | What is 7 about?
        How many zeros are in 1,000,000? | How many zeros are in 10,000,000?
        Is $1,000 a lot? | Is $1,000,000 a lot?
        What is the 10th prime number? | What is the 11th prime number?
        What is the 10th prime number? | What is 10 prime number?
        Who was the 1st president of the USA? | Who was the 2nd president of the USA?
        What happened in the 90s? | What happened in the 80s?
        What is 3 x 4? | What is 3 + 4?
        What is 10-5? | What is 10+5?
        What is 0.5? | What is .05?
        What is 5% of 100? | What is 5 of 100?
        What is 5% of 100? | What is 50% of 100?
        Write a summary in 100 words of Hamlet | Write a summary in 200 words of Hamlet
        Explain gravity in one sentence | Explain gravity in two sentences
        Explain gravity in one sentence | Explain gravity in one paragraph
        What is 1e5? | What is 1e6?
        What does error 404 mean? | What does error 403 mean?
        Tell me 3 facts about Rome | Tell me 13 facts about Rome
        What is the sum of 1, 2 and 3? | What is the sum of 12 and 3?
        Divide 10 by 2 | Divide 2 by 10
        What are the differences between 5 and 3? | What is the difference between 5 and 3?
        Is 1,5 bigger than 1,4? | Is 15 bigger than 14?
        Compare 1-10 and 2-10 | Compare 1-10 and 3-10
        Solve x + 2 = 5 | Solve x + 2 = 6
        ## versions
        What is new in Python 3.11? | What is new in Python 3.12?
        What is new in Python 3.1? | What is new in Python 3.10?
        What is new in Swift 6? | What is new in Swift 6.0?
        How do I install Node 18? | How do I install Node 20?
        How do I upgrade from iOS 16 to iOS 17? | How do I upgrade from iOS 17 to iOS 16?
        Is HTTP/2 faster than HTTP/1.1? | Is HTTP/3 faster than HTTP/1.1?
        What is the license of v1.2.3? | What is the license of v1.2.4?
        Does Java 8 support records? | Does Java 17 support records?
        Is Windows 10 supported? | Is Windows 11 supported?
        What is UTF-8? | What is UTF-16?
        What is CSS3? | What is CSS?
        Does GPT-4 support images? | Does GPT-3 support images?
        What changed between PHP 7.4 and PHP 8? | What changed between PHP 7.4 and PHP 8.1?
        What is IPv4? | What is IPv6?
        What is TLS 1.2? | What is TLS 1.3?
        What is C++17? | What is C++20?
        What is C++? | What is C?
        What is C#? | What is C?
        What is C++? | What is C#?
        Is 1.2.0-beta stable? | Is 1.2.0 stable?
        ## units
        How far is 5 km? | How far is 5 miles?
        How much is 5 kg? | How much is 5 mg?
        Convert 10 C to F | Convert 10 F to C
        What is 5 MB? | What is 5 Mb?
        What is 5 MB? | What is 5 mb?
        How long is 5 ms? | How long is 5 s?
        How long is 5 minutes in seconds? | How long is 5 hours in seconds?
        How heavy is 1 pound? | How heavy is 1 ounce?
        Is 100 degrees Celsius hot? | Is 100 degrees Fahrenheit hot?
        Convert 5 feet to meters | Convert 5 feet to centimeters
        How many cups are in a liter? | How many cups are in a gallon?
        Is 5pm late? | Is 5am late?
        How much is $5? | How much is €5?
        How much is $5? | How much is 5?
        Convert 10 USD to EUR | Convert 10 EUR to USD
        Convert 10 USD to EUR | Convert 10 USD to GBP
        What is 5 mW? | What is 5 MW?
        Is 10 mm bigger than 1 cm? | Is 10 cm bigger than 1 mm?
        Is 60 mph fast? | Is 60 kph fast?
        How fast is 3 m/s? | How fast is 3 km/h?
        What is 20 GB? | What is 20 TB?
        Set a timer for 10 seconds | Set a timer for 10 minutes
        What is the price in dollars? | What is the price in euros?
        What is 5 percent? | What is 5 percentage points?
        ## roles
        Who killed Caesar? | Who did Caesar kill?
        Did France invade Germany? | Did Germany invade France?
        How do I convert JSON to XML? | How do I convert XML to JSON?
        Translate 'cat' from English to French | Translate 'cat' from French to English
        Is Java faster than Python? | Is Python faster than Java?
        What did Alice give Bob? | What did Bob give Alice?
        Can a dog eat a cat? | Can a cat eat a dog?
        How do I move from AWS to Azure? | How do I move from Azure to AWS?
        Does A imply B? | Does B imply A?
        Is the son taller than the father? | Is the father taller than the son?
        Flights from Paris to London | Flights from London to Paris
        Who teaches whom, the student or the teacher? | Who teaches whom, the teacher or the student?
        Why does smoking cause cancer? | Why does cancer cause smoking?
        How do I embed HTML in Markdown? | How do I embed Markdown in HTML?
        Who is the dog chasing? | Who is chasing the dog?
        Tell me who the dog is chasing | Tell me who is chasing the dog
        Was Plato a student of Socrates? | Was Socrates a student of Plato?
        Who is John's father? | Who is John the father of?
        What eats sharks? | What do sharks eat?
        Write a letter from a tenant to a landlord | Write a letter from a landlord to a tenant
        Subtract 5 from 10 | Subtract 10 from 5
        Who sued Apple? | Who did Apple sue?
        How do I merge main into dev? | How do I merge dev into main?
        What follows A in B? | What follows B in A?
        Is x greater than y? | Is y greater than x?
        Can I see you? | Can you see me?
        Do I know you? | Do you know me?
        Is Monday before Tuesday? | Is Tuesday before Monday?
        How can I help you? | How can you help me?
        Which teams beat Spain? | Which teams did Spain beat?
        Who was Ada's teacher? | Who was the teacher Ada?
        ## names
        Who is Michael Jordan? | Who is Michael Jackson?
        Who was Henry VII? | Who was Henry VIII?
        What is the capital of Austria? | What is the capital of Australia?
        What is the capital of Niger? | What is the capital of Nigeria?
        What is the capital of Slovakia? | What is the capital of Slovenia?
        What is the population of Paris, Texas? | What is the population of Paris, France?
        Tell me about George W. Bush | Tell me about George H. W. Bush
        Who is Polish? | Who is polish?
        How do I polish silver? | How do I Polish silver?
        What is the price of Apple? | What is the price of apple?
        Where is Turkey? | Where is turkey?
        Is Turkey healthy? | Is turkey healthy?
        What is WHO? | What is who?
        Tell us the population | Tell US the population
        What is the IT department? | What is the it department?
        What happens in May? | What happens in march?
        Who wrote It? | Who wrote it?
        Who directed Her? | Who directed her?
        Is AIDS helpful? | Is aids helpful?
        How big is Amazon? | How big is amazon?
        What is Rust? | What is rust?
        What is a shell? | What is a Shell?
        What does Will want? | What does will want?
        Where can I find Target? | Where can I find target?
        How hot is Chile? | How hot is chile?
        How many people are in China? | How many people are in china?
        Is Frank honest? | Is frank honest?
        What is the Sun? | What is the sun?
        What is REST? | What is rest?
        What is a RAM? | What is a ram?
        Who is the Rock? | Who is the rock?
        Who are the Doors? | Who are the doors?
        Who are the Who? | Who are the who?
        What is the matter? | What is matter?
        What is the time? | What is time?
        What is mean? | What is the mean?
        What is a python? | What is python?
        What is Go? | What is go?
        What is Zurich famous for? | What is Zürich famous for?
        Who is Jose? | Who is José?
        What is Café Noir? | What is Cafe Noir?
        What is resume in French? | What is résumé in French?
        What is America? | What is USA?
        What is Georgia in the US? | What is Georgia?
        Tell me about Great Britain | Tell me about the UK
        What is the Netherlands? | What is Holland?
        Who founded Microsoft? | Who founded Google?
        Is Anna older than Ana? | Is Ana older than Anna?
        What is react? | What is React?
        What is windows? | What is Windows?
        Who painted the Mona Lisa? | Who stole the Mona Lisa?
        What is the age of Empires? | What is the age of Enlightenment?
        Age of Empires | What is the age of Empires?
        ## dates
        What happened on May 5, 1990? | What happened on May 6, 1990?
        What happened on May 5, 1990? | What happened on May 5, 1991?
        What happened on 1/2/2020? | What happened on 2/1/2020?
        What happened on 2020-01-02? | What happened on 2020-02-01?
        Who won the World Cup in 2018? | Who won the World Cup in 2022?
        What happened in June? | What happened in July?
        Is the store open on Monday? | Is the store open on Sunday?
        What happened before 1945? | What happened after 1945?
        Who ruled in 100 BC? | Who ruled in 100 AD?
        What is open today? | What is open tomorrow?
        What happened last year? | What happened this year?
        Who was president in the 1960s? | Who was president in 1960?
        When did the war begin? | When did the war end?
        What is due at 5:00? | What is due at 5:30?
        What happened in the 19th century? | What happened in the 20th century?
        When was he born? | When did he die?
        Events of January 1, 2000 | Events of January 2000
        What happened since 2010? | What happened until 2010?
        Is it 9 a.m.? | Is it 9 p.m.?
        In what year was he born? | In what month was he born?
        ## languages
        Translate 'hello' to French | Translate 'hello' to Spanish
        How do you say 'hello' in French? | How do you say 'hello' in German?
        How do I reverse a list in Python? | How do I reverse a list in Java?
        How do I reverse a list in Java? | How do I reverse a list in JavaScript?
        How do I reverse a list? | How do I reverse a list in C?
        Explain gravity in French | Explain gravity in English
        Explain gravity in French | Explain gravity
        Write a function in Go | Write a function in Rust
        Wer ist der Präsident? | Wer war der Präsident?
        Was kostet das Essen? | Was kostet das essen?
        Wo wohnen Sie? | Wo wohnen sie?
        ¿Cuál es la capital de Francia? | ¿Cuál es la capital de España?
        Quelle est la capitale de la France ? | Quelle est la capitale de l'Italie ?
        Où est la gare ? | Ou est la gare ?
        ¿Qué es esto? | ¿Que es esto?
        Как дела? | Как дела
        你是老师？ | 你是老师。
        東京はどこですか | 京都はどこですか
        What does Sie mean in German? | What does sie mean in German?
        Papa | Рара
        What does 'pain' mean in French? | What does 'pain' mean in English?
        Isı nedir? | İsı nedir?
        ## questions
        Who is the president of France? | When is the president of France?
        Where is the library? | When is the library?
        What is the capital of France? | Where is the capital of France?
        How many eggs do I need? | How much eggs do I need?
        How old is the universe? | How big is the universe?
        Why does it rain? | When does it rain?
        How does it rain? | Why does it rain?
        Which book should I read? | Whose book should I read?
        Tell me who wrote Hamlet | Tell me when Hamlet was written
        Tell me how many people work | How do many people work?
        Tell me how much it works | How does much it work
        Explain what photosynthesis is | Explain photosynthesis
        How to swim | Can you swim?
        How do I swim? | Can I swim?
        How do I look? | How to look
        How do you feel? | How do I feel?
        How do you feel? | How to feel
        How do you work? | How do I work?
        How can we stop climate change? | How can I stop climate change?
        How should I sort a list? | How do I sort a list?
        Do you know how to play chess? | How to play chess?
        Can you write a function inside a function in C? | Write a function inside a function in C
        Can you make a cake without eggs? | Make a cake without eggs
        Can you find a prime between 24 and 28? | Find a prime between 24 and 28
        Can you convert a string to an int? | Convert a string to an int
        Could you make a living by selling art? | Make a living by selling art
        Would you write code in Go or Rust? | Write code in Go or Rust
        What is the meaning of life? | What does life mean?
        What is the definition of life? | What is life?
        How do you make money? | How do I make money?
        How do you find the food? | How do I find the food?
        How do you update your knowledge? | How to update your knowledge
        So what if it rains? | What if it rains?
        You are happy. | You are happy?
        It is raining | It is raining?
        Cats eat fish. | Cats eat fish?
        What happened? | What's happened?
        What is up with this? | What's happened with this?
        Who's left? | Who is left?
        What's broken? | What is broken?
        Do you know me? | Do you know?
        Tell me about Rome | Tell me more about Rome
        Give me a reason | Give me the reason
        Is it true that Rome fell? | When did Rome fall?
        Hello, World program in C | World program in C
        Hey Jude lyrics | Jude lyrics
        Hi | Hello there
        Please Please Me release year | Please Me release year
        How hard is it to please? | How hard is it to
        Do as you please | Do as you
        Write a thank you | Write a
        How do you spell please? | How do you spell
        Translate: good morning, thanks | Translate: good morning
        Explain the importance of music to me | Explain the importance of music
        ## articles
        Few people came, why? | A few people came, why?
        How do I find the file? | How do I find a file?
        Do most people agree? | Do the most people agree?
        What is a little hope? | What is little hope?
        Who is the king? | Who is king?
        What is the internet? | What is an internet?
        Why go to school? | Why go to the school?
        What are the Alps? | What are Alps?
        Who is a doctor? | Who is the doctor?
        What is the world? | What is a world?
        ## comparatives
        Which is the largest country? | Which is the smallest country?
        What is the highest mountain? | What is the tallest building?
        Which is the best phone? | Which is the better phone?
        Is it more than 5? | Is it less than 5?
        What is the minimum wage? | What is the maximum wage?
        Is it at least 5? | Is it at most 5?
        What is the first element? | What is the last element?
        Is gold heavier than lead? | Is gold lighter than lead?
        Who is the oldest person? | Who is the youngest person?
        What comes before Z? | What comes after Z?
        What is the top of the list? | What is the bottom of the list?
        Which is the biggest loser? | Which is the largest loser?
        Is it as fast as Go? | Is it faster than Go?
        What are the pros of tea? | What are the cons of tea?
        Which is the second largest city? | Which is the largest city?
        How do I increase volume? | How do I decrease volume?
        How do I enable logging? | How do I disable logging?
        How do I open a port? | How do I close a port?
        How do I install Docker? | How do I uninstall Docker?
        How do I encrypt a file? | How do I decrypt a file?
        ## modality
        Must I pay taxes? | Should I pay taxes?
        Can I quit my job? | Should I quit my job?
        May I leave? | Must I leave?
        Will it rain? | Could it rain?
        Would it work? | Will it work?
        What can I do? | What should I do?
        Do I have to go? | Can I go?
        Is he a doctor? | Was he a doctor?
        Does it work? | Did it work?
        Where do they live? | Where did they live?
        What has he done? | What had he done?
        What are you doing? | What were you doing?
        ## quantifiers
        Are all birds able to fly? | Are some birds able to fly?
        Do any cats swim? | Do all cats swim?
        Is each value unique? | Is every other value unique?
        Do most people vote? | Do many people vote?
        Do both work? | Does either work?
        Give me one example | Give me some examples
        What are the benefits? | What is the benefit?
        Give me an example | Give me examples
        Are only adults allowed? | Are adults allowed?
        Is nearly everyone here? | Is everyone here?
        Write a poem | Write poems
        Do the cats sleep? | Does the cat sleep?
        ## prepositions
        Is the cat on the table? | Is the cat under the table?
        Is it a book by Orwell? | Is it a book about Orwell?
        Fly to Paris | Fly from Paris
        Is it for me? | Is it from me?
        Work with Bob | Work without Bob
        Read a file in Python | Read a file for Python
        Do tea and coffee help? | Do tea or coffee help?
        Is it black and white? | Is it black or white?
        What is over 5? | What is under 5?
        Who voted for it? | Who voted against it?
        What is inside the box? | What is outside the box?
        Stay until noon | Stay after noon
        Turn water into wine | Turn water to wine
        ## punctuation
        Let's eat, Grandma | Let's eat Grandma
        A panda eats, shoots and leaves | A panda eats shoots and leaves
        What is a?b | What is a b
        Is it his? Or hers | Is it his or hers
        Woman, without her man, is nothing | Woman: without her, man is nothing
        What does the dogs' owner do? | What does the dog's owner do?
        Whose are the dogs' bowls? | Whose are the dogs bowls?
        What is C? | What is c?
        What is x = A? | What is x = a?
        What is re-sign? | What is resign?
        What is a co-op? | What is a coop?
        Once upon a time... | Once upon a time
        What does ! mean? | What does ? mean?
        In C, what is ! | In C, what is ?
        What is the operator ?? | What is the operator !?
        Is it well-known or known well? | Is it well known or known well?
        Old men and women | Old men, and women
        What is (a b) c | What is a (b c)
        ## quotes
        Translate "Hello" to French | Translate "hello" to French
        What does "its" mean? | What does "it's" mean?
        Who said "I think"? | Who said "I thought"?
        Count the letters in "the cat" | Count the letters in "a cat"
        What is 'a  b'? | What is 'a b'?
        Explain `foo()` | Explain `Foo()`
        Explain `a  b` | Explain `a b`
        Explain print("a  b") | Explain print("a b")
        What does `x = 1` do? | What does `x == 1` do?
        Is 'who' or 'whom' right? | Is 'whom' or 'who' right?
        Fix ```a = 1``` | Fix ```a = 2```
        Fix ```A``` | Fix ```a```
        Explain "please" | Explain
        What does "please" mean? | What does "" mean?
        Who wrote "The Cat"? | Who wrote "A Cat"?
        What is "US"? | What is "us"?
        ## identifiers
        What is getUserId? | What is getUserID?
        What is user_id? | What is userid?
        Open https://example.com/A | Open https://example.com/a
        Open https://example.com/?a=1 | Open https://example.com/?a=2
        Open /etc/Hosts please | Open /etc/hosts please
        Who is bob@example.com? | Who is bob@example.org?
        What is ./run.sh? | What is run.sh?
        What does -v do? | What does -V do?
        What does --all do? | What does -all do?
        What is .NET? | What is NET?
        What is Node.js? | What is Node?
        What is #foo? | What is foo?
        What is @foo? | What is foo?
        What is x1? | What is x2?
        What is ABC-123? | What is ABC-124?
        What is foo.py? | What is foo.pyc?
        What is 10.0.0.1? | What is 10.0.0.2?
        What is bill_gates? | Who is Bill Gates?
        ## mention
        Translate to French: I do not know | Translate to French: I don't know
        Translate into German: Are you happy? | Translate into German: Are you happy.
        Correct this: i am hapy | Correct this: I am hapy
        Correct the grammar: The cat sit. | Correct the grammar: the cat sit.
        How do you spell colour? | How do you spell color?
        Is it grammatical to say can not? | Is it grammatical to say cannot?
        Which words rhyme with two? | Which words rhyme with 2?
        How many letters are in Two? | How many letters are in 2?
        Rewrite: please come, thanks | Rewrite: please come
        Summarize: The price is 5. | Summarize: The price is 6.
        Summarize this\\nIt rained. | Summarize this\\nIt did not rain.
        Fix this\\n  a = 1 | Fix this\\na = 1
        Classify the sentiment: I love it! | Classify the sentiment: I love it
        What is the plural of ox? | What is the plural of oxen?
        Repeat after me Hello | Repeat after me hello
        What is the synonym of big? | What is the synonym of large?
        Rephrase I would like to know the time | Rephrase I want to know the time
        Is the sentence I know it right? | Is the sentence I knew it right?
        Capitalize john smith | Capitalize John Smith
        ## format
        Explain TCP briefly | Explain TCP
        Explain TCP as JSON | Explain TCP as XML
        Explain TCP to a child | Explain TCP to an expert
        Explain TCP in detail | Explain TCP briefly
        Give the answer in meters | Give the answer in feet
        Write a poem | Write a haiku
        Write a short poem | Write a long poem
        What is TCP? Answer in French. | What is TCP? Answer in German.
        What is TCP? Be brief. | What is TCP? Be thorough.
        List capitals as a table | List capitals as a list
        Summarize Hamlet | Explain Hamlet
        ## content
        What is the best way to learn Spanish? | What is the fastest way to learn Spanish?
        Who is the current president? | Who is the president?
        How do I cook rice? | How do I cook fried rice?
        What is the largest ocean? | What is the largest sea?
        What causes rain? | What causes snow?
        How do I get a refund? | How do I get a job?
        What does a CEO do? | What does a CFO do?
        Is water wet? | Is ice wet?
        Where is Paris located? | Where is Paris going?
        What is the capital for a startup? | What is the capital of a startup?
        What is Paris known for? | What is Paris known as?
        Which country is Paris in? | Which country is Paris on?
        Is a film made of plastic? | Is a movie made of plastic?
        What is soccer? | What is football?
        What is a hard disk? | What is a hard disc?
        Explain the difference between TCP and UDP | Explain the similarity between TCP and UDP
        What is a light year? | What is a year light?
        What is machine learning? | What is learning machine?
        ## meaning
        What does US stand for? | What does USA stand for?
        What does UK mean? | What does United Kingdom mean?
        What does km mean? | What does kilometer mean?
        How do you abbreviate kilometers? | How do you abbreviate km?
        What is the abbreviation of versus? | What is the abbreviation of vs?
        What does two mean? | What does 2 mean?
        What does grey mean? | What does gray mean?
        Define colour | Define color
        What does can't mean? | What does cannot mean?
        What does who's mean? | What does who is mean?
        ## brands
        What is Telegram? | What is a telegram?
        What is Telegram? | What is telegram?
        How do I cook celery? | How do I cook Celery?
        What do pandas eat? | What do Pandas eat?
        How do I read poetry? | How do I read Poetry?
        Is chrome heavy? | Is Chrome heavy?
        Is selenium toxic? | Is Selenium toxic?
        What is electron mass? | What is Electron mass?
        How do I clean steam? | How do I clean Steam?
        What is a jaguar? | What is a Jaguar?
        Where do eagles live? | Where do Eagles live?
        Who sells oracle? | Who sells Oracle?
        Who is Mark? | Who is mark?
        Is Rose red? | Is rose red?
        Where is Nice? | Where is nice?
        Where is Reading? | Where is reading?
        How big is Orange? | How big is orange?
        What are teams? | What are Teams?
        Is Slack free? | Is slack free?
        Is swift dead? | Is Swift dead?
        Is Mercury toxic? | Is mercury toxic?
        ## craft
        How do you draw images? | How to draw images
        How do you count tokens? | How do I count tokens?
        How do you clean your data? | How to clean your data
        How do you solve it yourself? | How to solve it yourself
        How do I feel pain? | How to feel pain
        How do I know? | How to know
        How would I sort a list? | How do I sort a list?
        How must I file taxes? | How can I file taxes?
        How did you make bread? | How do you make bread?
        How do they make bread? | How do I make bread?
        How does it make bread? | How does one make bread?
        How do you make a decision? | How do I make a decision?
        Why do I sort a list? | How do I sort a list?
        How do I sort a list in Python 2? | How do I sort a list in Python 3?
        In Python, how do I call C? | In C, how do I call Python?
        ## told
        Tell me who Ann is | Tell me who Ann was
        Tell me what Ann can do | Tell me what Ann should do
        Tell me if it is raining | Tell me why it is raining
        Tell me when the store is open | Tell me if the store is open
        Explain why dogs bark | Explain why dogs bite
        Explain how TCP works | Explain why TCP works
        Explain how vaccines work | Explain how vaccines worked
        Do you know who I am? | Do you know who you are?
        Do you know how to swim? | How do you swim?
        I want to know what love is | I want to know what love was
        I want to know | I want to go
        Tell me what this means | Tell me what that means
        Is it true that Rome is old? | Is it true that Rome was old?
        Is it true that Rome is old? | Is it true that Rome is not old?
        Tell me about the difference between A and B | Tell me about the difference between A and C
        ## hidden
        Fix `a = 1` | Fix `a\u{A0}= 1`
        Fix `ab` | Fix `a\u{200B}b`
        Fix this\\n\ta = 1 | Fix this\\n a = 1
        Is "e\u{301}" long? | Is "é" long?
        ## asked
        Tell me why cats purr | Why did cats purr?
        Tell me why they cut trees | Why do they cut trees?
        Tell me how fast cheetahs run | How do fast cheetahs run?
        Tell me how you feel | How did you feel?
        Tell me the story of Hamlet | What is the story of Hamlet?
        Tell me when you arrive | When do you arrive?
        Tell me the benefits of tea | What are the risks of tea?
        Tell me the best way to lose weight | What is the fastest way to lose weight?
        Can you write a function without loops? | Write a function without loops
        Can you fix a broken heart? | Fix a broken heart
        Who is the ceo of Apple? | Who is the cto of Apple?
        Is the core of apple hard? | Is the core of Apple hard?
        """
}
