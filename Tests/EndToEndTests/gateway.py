"""The program under test: a real process on free ports, with a folder of its own, stopped by its process id."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
START_SECONDS = 20
STOP_SECONDS = 40


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_until(condition, seconds: float = 5, every: float = 0.02):
    """What `condition` gives as soon as it is true; an assertion with its last value when the time is over."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value or time.monotonic() > end:
            assert value, f"did not become true within {seconds} s: {value!r}"
            return value
        time.sleep(every)


@dataclass
class Event:
    """One event of a stream of server-sent events."""

    name: str
    data: str

    @property
    def json(self):
        return json.loads(self.data)


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    complete: bool = True

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """The assistant's words, whole or streamed, in either dialect."""
        if self.headers.get("content-type", "").startswith("text/event-stream"):
            return "".join(self._deltas())
        answer = self.json
        if "choices" in answer:
            return answer["choices"][0]["message"]["content"]
        return "".join(part.get("text", "") for part in answer["content"])

    def _deltas(self):
        for event in self.events:
            if event.data == "[DONE]":
                continue
            chunk = event.json
            for choice in chunk.get("choices", []):
                yield choice.get("delta", {}).get("content") or ""
            if chunk.get("type") == "content_block_delta":
                yield chunk["delta"].get("text", "")

    @property
    def events(self) -> list[Event]:
        events = []
        for block in self.body.decode().replace("\r\n", "\n").split("\n\n"):
            name, data = "", []
            for line in block.split("\n"):
                key, _, value = line.partition(":")
                if key == "event":
                    name = value.strip()
                elif key == "data":
                    data.append(value.removeprefix(" "))
            if data:
                events.append(Event(name, "\n".join(data)))
        return events

    @property
    def finished(self) -> bool:
        """The stream ended as its surface ends a whole one."""
        return any(e.data == "[DONE]" or e.name == "message_stop" for e in self.events)

    @property
    def error(self) -> dict | None:
        """The error of the answer: its body, or the error event of its stream."""
        if self.headers.get("content-type", "").startswith("text/event-stream"):
            for event in self.events:
                if event.data != "[DONE]" and "error" in event.json:
                    return event.json["error"]
            return None
        body = self.json
        return body.get("error") if isinstance(body, dict) else None

    @property
    def cache(self) -> str:
        return self.headers.get("cache-status", "")

    @property
    def policy(self) -> str:
        return self.headers.get("x-gatehouse-policy", "")


@dataclass
class Gateway:
    binary: Path
    folder: Path
    settings: dict | str
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self.port, self.admin_port = free_port(), free_port()
        self.process: subprocess.Popen | None = None
        self.config = self.folder / "gatehouse.yaml"
        self.write(self.settings)

    # -- its life

    def write(self, settings: dict | str) -> None:
        """YAML's flow style is JSON, so a dictionary is written as that."""
        if isinstance(settings, dict):
            settings = json.dumps(
                {
                    "listen": f"127.0.0.1:{self.port}",
                    "admin": {"listen": f"127.0.0.1:{self.admin_port}"},
                    "data": str(self.folder / "data"),
                    **settings,
                },
                indent=2,
            )
        self.config.write_text(settings)

    def start(self) -> Gateway:
        self.out = open(self.folder / "stdout.txt", "ab")
        self.err = open(self.folder / "stderr.txt", "ab")
        self.process = subprocess.Popen(
            [self.binary, "serve", "--config", self.config],
            stdin=subprocess.DEVNULL,
            stdout=self.out,
            stderr=self.err,
            cwd=self.folder,
            env=self.full_environment,
        )
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            assert self.process.poll() is None, f"the gateway ended at once ({self.process.returncode}):\n{self.output}"
            try:
                if self.request("GET", "/readyz", key=None).status == 200:
                    return self
            except OSError:
                pass
            time.sleep(0.02)
        raise AssertionError(f"the gateway was not ready after {START_SECONDS} s:\n{self.output}")

    @property
    def full_environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.endswith(("_API_KEY", "_proxy", "_PROXY"))}
        return {**kept, **self.environment}

    def stop(self) -> int:
        """Asks it to end, as an operator would, and gives its exit status."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the gateway did not end within {STOP_SECONDS} s of SIGTERM") from None
        finally:
            self.out.close()
            self.err.close()
        self.process = None
        return status

    def reload(self, settings: dict | str | None = None) -> None:
        if settings is not None:
            self.write(settings)
        self.process.send_signal(signal.SIGHUP)

    def command(self, *arguments: str, input: str | None = None) -> subprocess.CompletedProcess:
        """Runs the same binary beside the server."""
        return subprocess.run(
            [self.binary, *arguments],
            input=input,
            capture_output=True,
            text=True,
            cwd=self.folder,
            env=self.full_environment,
            timeout=30,
        )

    # -- what it says

    @property
    def output(self) -> str:
        files = (self.folder / "stdout.txt", self.folder / "stderr.txt")
        return "".join(f.read_text(errors="replace") for f in files if f.exists())

    @property
    def request_lines(self) -> list[dict]:
        """The log lines that tell of a request."""
        lines = []
        for line in self.output.splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict) and "status" in entry:
                lines.append(entry)
        return lines

    # -- talking to it

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def request(
        self,
        method: str,
        path: str,
        body=None,
        *,
        key: str | None,
        headers: dict[str, str] | None = None,
        admin: bool = False,
        timeout: float = 15,
    ) -> Answer:
        """One request on a connection of its own. A body that is not bytes is sent as JSON."""
        sent = {"Connection": "close"}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if body is not None:
            sent["Content-Type"] = "application/json"
        if key is not None:
            sent["Authorization"] = f"Bearer {key}"
        sent.update(headers or {})
        sent = {name: value for name, value in sent.items() if value is not None}
        connection = http.client.HTTPConnection("127.0.0.1", self.admin_port if admin else self.port, timeout=timeout)
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            complete = True
            try:
                received = response.read()
            except http.client.IncompleteRead as cut:
                received, complete = cut.partial, False
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, received, complete)
        except ConnectionRefusedError:
            ended = self.process.poll() if self.process else 0
            assert not ended, f"the gateway died with {ended}:\n{self.output[-2000:]}"
            raise
        finally:
            connection.close()

    def chat(self, text: str, *, key: str, model: str = "assistant", headers=None, **fields) -> Answer:
        body = {"model": model, "messages": [{"role": "user", "content": text}], **fields}
        return self.request("POST", "/v1/chat/completions", body, key=key, headers=headers)

    def messages(self, text: str, *, key: str, model: str = "claude", headers=None, **fields) -> Answer:
        body = {"model": model, "max_tokens": 100, "messages": [{"role": "user", "content": text}], **fields}
        return self.request(
            "POST", "/v1/messages", body, key=None,
            headers={"x-api-key": key, "anthropic-version": "2023-06-01", **(headers or {})},
        )

    def metrics(self) -> str:
        answer = self.request("GET", "/metrics", key=None, admin=True)
        assert answer.status == 200
        return answer.body.decode()


def new_key() -> str:
    """A key for a configuration, made anew for every run."""
    return "test-" + secrets.token_hex(20)
