"""`gatehouse cache` beside a running server: it looks at the store, and what it purges is gone at once."""

from __future__ import annotations

import json
import secrets

from gateway import wait_until


def ask_until_hit(gateway, question, key):
    return wait_until(lambda: "hit" in (answer := gateway.chat(question, key=key)).cache and answer)


def entries(gateway):
    return json.loads(gateway.command("cache", "entries", "--json").stdout)


def test_a_purge_is_seen_by_a_running_server(gateway, upstream, alice):
    question = f"what is {secrets.token_hex(6)}?"
    ask_until_hit(gateway, question, alice)
    listed = wait_until(lambda: entries(gateway))
    assert all("ttl" in entry and question not in json.dumps(entry) for entry in listed)
    assert json.loads(gateway.command("cache", "stats", "--json").stdout)["entries"] >= 1
    assert "entries" in gateway.command("cache", "stats").stdout
    assert "FINGERPRINT" in (table := gateway.command("cache", "entries").stdout) and question not in table
    asked = len(upstream.requests)
    purged = gateway.command("cache", "purge", "--policy", listed[0]["policy"])
    assert purged.returncode == 0 and "Purged" in purged.stderr
    assert "hit" not in gateway.chat(question, key=alice).cache
    assert len(upstream.requests) == asked + 1
    ask_until_hit(gateway, question, alice)
    assert gateway.command("cache", "purge", "--all").returncode == 0
    assert "hit" not in gateway.chat(question, key=alice).cache


def test_a_purge_names_exactly_one_thing(gateway):
    for arguments in [[], ["--all", "--tag", "x"], ["--namespace", "n"], ["--policy", "p"]]:
        refused = gateway.command("cache", "purge", *arguments)
        assert refused.returncode == 64 and "--" in refused.stderr
