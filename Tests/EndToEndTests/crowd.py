"""Many callers who ask the same at once, over plain sockets: no thread waits for any of them."""

from __future__ import annotations

import json
import selectors
import socket
import time
from dataclasses import dataclass, field

from gateway import Answer, Gateway


@dataclass
class Member:
    """One caller: what came back so far."""

    socket: socket.socket
    received: bytearray = field(default_factory=bytearray)
    first_at: float | None = None
    is_over: bool = False

    @property
    def answer(self) -> Answer:
        head, _, body = bytes(self.received).partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:])}
        if headers.get("transfer-encoding") == "chunked":
            body, is_complete = unchunked(body)
        else:
            is_complete = len(body) == int(headers.get("content-length", -1))
        return Answer(int(lines[0].split()[1]) if head else 0, headers, body, is_complete)


def unchunked(raw: bytes) -> tuple[bytes, bool]:
    body = b""
    while raw:
        size, _, rest = raw.partition(b"\r\n")
        length = int(size or b"0", 16)
        if length == 0:
            return body, rest.startswith(b"\r\n")
        body, raw = body + rest[:length], rest[length + 2:]
    return body, False


class Crowd:
    def __init__(self, gateway: Gateway, text: str, *, keys: list[str], path: str = "/v1/chat/completions", **fields):
        body = json.dumps({"model": "assistant", "messages": [{"role": "user", "content": text}], **fields}).encode()
        self.members: list[Member] = []
        self.selector = selectors.DefaultSelector()
        for key in keys:
            head = (
                f"POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\nconnection: close\r\n"
                f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
            )
            member = Member(socket.create_connection(("127.0.0.1", gateway.port), 10))
            member.socket.sendall(head.encode() + body)
            member.socket.setblocking(False)
            self.selector.register(member.socket, selectors.EVENT_READ, member)
            self.members.append(member)

    def leave(self, member: Member) -> None:
        """Hangs up, whatever comes."""
        self.selector.unregister(member.socket)
        member.socket.close()
        member.is_over = True

    def read(self, until, seconds: float = 20) -> None:
        """Takes what comes until `until()` or until everybody has an answer."""
        end = time.monotonic() + seconds
        while not until() and not all(m.is_over for m in self.members):
            assert time.monotonic() < end, f"{sum(not m.is_over for m in self.members)} of the crowd still wait"
            for event, _ in self.selector.select(0.05):
                member = event.data
                try:
                    data = member.socket.recv(1 << 16)
                except ConnectionResetError:
                    data = b""
                if data:
                    member.first_at = member.first_at or time.monotonic()
                    member.received += data
                else:
                    self.leave(member)

    def finish(self, seconds: float = 20) -> list[Answer]:
        self.read(lambda: False, seconds)
        return [m.answer for m in self.members if m.received]
