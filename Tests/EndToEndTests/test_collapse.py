"""Identical misses share one call, and nobody pays for it with an answer that is not theirs."""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections import Counter

import pytest

from crowd import Crowd
from gateway import wait_until
from upstream import Reply, openai_answer, openai_chunk, openai_error

# As many as the promise speaks of where the machine may be kept busy for it.
MANY = int(os.environ.get("GATEHOUSE_CROWD", "200"))
DONE = b"data: [DONE]\n\n"


@pytest.fixture
def question() -> str:
    return f"what is {secrets.token_hex(6)}?"


@pytest.fixture
def gate():
    """An upstream that answers when it is told to."""
    opened = threading.Event()
    yield opened
    opened.set()


def when_open(gate, reply: Reply):
    def rule(_):
        gate.wait(20)
        return reply
    return rule


def streamed(gate, before: list[str], after: list[str], ending: str = "clean"):
    """A stream that stops in the middle until the gate opens."""
    def pieces():
        for text in before:
            yield openai_chunk(text)
        gate.wait(20)
        for text in after:
            yield openai_chunk(text)
        if ending == "clean":
            yield openai_chunk(None, "stop") + DONE
    return lambda _: Reply.events(pieces(), ending=ending)


def statuses(answers) -> Counter:
    return Counter(answer.cache for answer in answers)


def followers(gateway) -> int:
    lines = [l for l in gateway.metrics().splitlines() if l.startswith("gatehouse_requests_in_flight")]
    return int(float(lines[0].split()[-1])) if lines else 0


def test_one_call_for_a_crowd(gateway, upstream, alice, question, gate):
    upstream.rule = when_open(gate, openai_answer("here it is"))
    crowd = Crowd(gateway, question, keys=[alice] * MANY)
    wait_until(lambda: followers(gateway) >= MANY)
    gate.set()
    answers = crowd.finish()
    assert len(answers) == MANY and all(a.status == 200 and a.complete for a in answers)
    assert {a.text for a in answers} == {"here it is"}
    assert len(upstream.requests) == 1
    assert statuses(answers) == {"gatehouse; fwd=miss; stored": 1, "gatehouse; fwd=miss; collapsed": MANY - 1}
    assert len({a.headers["x-request-id"] for a in answers}) == MANY


def test_a_stream_is_followed_as_it_comes(gateway, upstream, alice, question, gate):
    upstream.rule = streamed(gate, ["one ", "two "], ["three ", "four"])
    crowd = Crowd(gateway, question, keys=[alice] * MANY, stream=True)
    crowd.read(lambda: all(b"two" in m.received for m in crowd.members))
    late = Crowd(gateway, question, keys=[alice] * 3, stream=True)
    late.read(lambda: all(b"two" in m.received for m in late.members))
    assert not any(b"three" in m.received for m in crowd.members + late.members)
    gate.set()
    answers = crowd.finish() + late.finish()
    assert {a.text for a in answers} == {"one two three four"} and all(a.finished and a.complete for a in answers)
    assert len(upstream.requests) == 1


@pytest.mark.parametrize("stream", [False, True])
def test_the_leader_may_leave(gateway, upstream, alice, question, gate, stream):
    if stream:
        upstream.rule = streamed(gate, ["half "], ["and half"])
    else:
        upstream.rule = when_open(gate, openai_answer("half and half"))
    leader = Crowd(gateway, question, keys=[alice], stream=stream)
    wait_until(lambda: upstream.requests)
    crowd = Crowd(gateway, question, keys=[alice] * 20, stream=stream)
    wait_until(lambda: followers(gateway) >= 21)
    leader.leave(leader.members[0])
    time.sleep(0.1)
    gate.set()
    answers = crowd.finish()
    assert [a.text for a in answers] == ["half and half"] * 20
    assert len(upstream.requests) == 1
    again = wait_until(lambda: (a := gateway.chat(question, key=alice, stream=stream)) and "hit" in a.cache and a)
    assert again.text == "half and half"


def test_the_call_ends_with_the_last_who_follows(gateway, upstream, alice, question, gate):
    upstream.rule = when_open(gate, openai_answer("for nobody"))
    crowd = Crowd(gateway, question, keys=[alice] * 5)
    wait_until(lambda: followers(gateway) >= 5)
    for member in crowd.members:
        crowd.leave(member)
    wait_until(lambda: followers(gateway) <= 1)
    gate.set()
    upstream.rule = None
    assert gateway.chat(question, key=alice).cache == "gatehouse; fwd=miss; stored"


@pytest.mark.parametrize("stream", [False, True])
def test_an_error_is_shared_and_never_stored(gateway, upstream, alice, question, gate, stream):
    upstream.rule = when_open(gate, openai_error("no such thing", 404))
    crowd = Crowd(gateway, question, keys=[alice] * 20, stream=stream)
    wait_until(lambda: followers(gateway) >= 20)
    gate.set()
    answers = crowd.finish()
    assert len(answers) == 20 and {a.status for a in answers} == {404}
    assert len(upstream.requests) == 1
    upstream.rule = None
    assert gateway.chat(question, key=alice, stream=stream).status == 200


def test_retries_are_the_leaders(gateway, upstream, alice, question, gate):
    upstream.rule = None
    upstream.script = [openai_error("busy", 503), openai_answer("at last")]
    upstream.script[0].before = 0.5
    crowd = Crowd(gateway, question, keys=[alice] * 20)
    answers = crowd.finish()
    assert {a.text for a in answers} == {"at last"}
    assert len(upstream.requests) == 2


def test_a_stream_that_breaks_breaks_for_all(gateway, upstream, alice, question, gate):
    upstream.rule = streamed(gate, ["one "], ["two "], ending="cut")
    crowd = Crowd(gateway, question, keys=[alice] * 10, stream=True)
    crowd.read(lambda: all(b"one" in m.received for m in crowd.members))
    gate.set()
    answers = crowd.finish()
    assert all(a.error and not a.finished for a in answers)
    assert len(upstream.requests) == 1


def test_another_key_is_another_call(gateway, upstream, alice, bob, question, gate):
    upstream.rule = when_open(gate, openai_answer("mine"))
    crowd = Crowd(gateway, question, keys=[alice, bob] * 5)
    wait_until(lambda: followers(gateway) >= 10)
    gate.set()
    assert len(crowd.finish()) == 10
    assert len(upstream.requests) == 2


@pytest.mark.parametrize("control", ["no-store", "no-cache"])
def test_who_refuses_reuse_follows_nobody(gateway, upstream, alice, question, gate, control):
    upstream.rule = when_open(gate, openai_answer("once"))
    crowd = Crowd(gateway, question, keys=[alice] * 4)
    wait_until(lambda: followers(gateway) >= 4)
    threading.Timer(0.2, gate.set).start()
    answer = gateway.chat(question, key=alice, headers={"cache-control": control})
    assert answer.cache.startswith("gatehouse; fwd=request")
    crowd.finish()
    assert len(upstream.requests) == 2


def test_each_restores_its_own_values(start, settings, upstream, alice, gate):
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
    gateway = start(settings(), policy)
    upstream.rule = when_open(gate, openai_answer("I wrote to <MAIL_1>."))
    crowds = [Crowd(gateway, f"write to {name}@example.org", keys=[alice]) for name in ("ann", "bea", "cyn")]
    wait_until(lambda: followers(gateway) >= 3)
    gate.set()
    texts = [crowd.finish()[0].text for crowd in crowds]
    assert texts == [f"I wrote to {name}@example.org." for name in ("ann", "bea", "cyn")]
    assert len(upstream.requests) == 1


def test_a_slow_leader_holds_up_nobody(gateway, upstream, alice, question, gate):
    piece = "x" * 1000 + " "
    upstream.rule = streamed(gate, [piece], [piece] * 3000)
    slow = Crowd(gateway, question, keys=[alice], stream=True)
    wait_until(lambda: upstream.requests)
    crowd = Crowd(gateway, question, keys=[alice] * 3, stream=True)
    crowd.read(lambda: all(b"xx" in m.received for m in crowd.members))
    gate.set()
    answers = crowd.finish()
    assert all(a.finished and len(a.text) == 3001 * len(piece) for a in answers)
    assert len(slow.finish()[0].text) == 3001 * len(piece)
    assert len(upstream.requests) == 1


def test_a_leader_that_reads_nothing_stalls_nobody_who_joins_later(gateway, upstream, alice, question):
    piece = "x" * 1000 + " "
    upstream.rule = lambda _: Reply.events(
        [openai_chunk(piece)] * 3000 + [openai_chunk(None, "stop") + DONE])
    leader = Crowd(gateway, question, keys=[alice], stream=True)
    time.sleep(0.5)
    late = Crowd(gateway, question, keys=[alice], stream=True)
    answer = late.finish()[0]
    assert answer.finished and len(answer.text) == 3000 * len(piece)
    assert len(leader.finish()[0].text) == 3000 * len(piece)


def test_who_joins_a_call_that_lost_its_leader_is_not_dropped(gateway, upstream, alice, question, gate):
    upstream.rule = when_open(gate, openai_answer("still here"))
    leader = Crowd(gateway, question, keys=[alice])
    wait_until(lambda: upstream.requests)
    for _ in range(20):
        one = Crowd(gateway, question, keys=[alice])
        wait_until(lambda: followers(gateway) >= 2)
        if not leader.members[0].is_over:
            leader.leave(leader.members[0])
        other = Crowd(gateway, question, keys=[alice])
        one.leave(one.members[0])
        leader = other
    gate.set()
    assert leader.finish()[0].text == "still here"
