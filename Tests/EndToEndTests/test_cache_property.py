"""Random callers, scopes, policies and bodies: whoever gets an answer may have it."""

from __future__ import annotations

import itertools
import random
import re
import threading

import pytest

from gateway import new_key
from upstream import openai_answer

POLICIES = """
pack: p
rules:
  - {id: a.word, entity: WORD, pattern: '\\bFORBIDDEN\\b', keywords: [FORBIDDEN], level: contextual, severity: low}
---
policy: default
request: []
response: []
---
policy: strict
request: []
response: [{rules: [a.word], action: block}]
---
policy: redacting
request: []
response: [{rules: [a.word], action: redact}]
"""
CALLERS = {
    "a": ("red", None), "b": ("red", "strict"), "c": ("red", "redacting"), "d": ("blue", None), "e": ("blue", "strict"),
    "f": (None, None), "g": (None, "redacting"),
}
SCOPES = ["key", "team", "global"]
NUMBER = re.compile(r"answer (\d+) to <([^>]*)> of ([\w-]+) with ([\w.]+)")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_answer_reaches_whom_it_may_not(start, settings, upstream, seed):
    chance = random.Random(seed)
    keys = {name: new_key() for name in CALLERS}
    config = settings()
    config["keys"] = [
        {k: v for k, v in {"name": name, "secret": keys[name], "team": team, "policy": policy}.items() if v}
        for name, (team, policy) in CALLERS.items()
    ]
    config["models"] = {
        scope: {"targets": ["stub/gpt-test"], "cache": {"scope": scope, "semantic": "equivalent"}} for scope in SCOPES
    }
    gateway = start(config, POLICIES)
    numbers = itertools.count()
    made: dict[int, str] = {}
    asking: dict[str, str] = {}
    lock = threading.Lock()

    def rule(received):
        body = received.json
        with lock:
            number = next(numbers)
            made[number] = body["user"]
        text = body["messages"][-1]["content"]
        return openai_answer(f"answer {number} to <{text}> of {body['model']} with {body.get('temperature', 'none')}")

    upstream.rule = rule

    def identity(scope: str, caller: str) -> str:
        team = CALLERS[caller][0]
        return "all" if scope == "global" else f"team {team}" if scope == "team" and team else f"key {caller}"

    hits = 0
    for _ in range(400):
        caller, scope = chance.choice(list(CALLERS)), chance.choice(SCOPES)
        subject = chance.choice(["roses", "FORBIDDEN", "gold"])
        text = chance.choice(["What is the price of {}?", "what's the price of {}", "What isn't the price of {}?"]).format(subject)
        fields = chance.choice([{}, {"temperature": 0.5}, {"stream": True}])
        headers = chance.choice([{}, {"x-gatehouse-cache-namespace": "n"}])
        # `user` says to the test who asked; it is no part of the key.
        answer = gateway.chat(
            text, key=keys[caller], model=scope, user=f"{identity(scope, caller)}|{bool(headers)}", headers=headers, **fields
        )
        policy = CALLERS[caller][1]
        assert answer.status == 200
        hit = "hit" in answer.cache
        hits += hit
        if subject == "FORBIDDEN" and policy == "strict":
            assert b"FORBIDDEN" not in answer.body and b"content_filter" in answer.body
            continue
        if policy:
            assert b"FORBIDDEN" not in answer.body
        found = NUMBER.search(answer.text)
        assert found, (caller, policy, scope, text, fields, answer.cache, answer.body)
        number, asked, _, temperature = found.groups()
        assert made[int(number)] == f"{identity(scope, caller)}|{bool(headers)}", "from another scope"
        assert temperature == str(fields.get("temperature", "none"))
        assert ("isn't" in asked) == ("isn't" in text)
        assert subject in asked or policy == "redacting"
    assert hits > 100
    # What is stored is for nobody without a key, and for none whose limit is reached.
    for scope in SCOPES:
        body = {"model": scope, "messages": [{"role": "user", "content": "What is the price of gold?"}]}
        assert gateway.request("POST", "/v1/chat/completions", body, key=new_key()).status == 401
        assert gateway.request("POST", "/v1/chat/completions", body, key=None).status == 401


def test_a_limit_holds_for_hits(start, settings, upstream, alice):
    config = settings()
    config["keys"][0]["limits"] = {"requests": "3/h"}
    gateway = start(config)
    answers = [gateway.chat("the same again", key=alice) for _ in range(5)]
    assert [a.status for a in answers] == [200, 200, 200, 429, 429]
