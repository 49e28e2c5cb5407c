"""The processes of a measurement: how they are started, what they cost, how they end."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
TICK = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@dataclass
class Server:
    """One server with all its worker processes."""

    name: str
    port: int
    process: subprocess.Popen

    def pids(self) -> list[int]:
        found, waiting = [], [self.process.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            try:
                waiting += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
            except OSError:
                pass
        return found

    def cpu_seconds(self) -> float:
        """User and system time of the whole server since it began."""
        ticks = 0
        for pid in self.pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / TICK

    def memory_kib(self, field: str = "VmRSS") -> int:
        """VmRSS now or VmHWM at its peak, summed over the processes."""
        total = 0
        for pid in self.pids():
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith(field + ":"):
                    total += int(line.split()[1])
        return total

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def wait_for_port(port: int, process: subprocess.Popen, log: Path) -> None:
    for _ in range(200):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"{process.args[0]} did not start:\n{log.read_text(errors='replace') if log.exists() else ''}")


def start_nginx(name: str, template: str, folder: Path, port: int, **values) -> Server:
    text = (HERE / template).read_text()
    for key, value in {"folder": folder, **values}.items():
        text = text.replace(f"@{key}@", str(value))
    config = folder / template.removesuffix(".in")
    config.write_text(text)
    # Debian's nginx also loads dynamic modules from its own configuration; this one is named in full, so none is loaded.
    log = folder / f"{name}.err"
    process = subprocess.Popen(["nginx", "-p", folder, "-c", config, "-e", folder / f"{name}.log"], stderr=log.open("wb"))
    wait_for_port(port, process, log)
    return Server(name, port, process)


def start_gatehouse(binary: Path, folder: Path, stub_port: int, policies: Path, loops: int, name: str) -> tuple[Server, str]:
    """With a key, limits (high enough never to refuse), the exact cache and metadata capture on; the log goes to /dev/null."""
    home = folder / name
    home.mkdir()
    key = "bench-" + secrets.token_hex(16)
    port = free_port()
    many = "100000000/s"
    config = home / "gatehouse.yaml"
    config.write_text(json.dumps({
        "listen": f"127.0.0.1:{port}",
        "admin": {"listen": f"127.0.0.1:{free_port()}"},
        "data": str(home / "data"),
        "auth": "required",
        "providers": {"stub": {"kind": "openai", "base_url": f"http://127.0.0.1:{stub_port}/v1", "api_key": "provider-key"}},
        "models": {"bench": {"targets": ["stub/bench"]}},
        "keys": [{"name": "bench", "secret": key, "limits": {"requests": many, "tokens": many, "concurrent": 100000}}],
        "policies": str(policies),
        "default_policy": "default",
    }, indent=2))
    log = home / "stderr.txt"
    process = subprocess.Popen(
        [binary, "serve", "--config", config],
        cwd=home, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log.open("wb"),
        env={**os.environ, "GATEHOUSE_LOOPS": str(loops)},
    )
    wait_for_port(port, process, log)
    return Server(name, port, process), key


def empty_policy(folder: Path) -> Path:
    policies = folder / "empty-policies"
    policies.mkdir()
    (policies / "default.yaml").write_text("policy: default\nrequest: []\nresponse: []\n")
    return policies


def post(port: int, key: str, text: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    body = json.dumps({"model": "bench", "messages": [{"role": "user", "content": text}]})
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    connection.request("POST", "/v1/chat/completions", body, headers)
    response = connection.getresponse()
    answer = response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
    connection.close()
    return answer
