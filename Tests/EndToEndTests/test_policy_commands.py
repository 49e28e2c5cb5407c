"""`gatehouse policy …`: what a security engineer does with rules before they are enforced, run as the program itself."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from gateway import REPOSITORY

RULES = """
pack: birds
rules:
  - id: bird.heron
    entity: HERON
    about: A heron with its number
    pattern: '\\b(heron-\\d{4})\\b'
    level: validated
    severity: high
    tests: {match: ["heron-{{digits:4}}"], no_match: ["heron"]}
  - id: bird.rail
    entity: RAIL
    pattern: '\\b(rail-\\d{4})\\b'
    level: contextual
    severity: low
    tests: {match: ["rail-1234"], no_match: ["rail"]}
---
policy: default
request:
  - {rules: [bird.heron], action: block}
  - {rules: [bird.*], action: redact}
unscannable: allow
---
policy: soft
request:
  - {rules: ["*"], action: redact}
response:
  - {rules: ["*"], action: flag}
unscannable: allow
"""


@pytest.fixture
def policies(tmp_path) -> Path:
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "default.yaml").write_text(RULES)
    return folder


@pytest.fixture
def policy(binary, policies, tmp_path):
    """Runs `gatehouse policy` in a folder of its own, with the policies above unless told otherwise."""

    def run(command: str, *arguments, input: str | bytes | None = None, folder: Path | None = policies):
        place = ["--policies", str(folder)] if folder and command != "hash" else []
        return subprocess.run(
            [binary, "policy", command, *place, *map(str, arguments)],
            input=input.encode() if isinstance(input, str) else input,
            capture_output=True,
            cwd=tmp_path,
            timeout=120,
        )

    return run


def chat(text: str, **fields) -> str:
    return json.dumps({"messages": [{"role": "user", "content": text}], **fields})


def lines(*entries: dict) -> str:
    return "".join(json.dumps(entry) + "\n" for entry in entries)


# -- test


def test_samples_are_counted(policy):
    done = policy("test")
    assert done.returncode == 0
    assert b"2 rules, 4 samples: all passed" in done.stdout


def test_a_failing_sample_is_told_with_its_rule_and_number(policy, policies):
    (policies / "default.yaml").write_text(RULES.replace('match: ["rail-1234"]', "match: [rail-1234, rail-12]"))
    done = policy("test", "--json")
    failure = json.loads(done.stdout)["failures"][0]
    assert done.returncode == 1
    assert failure["rule"] == "bird.rail" and failure["sample"] == 2 and failure["list"] == "match"


def test_a_folder_that_cannot_be_read_is_a_failure_that_names_the_place(policy, policies):
    (policies / "more.yaml").write_text("pack: more\nrules: [{id: x.y, entity: X, patern: a, severity: low}]\n")
    done = policy("test")
    assert done.returncode == 1 and b"more.yaml:2:" in done.stderr and b"pattern" in done.stderr


# -- test --corpus


@pytest.fixture
def corpus(tmp_path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "values.jsonl").write_text(
        lines(
            {"kind": "heron", "label": "my heron", "value": "heron-{{digits:4}}", "in": ["frames"], "expect": ["HERON"]},
            {"kind": "wren", "value": "wren-{{digits:4}}", "in": ["frames"], "expect": ["bird.*"]},
        )
    )
    (folder / "texts.jsonl").write_text(
        lines(
            {"template": "frames", "text": "{{label}}: {{value}}"},
            {"template": "frames", "text": "see {{value}}, ok?"},
            {"kind": "prose", "text": "nothing here"},
            {"kind": "trap", "text": "the code rail-4711 is a part number"},
            {"kind": "body", "body": {"messages": [{"role": "user", "content": "rail-1111"}]}, "expect": ["bird.rail"]},
        )
    )
    return folder


def test_a_corpus_gives_recall_by_kind_and_precision_by_rule(policy, corpus):
    done = policy("test", "--corpus", corpus, "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert report["texts"] == 7 and report["benign"] == 2
    assert report["recall"] == pytest.approx(3 / 5) and report["precision"] == pytest.approx(3 / 4)
    kinds = {kind["kind"]: kind for kind in report["kinds"]}
    assert kinds["heron"]["found"] == 2 and kinds["heron"]["enforced"] == 2 and kinds["wren"]["recall"] == 0
    rules = {rule["rule"]: rule for rule in report["rules"]}
    assert rules["bird.rail"] == {"rule": "bird.rail", "right": 1, "wrong": 1, "precision": 0.5}


def test_a_corpus_names_what_missed_and_shows_no_text(policy, corpus):
    done = policy("test", "--corpus", corpus)
    assert b"values.jsonl:2 in frames:1" in done.stdout and b"texts.jsonl:4" in done.stdout
    for text in (b"rail-4711", b"wren-", b"heron-"):
        assert text not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "threshold, passes",
    [
        (("--min-recall", "0.6"), True),
        (("--min-recall", "0.61"), False),
        (("--min-precision", "0.75"), True),
        (("--min-precision", "0.8"), False),
        (("--max-benign-touched", "1"), True),
        (("--max-benign-touched", "0"), False),
        (("--kind", "heron", "--min-recall", "1"), True),
    ],
)
def test_a_threshold_decides_the_exit_status(policy, corpus, threshold, passes):
    assert policy("test", "--corpus", corpus, *threshold).returncode == (0 if passes else 1)


def test_a_corpus_is_tried_under_the_policy_that_is_named(policy, corpus):
    report = json.loads(policy("test", "--corpus", corpus, "--policy", "soft", "--json").stdout)
    assert report["policy"] == "soft"
    assert policy("test", "--corpus", corpus, "--policy", "none").returncode == 64


@pytest.mark.parametrize(
    "line, message",
    [
        ('{"text": "a"', b"corpus.jsonl:1: is no JSON"),
        ('{"texts": "a"}', b"corpus.jsonl:1: the field `text` is missing"),
        ('{"text": "a", "kin": "b"}', b"did you mean `kind`"),
        ('{"value": "a", "in": ["nowhere"]}', b"no set of templates `nowhere`"),
    ],
)
def test_a_corpus_that_is_wrong_is_told_by_line(policy, tmp_path, line, message):
    (tmp_path / "corpus.jsonl").write_text(line + "\n")
    done = policy("test", "--corpus", tmp_path / "corpus.jsonl")
    assert done.returncode == 1 and message in done.stderr


@pytest.mark.parametrize("corpus", [[], ["empty.jsonl"]])
def test_thresholds_need_a_corpus_with_texts(policy, tmp_path, corpus):
    (tmp_path / "empty.jsonl").write_text("\n")
    arguments = ["--corpus", tmp_path / corpus[0]] if corpus else []
    assert policy("test", *arguments, "--min-recall", "0").returncode == (1 if corpus else 64)


# -- scan


def test_a_scan_tells_spans_and_never_the_text(policy):
    done = policy("scan", "-", input="one\ntwo rail-4711 three")
    assert done.returncode == 0
    row = next(line.split() for line in done.stdout.decode().splitlines() if "bird.rail" in line)
    assert row == ["redact", "bird.rail", "contextual", "low", "9", "2:5"]
    assert b"4711" not in done.stdout + done.stderr


def test_a_scan_that_would_block_exits_1(policy):
    done = policy("scan", "-", "--json", input=chat("ab heron-0815"))
    report = json.loads(done.stdout)
    assert done.returncode == 1 and report["outcome"] == "block"
    finding = report["findings"][0]
    assert finding["place"] == "messages[0].content" and finding["offset"] == 3 and finding["bytes"] == 10


def test_an_explanation_shows_the_rewritten_body_and_the_time_of_each_step(policy):
    done = policy("scan", "-", "--explain", "--json", input=chat("a rail-4711 b", model="m"))
    report = json.loads(done.stdout)
    assert json.loads(report["sent"])["messages"][0]["content"] == "a [RAIL] b"
    assert [step["step"] for step in report["steps"]] == ["read", "inspect", "rewrite"]
    assert all(step["microseconds"] > 0 for step in report["steps"])
    text = next(text for text in report["texts"] if text["place"] == "messages[0].content")
    assert text["role"] == "user" and text["findings"] == 1
    shown = policy("scan", "-", "--explain", input=chat("a rail-4711 b")).stdout
    assert b"a [RAIL] b" in shown and "µs".encode() in shown and b"4711" not in shown


def test_a_blocked_body_is_not_shown(policy):
    done = policy("scan", "-", "--explain", input=chat("heron-0815"))
    assert done.returncode == 1 and b"heron-0815" not in done.stdout


def test_the_side_of_answers_is_another(policy):
    assert b"nothing found" in policy("scan", "-", "--side", "response", input="rail-4711").stdout
    assert b"flag" in policy("scan", "-", "--side", "response", "--policy", "soft", input="rail-4711").stdout


def test_a_folder_is_scanned_with_the_folders_in_it(policy, tmp_path):
    folder = tmp_path / "tree"
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "a.txt").write_text("rail-4711")
    (folder / "deep" / "er" / "b.json").write_text(chat("heron-0815"))
    (folder / "picture.bin").write_bytes(b"\x89PNG\0\0heron-0815")
    (folder / "link").symlink_to(folder / "a.txt")
    done = policy("scan", folder)
    shown = done.stdout.decode()
    assert done.returncode == 1
    assert "a.txt:1:1" in shown and "deep/er/b.json:messages[0].content[0..<10]" in shown
    assert "skipped picture.bin: binary" in shown
    assert "2 files, 2 findings, 1 would be blocked, 1 skipped" in shown
    report = json.loads(policy("scan", folder, "--json").stdout)
    assert report["files"] == 2 and report["skipped"] == [{"file": "picture.bin", "reason": "binary"}]
    assert [result["file"] for result in report["results"]] == ["a.txt", "deep/er/b.json"]


def test_a_pipe_gets_neither_colour_nor_progress(policy, tmp_path):
    done = policy("scan", tmp_path)
    assert b"\x1b" not in done.stdout + done.stderr


def test_a_terminal_gets_colour_and_progress(binary, policies, tmp_path):
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "a.txt").write_text("rail-4711")
    leader, follower = pty.openpty()
    arguments = [binary, "policy", "scan", "--policies", policies, tmp_path / "tree"]
    environment = {**os.environ, "TERM": "xterm"}
    environment.pop("NO_COLOR", None)
    subprocess.run(arguments, stdin=subprocess.DEVNULL, stdout=follower, stderr=follower, env=environment, timeout=60)
    os.close(follower)
    shown = b""
    while chunk := read_terminal(leader):
        shown += chunk
    os.close(leader)
    assert b"0 of 1 files" in shown and b"\x1b[33mredact\x1b[0m" in shown


def read_terminal(leader: int) -> bytes:
    try:
        return os.read(leader, 65536)
    except OSError:  # Linux says so where nobody holds the other end any more.
        return b""


@pytest.mark.parametrize(
    "arguments, message",
    [
        (("missing.txt",), b"missing.txt cannot be opened"),
        (("-", "--policy", "none"), b"there are: default, soft"),
        ((), b"Missing expected argument"),
        (("-", "--side", "both"), b"request"),
        ((".", "--explain"), b"one body, not a folder"),
    ],
)
def test_bad_usage_exits_64(policy, arguments, message):
    done = policy("scan", *arguments, input="")
    assert done.returncode == 64 and message in done.stderr


# -- replay


@pytest.fixture
def candidate(tmp_path) -> Path:
    """Herons are only redacted, rails are blocked, and owls are flagged."""
    folder = tmp_path / "candidate"
    folder.mkdir()
    rules = RULES.replace("---\npolicy: default", OWL + "---\npolicy: default", 1)
    rules = rules.replace("{rules: [bird.heron], action: block}", "{rules: [bird.rail], action: block}", 1)
    (folder / "default.yaml").write_text(rules.replace("{rules: [bird.*], action: redact}", STATEMENTS, 1))
    return folder


OWL = "---\npack: owls\nrules: [{id: owl, entity: OWL, pattern: 'owl-\\d', level: shape, severity: low}]\n"
STATEMENTS = "{rules: [bird.*], action: redact}\n  - {rules: [owl], action: flag}"


def test_a_replay_tells_what_would_change_by_rule_and_key(policy, candidate, tmp_path):
    requests = [
        {"key": "ci", "body": json.loads(chat("rail-4711"))},
        {"key": "ci", "body": json.loads(chat("rail-4712 and rail-4713"))},
        {"key": "web", "body": json.loads(chat("heron-0815"))},
        json.loads(chat("owl-1")),
        json.loads(chat("nothing")),
    ]
    (tmp_path / "requests.jsonl").write_text(lines(*requests) + "no json\n")
    done = policy("replay", "--candidate", candidate, "requests.jsonl", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert report["requests"] == 5 and report["changed"] == 4 and report["unreadable_lines"] == [6]
    changes = {(c["change"], c["rule"], c["key"]): (c["requests"], c["lines"]) for c in report["changes"]}
    assert changes == {
        ("newly blocked", "bird.rail", "ci"): (2, [1, 2]),
        ("no longer blocked", "bird.heron", "web"): (1, [3]),
        ("newly flagged", "owl", ""): (1, [4]),
    }
    outcomes = {outcome["change"]: outcome["requests"] for outcome in report["outcomes"]}
    assert outcomes == {"newly blocked": 2, "no longer blocked": 1, "newly flagged": 1}
    assert report["current"]["revision"] != report["candidate"]["revision"]

    shown = policy("replay", "--candidate", candidate, "requests.jsonl").stdout.decode()
    assert "newly blocked" in shown and "5 requests, 4 would be treated otherwise" in shown
    assert "4711" not in shown and "1 lines are no request" in shown


def test_a_replay_of_the_same_policies_changes_nothing(policy, policies, tmp_path):
    (tmp_path / "requests.jsonl").write_text(chat("rail-4711") + "\n" + chat("heron-0815"))
    done = policy("replay", "--candidate", policies, "requests.jsonl")
    assert done.returncode == 0 and b"2 requests, 0 would be treated otherwise" in done.stdout


def test_a_candidate_in_shadow_mode_is_said_to_change_nothing(policy, candidate, tmp_path):
    (candidate / "default.yaml").write_text(RULES.replace("unscannable: allow", "unscannable: allow\nmode: shadow", 1))
    done = policy("replay", "--candidate", candidate, "-", input=chat("heron-0815"))
    assert b"no longer blocked" in done.stdout and b"shadow mode" in done.stdout


def test_a_broken_candidate_is_refused(policy, candidate):
    (candidate / "default.yaml").write_text("pack: [\n")
    done = policy("replay", "--candidate", candidate, "-", input="")
    assert done.returncode == 1 and b"candidate/default.yaml" in done.stderr


def test_captured_traffic_is_not_replayed_yet(policy, candidate):
    done = policy("replay", "--candidate", candidate, "--since", "24h")
    assert done.returncode == 64 and b"not supported yet" in done.stderr


# -- list


def test_the_list_explains_how_a_rule_runs(policy):
    shown = policy("list", "--explain").stdout.decode()
    assert "policy default@" in shown and "bird.heron" in shown and "`heron-`" in shown
    assert json.loads(policy("list", "--json").stdout)["rules"][0]["runs"]


def test_the_table_of_rules_in_the_documentation_is_that_of_the_rules(policy, shipped_policies):
    table = policy("list", "--markdown", folder=shipped_policies).stdout.decode().strip()
    page = (REPOSITORY / "docs/policies.md").read_text()
    assert table in page, "the table is stale: scripts/rules-table writes it anew"


# -- hash


def test_hashes_of_values_make_a_rule_that_finds_only_those(policy, policies):
    values = "8110-2233-44\n8110-2233-45\n"
    field = policy("hash", "-", input=values).stdout.decode()
    assert "8110" not in field
    rule = "pack: accounts\nrules:\n  - id: account\n    entity: ACCOUNT\n    pattern: '\\b(\\d{4}-\\d{4}-\\d{2})\\b'\n    severity: high\n"
    assert field.startswith("    match_hashes:\n")
    statement = "---\npolicy: accounts\nrequest: [{rules: [account], action: flag}]\nunscannable: allow\n"
    (policies / "accounts.yaml").write_text(rule + field + statement)
    done = policy("scan", "--policy", "accounts", "--json", "-", input="8110-2233-44, 8110-2233-46, 8110-2233-45")
    assert [finding["offset"] for finding in json.loads(done.stdout)["findings"]] == [0, 28]


def test_the_same_salt_gives_the_same_hashes_and_a_new_one_others(policy):
    def hashes(*arguments):
        return json.loads(policy("hash", "--json", *arguments, "-", input="4711-0815\n").stdout)

    first = hashes()
    assert hashes("--salt", first["salt"]) == first
    assert hashes()["values"] != first["values"]


@pytest.mark.parametrize("input, message", [("ab\nlong enough\n", b"on line 1"), ("\n", b"no value")])
def test_what_cannot_be_hashed_is_told_by_line(policy, input, message):
    done = policy("hash", "-", input=input)
    assert done.returncode == 1 and message in done.stderr and done.stdout == b""


# -- everywhere


@pytest.mark.parametrize("command", ["test", "list", "scan", "replay", "hash"])
def test_every_command_has_help(policy, command):
    done = policy(command, "--help")
    assert done.returncode == 0 and b"OVERVIEW" in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_the_commands(binary, shell):
    done = subprocess.run([binary, "--generate-completion-script", shell], capture_output=True, timeout=60)
    assert done.returncode == 0 and b"replay" in done.stdout and b"max-benign-touched" in done.stdout
