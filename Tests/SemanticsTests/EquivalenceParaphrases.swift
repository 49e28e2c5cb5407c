/// Pairs that ask the same in other words. The number beside a category is the least share, in percent, that is found.
enum EquivalenceParaphrases {
    static let written = """
        ## case 90
        What is the capital of France? | what is the capital of france?
        What is the capital of France? | WHAT IS THE CAPITAL OF FRANCE?
        What Is The Capital Of France? | What is the capital of France?
        Who wrote Hamlet? | who wrote hamlet?
        How do I reverse a list in Python? | how do i reverse a list in python
        What is HTML? | what is html?
        What is JSON used for? | what is json used for
        Who is the CEO of Tesla? | who is the ceo of tesla?
        What is the population of Tokyo? | what is the population of tokyo?
        Explain Recursion | explain recursion
        How do I use GitHub? | how do I use github?
        What is DNA? | what is dna?
        What is JavaScript? | what is javascript?
        Why is the sky blue? | why is the sky blue?
        Who was Albert Einstein? | who was albert einstein?
        Is Tokyo bigger than London? | is tokyo bigger than london?
        How do I learn Spanish? | how do i learn spanish?
        What is Photosynthesis? | what is photosynthesis?
        HOW DO I BAKE BREAD? | How do I bake bread?
        What is the GDP of Germany? | what is the gdp of germany
        What is the capital of China? | what is the capital of china?
        Who is Bill Gates? | who is bill gates?
        I want to know who wrote Hamlet | i want to know who wrote hamlet
        Who is the CEO of Apple? | who is the ceo of apple
        ## punctuation 90
        What is the capital of France? | What is the capital of France
        What is the capital of France? | What is the capital of France.
        What is the capital of France? | What is the capital of France ?
        What is the capital of France? | What is the capital of France???
        What is the capital of France? | What is the capital of France?!
        Explain recursion. | Explain recursion
        Explain recursion! | Explain recursion
        What is  the capital   of France? | What is the capital of France?
        What’s the capital of France? | What's the capital of France?
        Who said “I think”? | Who said "I think"?
        Compare tea — or coffee | Compare tea - or coffee
        What happened in 1990–1995? | What happened in 1990-1995?
        What is −5 plus 3? | What is -5 plus 3?
        What is the capital of France?\\n | What is the capital of France?
        \\nWhat is the capital of France? | What is the capital of France?
        Write a poem. | Write a poem
        Compare Python, Java, and Go | Compare Python, Java and Go
        It is raining. | It is raining
        ## contractions 90
        What's the capital of France? | What is the capital of France?
        whats the capital of france | What is the capital of France?
        Who's the president of France? | Who is the president of France?
        Where's the Eiffel Tower? | Where is the Eiffel Tower?
        Why doesn't my code compile? | Why does not my code compile?
        Why can't I log in? | Why cannot I log in?
        Why can't I log in? | Why can not I log in?
        I'm sad. What should I do? | I am sad. What should I do?
        Why isn't Pluto a planet? | Why is not Pluto a planet?
        What's new in Python 3.12? | What is new in Python 3.12?
        Don't use lists. What's TCP? | Do not use lists. What is TCP?
        How's the weather in Paris? | How is the weather in Paris?
        Why won't my car start? | Why will not my car start?
        Why doesnt it work? | Why doesn't it work?
        They're late. Why? | They are late. Why?
        What shouldn't I eat? | What should not I eat?
        It's cold. Should I go out? | It is cold. Should I go out?
        ## politeness 90
        Please explain recursion | Explain recursion
        Explain recursion, please | Explain recursion
        Explain recursion please. | Explain recursion
        Could you please explain recursion? | Explain recursion
        Can you explain recursion? | Explain recursion
        Could you explain recursion please? | Explain recursion.
        Can you please explain recursion to me? | Explain recursion
        Would you please explain recursion? | Explain recursion
        Kindly explain recursion | Explain recursion
        I'd like you to explain recursion | Explain recursion
        I would like you to explain recursion | Explain recursion
        I want you to explain recursion | Explain recursion
        I need you to write a poem about rain | Write a poem about rain
        Can you please write a poem about rain? | Write a poem about rain
        Could you please write a poem about rain? Thanks! | Write a poem about rain
        Please write me a poem about rain | Write a poem about rain
        Can you write me a poem about rain? | Write a poem about rain
        What is TCP? Thanks | What is TCP?
        What is TCP? Thank you! | What is TCP?
        What is TCP? Thanks in advance. | What is TCP?
        What is TCP? Thank you very much. | What is TCP?
        What is TCP, please? | What is TCP?
        Please, what is TCP? | What is TCP?
        Could you give me an example of a metaphor? | Give me an example of a metaphor
        Can you give me an example of a metaphor please? | Give me an example of a metaphor
        Would you mind explaining recursion? | Explain recursion
        Would you mind telling me what TCP is? | What is TCP?
        Could you kindly list three planets? | List 3 planets
        Please translate "hello" to French | Translate "hello" to French
        Could you please translate "hello" into French? | Translate "hello" to French
        How do you say "hello" in French? | Translate "hello" to French
        I was wondering if you could explain recursion | Explain recursion
        I would appreciate it if you could explain recursion | Explain recursion
        Can you help me understand how vaccines work? | How do vaccines work?
        Can you explain quantum physics in simple terms? | Explain quantum physics in simple terms
        Can you write a poem about rain? | Write a poem about rain
        Could you write a short story about rain? | Write a short story about rain
        Can you translate "hello" to French? | Translate "hello" to French
        Could you summarize this article? | Summarize this article
        ## greetings 90
        Hi, what is TCP? | What is TCP?
        Hello! What is TCP? | What is TCP?
        Hey, what's TCP? | What is TCP?
        Hi there! Can you tell me what TCP is? | What is TCP?
        Good morning, what is TCP? | What is TCP?
        Hello, could you please explain recursion? | Explain recursion
        Hey there, how do I sort a list in Python? | How do I sort a list in Python?
        Hi!\\n\\nWhat is TCP?\\n\\nThanks! | What is TCP?
        hello what is the capital of france | What is the capital of France?
        Quick question: what is TCP? | What is TCP?
        I have a question: what is TCP? | What is TCP?
        Question: What is TCP? | What is TCP?
        Ok, what is TCP? | What is TCP?
        So, what is TCP? | What is TCP?
        Um, what is TCP? | What is TCP?
        Excuse me, what is TCP? | What is TCP?
        My question is: what is TCP? | What is TCP?
        Just curious, what is TCP? | What is TCP?
        Answer the following question: What is TCP? | What is TCP?
        Out of curiosity, who wrote Hamlet? | Who wrote Hamlet?
        ## asking 90
        Tell me what the capital of France is | What is the capital of France?
        Tell me what is the capital of France | What is the capital of France?
        Tell me the capital of France | What is the capital of France?
        Could you please tell me what the capital of France is? | What is the capital of France?
        Can you tell me what the capital of France is? | What is the capital of France?
        Do you know what the capital of France is? | What is the capital of France?
        I'd like to know what the capital of France is | What is the capital of France?
        I would like to know what the capital of France is. | What is the capital of France?
        I want to know the answer. What is TCP? | I want to know the answer. What's TCP?
        I was wondering what the capital of France is | What is the capital of France?
        I wonder who wrote Hamlet | Who wrote Hamlet?
        Can I ask what TCP is? | What is TCP?
        May I ask who wrote Hamlet? | Who wrote Hamlet?
        Let me know who wrote Hamlet | Who wrote Hamlet?
        Does anyone know who wrote Hamlet? | Who wrote Hamlet?
        Any idea who wrote Hamlet? | Who wrote Hamlet?
        I'm curious who wrote Hamlet | Who wrote Hamlet?
        I'm trying to understand how photosynthesis works | How does photosynthesis work?
        Explain how photosynthesis works | How does photosynthesis work?
        Can you explain how photosynthesis works? | How does photosynthesis work?
        Explain how vaccines work | How do vaccines work?
        Explain why the sky is blue | Why is the sky blue?
        Tell me why the sky is blue | Why is the sky blue?
        Could you explain to me why the sky is blue? | Why is the sky blue?
        Explain what recursion is | What is recursion?
        Tell me what HTTP stands for | What does HTTP stand for?
        Tell me what a monad is | What is a monad?
        Tell me where the Nile comes from | Where does the Nile come from?
        Tell me when the next election is | When is the next election?
        Do you know when the Titanic sank? | When the Titanic sank?
        Tell me how old the universe is | How old is the universe?
        Tell me if Paris is the capital of France | Is Paris the capital of France?
        Do you know whether Pluto is a planet? | Is Pluto a planet?
        I would like to know if Pluto is a planet | Is Pluto a planet?
        Is it true that Pluto is a planet? | Is Pluto a planet?
        Tell me why I should learn Python | Why should I learn Python?
        Explain how I can sort a list in Python | How can I sort a list in Python?
        Show me how to sort a list in Python | How to sort a list in Python
        Tell me how to bake bread | How do I bake bread?
        I want to know about Rome | Tell me about Rome
        What can you tell me about Rome? | Tell me about Rome
        I need to find out who wrote Hamlet | Who wrote Hamlet?
        Tell me what time it is in Tokyo | What time is it in Tokyo?
        What is TCP, do you know? | What is TCP?
        Explain the difference between TCP and UDP | What is the difference between TCP and UDP?
        Tell me the difference between TCP and UDP | What's the difference between TCP and UDP?
        Tell me why cats purr | Why do cats purr?
        Do you know why cats purr? | Why do cats purr?
        Can you explain why leaves change color? | Why do leaves change colour?
        I want to know where people vote | Where do people vote?
        Tell me how you feel | How do you feel?
        Tell me the best way to learn Python | What's the best way to learn Python?
        Can you tell me the health benefits of tea? | What are the health benefits of tea?
        Give me the rules of chess | What are the rules of chess?
        ## howto 90
        How do I sort a list in Python? | How can I sort a list in Python?
        How do I sort a list in Python? | How to sort a list in Python?
        How do I sort a list in Python? | How do you sort a list in Python?
        How do I sort a list in Python? | how to sort a list in python
        How can I sort a list in Python? | How can you sort a list in Python?
        How does one sort a list in Python? | How do I sort a list in Python?
        In Python, how do I sort a list? | How do I sort a list in Python?
        How do I install Docker on Ubuntu? | How to install Docker on Ubuntu
        How do you make pancakes? | How to make pancakes
        How do I make a cake without eggs? | How can I make a cake without eggs?
        How do I delete a branch in Git? | How can I delete a branch in git?
        How do I reset my password? | How can I reset my password?
        How do I reset my password? | how to reset my password
        How do you tie a tie? | How do I tie a tie?
        How can I improve my English? | How do I improve my English?
        Please tell me how to boil eggs | How do I boil eggs?
        Can you show me how to parse JSON in Go? | How do I parse JSON in Go?
        How do you solve a quadratic equation? | How to solve a quadratic equation
        How do I write a for loop in C? | How can I write a for loop in C?
        ## properties 90
        What's the capital of France? | Capital of France?
        What is the capital of France? | capital of France
        What is the capital of France? | The capital of France?
        What is the capital of France? | What is France's capital?
        What is the capital of France? | France's capital?
        What is the capital of France? | Give me the capital of France
        What is the capital of France? | What is the capital city of France?
        What is the population of Japan? | What is Japan's population?
        What is the population of Japan? | Tell me Japan's population
        What is the boiling point of water? | Boiling point of water
        What is the square root of 16? | Square root of 16
        What is the atomic number of gold? | What is gold's atomic number?
        What is the chemical symbol for gold? | What is the chemical symbol of gold?
        What is the difference between TCP and UDP? | Difference between TCP and UDP
        What is the difference between TCP and UDP? | What are the differences between TCP and UDP?
        Define entropy | What is the definition of entropy?
        What is the time complexity of quicksort? | Time complexity of quicksort
        How old is the universe? | What is the age of the universe?
        How tall is Mount Everest? | What is the height of Mount Everest?
        Who is the author of Hamlet? | Who wrote Hamlet?
        Who was the inventor of the telephone? | Who invented the telephone?
        Who was the founder of Microsoft? | Who founded Microsoft?
        What is largest planet? | What is the largest planet?
        What is the biggest planet? | What is the largest planet?
        What is the world's tallest mountain? | What is the tallest mountain in the world?
        What is the official language of Brazil? | What is Brazil's official language?
        ## places 90
        In which country is Paris? | Which country is Paris in?
        In what country is Paris located? | What country is Paris located in?
        What country is Paris in? | Which country is Paris in?
        Where is Paris located? | Where is Paris?
        In what year did the war end? | What year did the war end?
        In which year did the war end? | In what year did the war end?
        How many days are there in a year? | How many days are in a year?
        How many days in a year? | How many days are in a year?
        Of which country is Paris the capital? | Which country is Paris the capital of?
        On which continent is Egypt? | Which continent is Egypt on?
        ## numbers 90
        What is 1,000,000 divided by 2? | What is 1000000 divided by 2?
        What is 1,000 divided by 2? | What is 1000 divided by 2?
        Is $1,500 a lot? | Is $1500 a lot?
        What is 5% of 80? | What is 5 percent of 80?
        What is 5 % of 80? | What is 5% of 80?
        What is 5 per cent of 80? | What is 5% of 80?
        Convert 5km to miles | Convert 5 km to miles
        Convert 5 kilometers to miles | Convert 5 km to miles
        Convert 5 kilometres to miles | Convert 5 kilometers to miles
        List three reasons to exercise | List 3 reasons to exercise
        Convert 100 degrees Celsius to Fahrenheit | Convert 100 Celsius to Fahrenheit
        Convert 100°C to Fahrenheit | Convert 100 degrees Celsius to Fahrenheit
        What happened on January 1, 2000? | What happened on 1 January 2000?
        What happened on Jan 1, 2000? | What happened on January 1, 2000?
        What happened on January 1st, 2000? | What happened on January 1, 2000?
        Is 5pm late? | Is 5 pm late?
        Is 5 p.m. late? | Is 5 PM late?
        ## synonyms 90
        Who is the president of the USA? | Who is the president of the United States?
        Who is the president of the US? | Who is the president of the United States of America?
        Who is the president of the U.S.? | Who is the president of the USA?
        What is the population of the UK? | What is the population of the United Kingdom?
        What is the best color for a room? | What is the best colour for a room?
        How do I write an e-mail? | How do I write an email?
        What is Python vs Java? | What is Python versus Java?
        What is Python vs. Java? | What is Python vs Java?
        Who is bill gates? | Who is Bill Gates?
        What is the population of NYC? | What is the population of New York City?
        How do I organise files? | How do I organize files?
        Convert 5 km into miles | Convert 5 km to miles
        ## foreign 100
        ¿Cuál es la capital de Francia? | Cuál es la capital de Francia?
        Quelle est la capitale de la France ? | Quelle est la capitale de la France?
        Wer ist der Präsident. | Wer ist der Präsident
        今日は  雨です。 | 今日は 雨です
        Wie geht es dir?  | Wie geht  es dir?
        Où est la gare? | Ou\u{300} est la gare?
        """
}
