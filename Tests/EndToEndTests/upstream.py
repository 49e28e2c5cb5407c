"""A provider that tells what it was asked and answers what a test scripted. It speaks OpenAI's and Anthropic's dialect."""

from __future__ import annotations

import base64
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Received:
    """A request as it arrived."""

    method: str
    path: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    def header(self, name: str) -> str | None:
        values = [value for key, value in self.headers if key.lower() == name]
        assert len(values) < 2, f"{name} arrived {len(values)} times"
        return values[0] if values else None

    def holds(self, text: str) -> bool:
        """Whether a text stands anywhere in it: line, headers, body."""
        return text in self.path or text.encode() in self.body or any(text in k or text in v for k, v in self.headers)


@dataclass
class Reply:
    """What is answered. `ending` cut closes before the answer is whole; reset does so with an RST."""

    body: bytes | Iterable[bytes] = b""
    status: int = 200
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    framing: str = "length"  # length | chunked | close
    ending: str = "clean"  # clean | cut | reset | hang
    pause: float = 0.0  # between the pieces of the body
    before: float = 0.0  # before the head

    @staticmethod
    def json(value, status: int = 200, **more) -> Reply:
        return Reply(json.dumps(value).encode(), status, **more)

    @staticmethod
    def events(pieces: bytes | Iterable[bytes], framing: str = "chunked", **more) -> Reply:
        return Reply(pieces, content_type="text/event-stream", framing=framing, **more)


class Upstream:
    """Listens on a free port until it is closed."""

    def __init__(self):
        self.requests: list[Received] = []
        self.script: list[Reply] = []
        self.rule: Callable[[Received], Reply | None] | None = None
        self.released = threading.Event()
        self.connections: set[socket.socket] = set()
        self.sending: set[BaseHTTPRequestHandler] = set()
        upstream = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def setup(self):
                super().setup()
                upstream.connections.add(self.connection)

            def finish(self):
                upstream.connections.discard(self.connection)
                try:
                    super().finish()
                except OSError:
                    pass

            def handle(self):
                try:
                    super().handle()
                except OSError:
                    pass

            def answer(self):
                received = Received(self.command, self.path, self.headers.items(), self.read_body())
                upstream.requests.append(received)
                upstream.sending.add(self)
                try:
                    upstream.send(upstream.reply_to(received), self)
                finally:
                    upstream.sending.discard(self)

            def read_body(self) -> bytes:
                if "chunked" not in (self.headers.get("transfer-encoding") or ""):
                    return self.rfile.read(int(self.headers.get("content-length") or 0))
                body = b""
                while size := int(self.rfile.readline().split(b";")[0], 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return body

            do_GET = do_POST = do_DELETE = do_PUT = answer

            def log_message(self, *arguments):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 512

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.released.set()
        self.server.shutdown()
        self.server.server_close()
        for connection in list(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def reset(self) -> None:
        """Forgets requests and script, and lets go of whoever hangs."""
        self.released.set()
        self.released = threading.Event()
        self.requests.clear()
        self.script.clear()
        self.rule = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def last(self) -> Received:
        assert self.requests, "nothing reached the upstream"
        return self.requests[-1]

    def reply_to(self, received: Received) -> Reply:
        if self.script:
            return self.script.pop(0)
        if self.rule and (reply := self.rule(received)):
            return reply
        path = received.path.partition("?")[0]
        if path.endswith("/chat/completions"):
            return openai_chat(received.json)
        if path.endswith("/messages"):
            return anthropic_message(received.json)
        if path.endswith("/embeddings"):
            return openai_embeddings(received.json)
        return openai_error("no such route", 404)

    def send(self, reply: Reply, handler: BaseHTTPRequestHandler) -> None:
        released = self.released
        if reply.before:
            time.sleep(reply.before)
        out, pieces = handler.wfile, [reply.body] if isinstance(reply.body, bytes) else reply.body
        head = [f"HTTP/1.1 {reply.status} Scripted", f"Content-Type: {reply.content_type}"]
        head += [f"{name}: {value}" for name, value in reply.headers.items()]
        if reply.framing == "length":
            pieces = [b"".join(pieces)]
            head.append(f"Content-Length: {len(pieces[0]) + (0 if reply.ending == 'clean' else 100)}")
        elif reply.framing == "chunked":
            head.append("Transfer-Encoding: chunked")
        else:
            head.append("Connection: close")
        if reply.ending != "clean" or reply.framing == "close":
            handler.close_connection = True
        out.write("\r\n".join(head).encode() + b"\r\n\r\n")
        for number, piece in enumerate(pieces):
            if number and reply.pause:
                time.sleep(reply.pause)
            if piece:
                out.write(b"%x\r\n%s\r\n" % (len(piece), piece) if reply.framing == "chunked" else piece)
        if reply.ending == "hang":
            released.wait(30)
        elif reply.ending == "reset":
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.connection.close()
        elif reply.ending == "clean" and reply.framing == "chunked":
            out.write(b"0\r\n\r\n")


# -- what a friendly provider says


def said(body: dict) -> str:
    """The text of the last message."""
    content = body["messages"][-1]["content"]
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content or [])


def openai_chat(body: dict) -> Reply:
    text = f"heard: {said(body)}"
    call = None
    if body.get("tools") and body["messages"][-1]["role"] == "user":
        function = body["tools"][0]["function"]["name"]
        call = {"id": "call_1", "type": "function", "function": {"name": function, "arguments": '{"city":"Paris"}'}}
    usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    base = {"id": "chatcmpl-stub", "created": 1700000000, "model": body["model"]}
    if not body.get("stream"):
        message = {"role": "assistant", "content": None if call else text}
        if call:
            message["tool_calls"] = [call]
        choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if call else "stop"}
        return Reply.json({**base, "object": "chat.completion", "choices": [choice], "usage": usage})
    deltas = [{"role": "assistant", "content": None if call else ""}]
    if call:
        function = call["function"]
        deltas.append({"tool_calls": [{"index": 0, **call, "function": {"name": function["name"], "arguments": ""}}]})
        deltas += [{"tool_calls": [{"index": 0, "function": {"arguments": a}}]} for a in ('{"city":', '"Paris"}')]
    else:
        deltas += [{"content": word} for word in words(text)]
    chunk = {**base, "object": "chat.completion.chunk"}
    chunks = [{**chunk, "choices": [{"index": 0, "delta": d, "finish_reason": None}]} for d in deltas]
    chunks.append({**chunk, "choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls" if call else "stop"}]})
    if (body.get("stream_options") or {}).get("include_usage"):
        chunks.append({**chunk, "choices": [], "usage": usage})
    return Reply.events([data(c) for c in chunks] + [b"data: [DONE]\n\n"])


def anthropic_message(body: dict) -> Reply:
    text = f"heard: {said(body)}"
    block = {"type": "text", "text": text}
    if body.get("tools") and isinstance(body["messages"][-1]["content"], str):
        block = {"type": "tool_use", "id": "toolu_1", "name": body["tools"][0]["name"], "input": {"city": "Paris"}}
    reason = "tool_use" if block["type"] == "tool_use" else "end_turn"
    message = {
        "id": "msg_stub", "type": "message", "role": "assistant", "model": body["model"], "content": [block],
        "stop_reason": reason, "stop_sequence": None, "usage": {"input_tokens": 11, "output_tokens": 7},
    }
    if not body.get("stream"):
        return Reply.json(message)
    start = {**message, "content": [], "stop_reason": None, "usage": {"input_tokens": 11, "output_tokens": 1}}
    if block["type"] == "tool_use":
        empty = {**block, "input": {}}
        deltas = [{"type": "input_json_delta", "partial_json": part} for part in ('{"city":', '"Paris"}')]
    else:
        empty = {"type": "text", "text": ""}
        deltas = [{"type": "text_delta", "text": word} for word in words(text)]
    events = [{"type": "message_start", "message": start}, {"type": "content_block_start", "index": 0, "content_block": empty}]
    events += [{"type": "content_block_delta", "index": 0, "delta": delta} for delta in deltas]
    events += [
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": reason, "stop_sequence": None}, "usage": {"output_tokens": 7}},
        {"type": "message_stop"},
    ]
    return Reply.events([b"event: " + e["type"].encode() + b"\n" + data(e) for e in events])


def openai_embeddings(body: dict) -> Reply:
    texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
    vectors = [[float(len(text)), 0.5, -0.25] for text in texts]
    if body.get("encoding_format") == "base64":
        vectors = [base64.b64encode(struct.pack("<3f", *vector)).decode() for vector in vectors]
    rows = [{"object": "embedding", "index": i, "embedding": vector} for i, vector in enumerate(vectors)]
    usage = {"prompt_tokens": 5, "total_tokens": 5}
    return Reply.json({"object": "list", "data": rows, "model": body["model"], "usage": usage})


def openai_answer(text: str, prompt: int = 1, completion: int = 1, **more) -> Reply:
    """A whole answer with that text."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    usage = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
    answer = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}
    return Reply.json(answer, **more)


def openai_chunk(text: str | None, reason: str | None = None) -> bytes:
    """One event of a streamed answer."""
    choice = {"index": 0, "delta": {} if text is None else {"content": text}, "finish_reason": reason}
    return data({"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]})


def openai_error(message: str = "no", status: int = 400, **fields) -> Reply:
    return Reply.json({"error": {"message": message, "type": "some_error", "param": None, "code": None, **fields}}, status)


def words(text: str) -> list[str]:
    parts = text.split(" ")
    return [part + (" " if i + 1 < len(parts) else "") for i, part in enumerate(parts)]


def data(value: dict) -> bytes:
    return b"data: " + json.dumps(value).encode() + b"\n\n"
