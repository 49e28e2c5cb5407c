"""The same question in other words, and near questions: what is served, and what never is."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

import pytest

from gateway import REPOSITORY, wait_until
from upstream import openai_answer

MODEL = Path(os.environ.get("GATEHOUSE_MODEL") or REPOSITORY / "data/models/all-minilm-l6-v2")
EQUIVALENT = 'detail="equivalent"'


@pytest.fixture
def city() -> str:
    """A place that nobody asked about before."""
    return "X" + secrets.token_hex(4)


@pytest.fixture(scope="module")
def equivalent(start, settings):
    return start(settings(cache={"semantic": "equivalent"}))


def stored(gateway, text, key, **fields):
    assert gateway.chat(text, key=key, **fields).cache.endswith("stored")
    wait_until(lambda: "hit" in gateway.chat(text, key=key, **fields).cache)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    "first, second",
    [
        ("What is the capital of {}?", "what's the capital of {}"),
        ("What is the capital of {}?", "Could you please tell me what the capital of {} is?"),
        ("How do I get to {}?", "how do I get to {} ?"),
    ],
)
def test_the_same_question_in_other_words_is_a_hit(equivalent, upstream, alice, city, first, second, stream):
    stored(equivalent, first.format(city), alice)
    asked = len(upstream.requests)
    other = equivalent.chat(second.format(city), key=alice, stream=stream)
    assert EQUIVALENT in other.cache and other.cache.startswith("gatehouse; hit; ttl=")
    assert len(upstream.requests) == asked and first.format(city) in other.text
    assert int(other.headers["age"]) >= 0


@pytest.mark.parametrize(
    "first, second",
    [
        ("What is the capital of {}?", "What isn't the capital of {}?"),
        ("What is 5 times {}?", "What is 6 times {}?"),
        ("Who wrote to Ann about {}?", "To whom did Ann write about {}?"),
        ("List the largest lakes of {}", "List the smallest lakes of {}"),
    ],
)
def test_a_near_miss_is_a_miss(equivalent, alice, city, first, second):
    stored(equivalent, first.format(city), alice)
    assert equivalent.chat(second.format(city), key=alice).cache.startswith("gatehouse; fwd=miss")


@pytest.mark.parametrize(
    "change",
    [
        {"temperature": 0.2},
        {"seed": 7},
        {"model": "demo"},
        {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "what's the capital of {}"}]},
        {"messages": [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hi"},
                      {"role": "user", "content": "what's the capital of {}"}]},
        {"tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}]},
        {"response_format": {"type": "json_object"}},
    ],
)
def test_all_but_the_question_must_be_equal(equivalent, alice, city, change):
    stored(equivalent, f"What is the capital of {city}?", alice)
    text = f"what's the capital of {city}"
    fields = {**change}
    if "messages" in fields:
        fields["messages"] = [{**m, "content": m["content"].replace("{}", city)} for m in fields["messages"]]
    body = {"model": "assistant", "messages": [{"role": "user", "content": text}], **fields}
    answer = equivalent.request("POST", "/v1/chat/completions", body, key=alice)
    assert answer.status == 200 and "hit" not in answer.cache


def test_another_key_has_other_questions(equivalent, alice, bob, city):
    stored(equivalent, f"What is the capital of {city}?", alice)
    assert "hit" not in equivalent.chat(f"what's the capital of {city}", key=bob).cache


def test_tokenized_values_share_one_answer_and_each_gets_its_own(start, settings, upstream, alice):
    policy = """
pack: p
rules:
  - {id: a.mail, entity: MAIL, pattern: '[a-z]{1,20}@[a-z.]{3,20}', keywords: ["@"], level: contextual, severity: low}
---
policy: default
request:
  - {rules: [a.mail], action: tokenize}
response: []
"""
    gateway = start(settings(cache={"semantic": "equivalent"}), policy)
    upstream.rule = lambda _: openai_answer("It is from <MAIL_1>.")
    stored(gateway, "Who is ann@example.org?", alice)
    other = gateway.chat("who is bea@example.org", key=alice)
    assert EQUIVALENT in other.cache and other.text == "It is from bea@example.org."


@pytest.mark.parametrize("header", ["x-gatehouse-cache-scope", "x-gatehouse-max-error", "x-gatehouse-cache-threshold"])
def test_nobody_loosens_it_from_outside(equivalent, alice, city, header):
    answer = equivalent.chat(f"What is {city}?", key=alice, headers={header: "1"})
    assert answer.status == 400 and "-cache-ttl" in answer.error["message"]


def test_a_missing_model_turns_off_the_near_questions_alone(start, settings, alice, city):
    gateway = start(settings(cache={"semantic": {"max_error": 0.01}}))
    assert "near questions are not looked for" in gateway.output and "fetch-model" in gateway.output
    stored(gateway, f"What is the capital of {city}?", alice)
    assert EQUIVALENT in gateway.chat(f"what's the capital of {city}", key=alice).cache
    checked = gateway.command("check", "--config", str(gateway.config))
    assert checked.returncode == 0 and "fetch-model" in checked.stderr


needs_model = pytest.mark.skipif(
    not (MODEL / "model.safetensors").exists(), reason="scripts/fetch-model has not brought the model"
)


@pytest.fixture
def near(start, settings):
    """A gateway that has the model."""

    def begin(semantic):
        gateway = start(settings(cache={"semantic": semantic}), launch=False)
        folder = gateway.folder / "data" / "models"
        folder.mkdir(parents=True)
        (folder / "all-minilm-l6-v2").symlink_to(MODEL)
        return gateway.start()

    return begin


FIRST = "How can I keep the roses in my garden healthy during a long summer"
SECOND = "How can I keep my garden roses healthy during a long summer"


@needs_model
def test_a_threshold_serves_near_questions_and_is_warned_of(near, upstream, alice):
    gateway = near({"threshold": 0.9})
    assert "is no promise" in gateway.output
    stored(gateway, FIRST, alice)
    asked = len(upstream.requests)
    hit = gateway.chat(SECOND, key=alice)
    assert 'detail="semantic-0.9' in hit.cache and hit.text == f"heard: {FIRST}"
    assert len(upstream.requests) == asked


@needs_model
def test_nothing_near_is_served_before_it_is_earned(near, upstream, alice):
    gateway = near({"max_error": 0.01})
    stored(gateway, FIRST, alice)
    for season in ("summer", "winter", "autumn", "spring"):
        answer = gateway.chat(SECOND.replace("summer", season), key=alice)
        assert answer.cache == "gatehouse; fwd=miss; stored"


WORDS = """anchor basket candle desert engine fabric garden hammer island jacket kettle ladder magnet needle orchid pepper
quartz ribbon saddle tunnel velvet walnut yogurt zipper bottle carpet drawer fender goblet hinges insect jigsaw kernel lentil
mirror napkin otters pencil quiver rocket""".split()


@needs_model
def test_a_band_that_has_earned_it_serves_and_survives_a_restart(near, upstream, alice):
    gateway = near({"max_error": 0.3})
    # Whoever asks about the same thing gets the same answer.
    upstream.rule = lambda r: openai_answer(
        "It is about the " + next(w for w in WORDS if w in r.json["messages"][0]["content"]) + " and nothing else.")
    ways = [
        "Tell me how the people of that town usually clean a {} after the long winter",
        "Tell me how people in that town usually clean a {} after the long winter",
        "Tell me how the people of that town would usually clean a {} after a long winter",
        "Explain to me how the people of that town usually clean a {} after the long winter",
        "Tell me how the people in that town usually clean a {} after the long winters",
        "Tell me how most people of that town usually clean a {} after the long winter",
    ]
    served, wrong = [], 0
    for way in ways:
        for word in WORDS:
            answer = gateway.chat(way.format(word), key=alice)
            if "semantic-" in answer.cache:
                served.append(answer)
                wrong += word not in answer.text
    assert served, "no band opened"
    assert all("band-" in a.cache for a in served) and wrong / len(served) <= 0.3
    assert wait_until(lambda: (gateway.folder / "data" / "bands").exists())
    gateway.stop()
    told = gateway.command("cache", "bands", "--data", str(gateway.folder / "data"))
    assert told.returncode == 0 and "assistant" in told.stdout and "open" in told.stdout
    gateway.start()
    again = gateway.command("cache", "bands", "--data", str(gateway.folder / "data"))
    assert again.stdout == told.stdout


def test_the_statistics_count_an_equivalent_hit_once(start, settings, alice, city):
    gateway = start(settings(cache={"semantic": "equivalent"}))
    gateway.chat(f"What is the capital of {city}?", key=alice)
    for _ in range(3):
        assert EQUIVALENT in gateway.chat(f"what's the capital of {city}", key=alice).cache
    assert gateway.stop() == 0
    told = gateway.command("cache", "stats", "--json", "--data", str(gateway.folder / "data"))
    stats = json.loads(told.stdout)
    assert (stats["hits"], stats["hits_exact"], stats["hits_equivalent"], stats["misses"]) == (3, 0, 3, 4)
