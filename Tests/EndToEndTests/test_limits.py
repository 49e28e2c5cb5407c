"""How much a caller may do, and what it is told."""

from __future__ import annotations

import re
import threading
import time

import pytest

from gateway import wait_until
from upstream import Reply, openai_answer

DURATION = re.compile(r"(\d+h)?(\d+m)?(\d+(\.\d+)?(ms|s))?")


@pytest.fixture
def limited(start, settings):
    def begin(**limits):
        config = settings()
        config["keys"][0]["limits"] = limits
        return start(config)

    return begin


def test_every_answer_tells_what_is_left(limited, alice):
    gateway = limited(requests="5/min", tokens="100k/min")
    for left in (4, 3, 2):
        answer = gateway.chat(f"{left} left", key=alice)
        assert answer.headers["x-ratelimit-limit-requests"] == "5"
        assert answer.headers["x-ratelimit-remaining-requests"] == str(left)
        assert answer.headers["x-ratelimit-limit-tokens"] == "100000"
        assert 0 < int(answer.headers["x-ratelimit-remaining-tokens"]) < 100_000
        for name in ("requests", "tokens"):
            assert DURATION.fullmatch(answer.headers[f"x-ratelimit-reset-{name}"])


def test_an_empty_bucket_says_how_long(limited, upstream, alice, bob):
    gateway = limited(requests="2/min")
    assert [gateway.chat(f"number {n}", key=alice).status for n in range(2)] == [200, 200]
    answer = gateway.chat("one too many", key=alice)
    assert (answer.status, answer.error["code"]) == (429, "rate_limit_exceeded")
    seconds, milliseconds = int(answer.headers["retry-after"]), int(answer.headers["retry-after-ms"])
    assert 0 < milliseconds <= 30_000 and seconds == -(-milliseconds // 1000)
    assert answer.headers["x-ratelimit-remaining-requests"] == "0"
    assert "requests" in answer.error["message"]
    assert answer.headers.get("x-should-retry") != "false"
    assert len(upstream.requests) == 2
    assert gateway.chat("somebody else", key=bob).status == 200


def test_the_wait_is_exact(limited, alice):
    gateway = limited(requests="2/s")
    while (answer := gateway.chat("quick", key=alice)).status == 200:
        pass
    wait = int(answer.headers["retry-after-ms"]) / 1000
    time.sleep(wait)
    assert gateway.chat("quick", key=alice).status == 200


def test_anthropics_callers_read_their_own_headers(limited, alice):
    gateway = limited(requests="1/min")
    answer = gateway.messages("hello", key=alice)
    assert answer.headers["anthropic-ratelimit-requests-limit"] == "1"
    assert answer.headers["anthropic-ratelimit-requests-remaining"] == "0"
    refused = gateway.messages("hello again", key=alice)
    assert refused.status == 429 and refused.error["type"] == "rate_limit_error"


def test_tokens_are_settled_with_what_was_reported(limited, upstream, alice):
    gateway = limited(tokens="1000/min")
    upstream.rule = lambda _: openai_answer("long", prompt=500, completion=480)
    assert gateway.chat("small question", key=alice).status == 200
    wait_until(lambda: gateway.chat("small question, again " * 8, key=alice).status == 429)


def test_a_request_larger_than_the_bucket_passes_and_leaves_a_debt(limited, alice):
    """Else it could never be sent at all; what it took beyond the bucket is waited for by the next one."""
    gateway = limited(tokens="100/min")
    assert gateway.messages("word " * 2000, key=alice, model="demo").status == 200
    answer = gateway.chat("small", key=alice)
    assert answer.status == 429 and int(answer.headers["retry-after"]) > 60


def test_concurrent_requests_are_counted(limited, upstream, alice):
    gateway = limited(concurrent=2)
    upstream.rule = lambda received: Reply(b'{"half":', ending="hang")
    waiting = [
        threading.Thread(target=lambda n=n: gateway.chat(f"slow {n}", key=alice), daemon=True) for n in range(2)
    ]
    for thread in waiting:
        thread.start()
    wait_until(lambda: len(upstream.requests) == 2)
    refused = gateway.chat("a third", key=alice)
    assert (refused.status, refused.error["code"]) == (429, "rate_limit_exceeded")
    upstream.reset()
    for thread in waiting:
        thread.join(20)
    wait_until(lambda: gateway.chat("a fourth", key=alice).status == 200)


def test_a_caller_that_leaves_gives_its_place_back(limited, upstream, alice):
    gateway = limited(concurrent=1)
    upstream.script = [Reply(b'{"half":', ending="hang")]
    with pytest.raises(OSError):
        body = {"model": "assistant", "messages": [{"role": "user", "content": "leaving"}]}
        gateway.request("POST", "/v1/chat/completions", body, key=alice, timeout=0.5)
    wait_until(lambda: gateway.chat("next", key=alice).status == 200)


def test_a_hit_costs_one_request_and_no_tokens(limited, alice):
    gateway = limited(requests="100/min", tokens="100k/min")
    gateway.chat("keep this", key=alice)
    hit = wait_until(lambda: (a := gateway.chat("keep this", key=alice)).cache.startswith("gatehouse; hit") and a)
    again = gateway.chat("keep this", key=alice)
    left = lambda answer, what: int(answer.headers[f"x-ratelimit-remaining-{what}"])
    assert left(hit, "requests") - left(again, "requests") in (0, 1)
    assert left(again, "tokens") >= left(hit, "tokens")


def test_health_is_free(limited, alice):
    gateway = limited(requests="1/min")
    for _ in range(5):
        assert gateway.request("GET", "/healthz", key=None).status == 200
    assert gateway.chat("the only one", key=alice).status == 200
