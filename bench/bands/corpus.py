#!/usr/bin/env python3
"""Writes the corpus that the verifier's weights are fitted to: pairs of questions, a line each: right or wrong, a tab between.

Right: two ways to ask for the same thing. Wrong: the same way with another thing in it, another thing asked of the same subject,
or two questions that share some words. The same lines at every run.
"""

import random

# Each a list of ways to ask one thing; {x} takes one word of the list behind it.
INTENTS = [
    (["how do i reset my password", "what's the way to reset my password", "i forgot my password, how can i reset it",
      "steps for resetting a password"], None),
    (["how do i reset my {x}", "what are the steps to reset a {x}", "resetting my {x}, how does it work",
      "can you explain how to reset the {x}"], ["router", "phone", "watch", "thermostat", "pin", "modem"]),
    (["how can I cancel my {x}", "what do I need to do to cancel my {x}", "I want to cancel my {x}, how",
      "cancelling the {x}"], ["order", "subscription", "flight", "booking", "appointment", "gym membership"]),
    (["what is the capital of {x}", "what's {x}'s capital", "which city is the capital of {x}", "capital of {x}",
      "tell me the capital city of {x}"], ["france", "peru", "Kenya", "Norway", "japan", "Chad", "Iceland"]),
    (["who wrote {x}", "who is the author of {x}", "name the author of {x}", "{x} was written by whom"],
     ["hamlet", "Ulysses", "middlemarch", "the odyssey", "Dracula", "walden"]),
    (["what is the population of {x}", "how many people live in {x}", "how many inhabitants does {x} have",
      "{x} population"], ["berlin", "Lima", "Oslo", "cairo", "Texas", "Malta"]),
    (["how tall is {x}", "what is the height of {x}", "tell me how high {x} is", "{x} height"],
     ["mount everest", "K2", "the eiffel tower", "Denali", "Big Ben", "mont blanc"]),
    (["how do I install {x} on ubuntu", "installing {x} on ubuntu", "what's the command to install {x} in ubuntu",
      "ubuntu: how to install {x}"], ["docker", "nginx", "postgres", "node", "git", "redis"]),
    (["how do i sort a list in {x}", "sorting lists in {x}", "what is the best way to sort a list in {x}",
      "{x}: sort a list"], ["python", "ruby", "java", "haskell", "swift", "perl"]),
    (["what does the {x} command do", "explain the {x} command", "what is the {x} command for",
      "meaning of the {x} command"], ["grep", "chmod", "sed", "awk", "tar", "kill"]),
    (["how do I convert a string to {x} in javascript", "javascript string to {x} conversion",
      "in javascript, how can a string be converted to {x}"], ["an integer", "a date", "a boolean", "an array", "bytes"]),
    (["what are the symptoms of {x}", "what symptoms does {x} have", "signs of {x}", "how do I know if I have {x}"],
     ["flu", "measles", "anemia", "asthma", "diabetes", "a migraine"]),
    (["how is {x} treated", "what is the treatment for {x}", "how do doctors treat {x}", "treatment of {x}"],
     ["flu", "measles", "anemia", "asthma", "diabetes", "a migraine"]),
    (["what is the difference between {x}", "explain the difference between {x}", "how do {x} differ",
      "{x}: what's the difference"],
     ["tcp and udp", "a virus and bacteria", "jam and jelly", "a crocodile and an alligator", "ram and rom"]),
    (["how long does it take to boil {x}", "what's the boiling time for {x}", "for how long should I boil {x}",
      "boiling {x}: how long"], ["an egg", "potatoes", "rice", "pasta", "lobster", "corn"]),
    (["how do I remove a {x} stain from a shirt", "what's the best way to get {x} stains out of shirts",
      "removing {x} stains from a shirt"], ["wine", "coffee", "grass", "blood", "ink", "oil"]),
    (["who invented the {x}", "who was the inventor of the {x}", "by whom was the {x} invented",
      "name the inventor of the {x}"], ["telephone", "lightbulb", "radio", "zipper", "steam engine", "transistor"]),
    (["when was the {x} invented", "in which year was the {x} invented", "what year was the {x} invented"],
     ["telephone", "lightbulb", "radio", "zipper", "steam engine", "transistor"]),
    (["what is a synonym for {x}", "give me a synonym of {x}", "another word for {x}", "word with the same meaning as {x}"],
     ["happy", "angry", "clever", "quickly", "house", "brave"]),
    (["translate {x} into spanish", "how do you say {x} in spanish", "what's the spanish word for {x}", "{x} in spanish"],
     ["house", "water", "friend", "bread", "thank you", "window"]),
    (["how do I write a for loop in {x}", "for loop syntax in {x}", "what does a for loop look like in {x}"],
     ["python", "go", "rust", "bash", "kotlin", "lua"]),
    (["what vitamins are in {x}", "which vitamins does {x} contain", "vitamins contained in {x}"],
     ["carrots", "spinach", "oranges", "milk", "salmon", "liver"]),
    (["can dogs eat {x}", "is it safe for dogs to eat {x}", "are dogs allowed to have {x}", "{x} for dogs: is it ok"],
     ["grapes", "cheese", "apples", "bananas", "chocolate", "peanut butter"]),
    (["where can I change my {x}", "where do I update my {x}", "how do I edit my {x} on the site",
      "changing my {x} in the account"], ["address", "email", "name", "payment method", "language", "avatar"]),
    (["what is your return policy for {x}", "can I return {x}", "how do returns of {x} work", "returning {x}"],
     ["shoes", "electronics", "gift cards", "furniture", "sale items", "underwear"]),
    (["do you ship to {x}", "is shipping to {x} available", "can I have my order delivered to {x}"],
     ["canada", "Brazil", "Hawaii", "norway", "india", "New Zealand"]),
    (["what's a good recipe for {x}", "how do I make {x}", "give me a {x} recipe", "how is {x} cooked"],
     ["pancakes", "lasagna", "hummus", "ramen", "apple pie", "guacamole"]),
    (["explain {x} to a child", "explain {x} in simple words", "give a simple explanation of {x}",
      "what is {x}, simply put"], ["gravity", "inflation", "photosynthesis", "recursion", "blockchain", "evolution"]),
    (["why is the {x}", "what makes the {x}", "what's the reason that the {x}"],
     ["sky blue", "sea salty", "grass green", "moon round", "sunset red", "desert cold at night"]),
    (["how do I merge two {x} in pandas", "merging two {x} with pandas", "what's the pandas way of merging two {x}"],
     ["dataframes", "columns", "csv files", "indexes", "series"]),
    (["how do I undo the last git {x}", "undo a git {x}", "what undoes the latest git {x}", "git: undoing the last {x}"],
     ["commit", "merge", "rebase", "push", "stash"]),
    (["what is the speed of {x}", "how fast is {x}", "at what speed does {x} travel"],
     ["light", "sound", "a cheetah", "the earth", "a bullet train"]),
    (["my {x} won't turn on, what should I do", "what can I do if my {x} doesn't turn on",
      "my {x} is not turning on, help"], ["laptop", "tv", "printer", "camera", "oven", "headset"]),
    (["what documents do I need for {x}", "which documents are required for {x}", "documents needed for {x}",
      "list the documents that {x} requires"], ["a visa", "a mortgage", "a driving licence", "a passport", "a marriage"]),
    (["how much does {x} cost", "what is the price of {x}", "what do you charge for {x}", "{x} price"],
     ["the basic plan", "the premium plan", "a tire change", "an oil change", "express delivery"]),
    (["summarize the plot of {x}", "what is {x} about", "give me a short summary of {x}", "plot summary of {x}"],
     ["hamlet", "Inception", "the matrix", "Casablanca", "titanic", "Jaws"]),
]

# Near ones that no list makes: each is another question than the one beside it.
WRONG = [
    ("how do i increase the font size", "how do i decrease the font size"), ("can i take ibuprofen with coffee", "can i take ibuprofen without coffee"),
    ("is it safe to eat raw eggs", "is it unsafe to store raw eggs"), ("does the dog chase the cat", "does the cat chase the dog"),
    ("convert 5 miles to km", "convert 5 km to miles"), ("convert usd to eur", "convert eur to usd"),
    ("what is 15% of 80", "what is 80% of 15"), ("how do I upgrade to python 3.10", "how do I upgrade to python 3.11"),
    ("flights from london to paris", "flights from paris to london"), ("is aspirin better than ibuprofen", "is ibuprofen better than aspirin"),
    ("who directed the first alien movie", "who directed the second alien movie"), ("what time is it in tokyo", "what day is it in tokyo"),
    ("how do I hide a column in excel", "how do I hide a row in excel"), ("how to close a bank account", "how to open a bank account"),
    ("list all files in a folder", "list only files in a folder"), ("should I use tabs in python", "can I use tabs in python"),
    ("how do I delete a branch in git", "how do I delete a tag in git"), ("does my plan cover dental care", "does my plan cover eye care"),
    ("when does the store open on monday", "when does the store open on sunday"), ("best restaurants in rome", "best hotels in rome"),
    ("how do I make an api key", "how do I revoke an api key"), ("what is the boiling point of water", "what is the freezing point of water"),
    ("what is the melting point of iron", "what is the melting point of gold"), ("how old is the earth", "how big is the earth"),
    ("who is the president of france", "who was the president of france"), ("why did rome fall", "when did rome fall"),
    ("how to train a puppy", "how to train a kitten"), ("what does a cardiologist do", "what does a neurologist do"),
    ("python read a file line by line", "python write a file line by line"), ("is the museum free for students", "is the museum free for teachers"),
]


def dressed(text, chance):
    """The same, as somebody else would type it."""
    words = text
    if chance.random() < 0.2:
        words = chance.choice(["please ", "hi, ", "hey, ", "can you tell me ", "quick question: "]) + words
    if chance.random() < 0.45:
        words = words[0].upper() + words[1:]
    if chance.random() < 0.08:
        words = words.upper() if chance.random() < 0.3 else words.title()
    # A slip of the pen.
    if chance.random() < 0.08 and len(words) > 12:
        place = chance.randrange(4, len(words) - 4)
        words = words[:place] + words[place + 1] + words[place] + words[place + 2:]
    return words + chance.choice(["", "", "?", "?", ".", "!"])


def main():
    chance = random.Random(4)
    pairs = set()
    asked = []
    for ways, things in INTENTS:
        for thing in things or [""]:
            asked.append((ways, thing))
    for ways, thing in asked:
        for _ in range(3 if thing else 8):
            one, other = chance.sample(ways, 2)
            pairs.add(("right", dressed(one.format(x=thing), chance), dressed(other.format(x=thing), chance)))
    for ways, things in INTENTS:
        for _ in range(14 if things else 0):
            one, other = chance.sample(things, 2)
            first = chance.choice(ways)
            second = first if chance.random() < 0.6 else chance.choice(ways)
            pairs.add(("wrong", dressed(first.format(x=one), chance), dressed(second.format(x=other), chance)))
    for _ in range(160):
        (ways, thing), (others, other) = chance.sample(asked, 2)
        same = [entry for entry in asked if entry[1] == thing and entry[0] is not ways]
        if thing and same and chance.random() < 0.7:
            others, other = chance.choice(same)
        if others is not ways:
            pairs.add(("wrong", dressed(chance.choice(ways).format(x=thing), chance), dressed(chance.choice(others).format(x=other), chance)))
    for one, other in WRONG:
        pairs.add(("wrong", dressed(one, chance), dressed(other, chance)))
    for pair in sorted(pairs):
        print("\t".join(pair))


main()
