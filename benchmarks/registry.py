"""Measure the registry: push and pull of a large image against a bare docker-registry, and tokens a second.

Both engines are the same program with storage on the same disk; ours has TLS, tokens and an account of what is there. So
has the bare one TLS, with a certificate of its own: encryption is no part of what is compared. Rounds alternate between the
two; the median counts.
"""

import base64
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import requests

from images import Layout, Skopeo
from installation import Installation, free_port, poll
from registry_parties import Account, namespaces

MEGABYTES = 500
LAYERS = 4
ROUNDS = 6
TOKEN_SECONDS = 5
CONNECTIONS = 32


class BareRegistry:
    """docker-registry as it comes, with TLS and for everybody."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="slipway-bench-"))
        self.registry = f"127.0.0.1:{free_port()}"
        self.ca_file = str(self.folder / "certificate.pem")
        request = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        names = ["-days", "1", "-subj", "/CN=bare", "-addext", "subjectAltName=IP:127.0.0.1"]
        files = ["-keyout", self.folder / "key.pem", "-out", self.ca_file]
        subprocess.run([*request, *names, *files], check=True, capture_output=True)
        tls = {"certificate": self.ca_file, "key": str(self.folder / "key.pem")}
        settings = {
            "version": "0.1",
            "log": {"accesslog": {"disabled": True}, "level": "warn"},
            "storage": {"filesystem": {"rootdirectory": str(self.folder / "storage")}},
            "http": {"addr": self.registry, "tls": tls},
        }
        (self.folder / "config.yml").write_text(json.dumps(settings))
        self.process = subprocess.Popen(
            ["docker-registry", "serve", self.folder / "config.yml"],
            env={"PATH": os.environ["PATH"], "OTEL_TRACES_EXPORTER": "none"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        poll(self.answers, 30, what="a bare registry")

    def answers(self):
        with contextlib.suppress(requests.RequestException):
            return requests.get(f"https://{self.registry}/v2/", verify=self.ca_file, timeout=2).status_code == 200

    def remove(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        shutil.rmtree(self.folder)


def incompressible(folder):
    """A layout with one image of random bytes; packing it costs the client nothing worth speaking of."""
    layout = Layout(folder)
    layout.add("big", *(os.urandom(MEGABYTES * 1_000_000 // LAYERS) for _ in range(LAYERS)))
    return layout


def transfers(skopeo, layout, image, scratch):
    """Megabytes a second of a push to a repository that has nothing of it, and of a pull."""
    started = time.monotonic()
    skopeo.push(layout, "big", image, timeout=600)
    pushed = time.monotonic()
    skopeo.pull(image, scratch, timeout=600)
    pulled = time.monotonic()
    shutil.rmtree(scratch)
    return MEGABYTES / (pushed - started), MEGABYTES / (pulled - pushed)


def measure_transfers(server, account, scratch, result):
    layout = incompressible(scratch / "layout")
    bare = BareRegistry()
    try:
        ours_client = account.robot("bench", scratch / "ours", "Editor").skopeo
        bare_client = Skopeo(bare, scratch / "bare", "nobody", "nothing-secret")
        ours, reference = [], []
        for number in range(ROUNDS):
            pair = [(ours_client, ours, server), (bare_client, reference, bare)]
            # Who comes second finds a warmer machine.
            for client, rows, registry in pair if number % 2 else reversed(pair):
                os.sync()
                rows.append(transfers(client, layout, "bench_ns/app:big", scratch / "pulled"))
                clear(registry)
            print(f"round {number + 1}: ours {ours[-1]}, bare {reference[-1]} MB/s", file=sys.stderr)
    finally:
        bare.remove()
    for name, mine, theirs in zip(("push", "pull"), zip(*ours), zip(*reference)):
        yield result(
            f"{name} of an image of {MEGABYTES} MB",
            statistics.median(mine),
            statistics.median(theirs),
            "bare docker-registry with TLS",
            "MB/s",
            0.9,
            at_least=True,
        )


def clear(registry):
    """Empty the storage, so that the next push brings all layers again; the engine keeps nothing in memory."""
    folder = registry.folder / "storage" if isinstance(registry, BareRegistry) else registry.data / "registry/storage"
    shutil.rmtree(folder / "docker")


def measure_tokens_of_docker(server, account, scratch, result):
    _, text = account.registry_token(permanent="true")
    script = scratch / "token.lua"
    basic = base64.b64encode(f"token:{text}".encode()).decode()
    script.write_text(f'wrk.headers["Authorization"] = "Basic {basic}"\n')
    path = "/oauth/token?service=registry&scope=repository:bench_ns/app:pull,push"
    load = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{TOKEN_SECONDS}s", "-s", script, server.endpoint + path]
    rounds = []
    for _ in range(ROUNDS):
        output = subprocess.run(list(map(str, load)), check=True, capture_output=True, text=True).stdout
        assert "Non-2xx" not in output, output
        signed = subprocess.run(
            ["openssl", "speed", "-elapsed", "-seconds", "2", "ecdsap256"], check=True, capture_output=True, text=True
        ).stdout
        rounds.append(
            (
                float(re.search(r"Requests/sec: +([\d.]+)", output).group(1)),
                float(re.search(r"nistp256\) +\S+ +\S+ +([\d.]+)", signed).group(1)),
            )
        )
    ours, reference = (statistics.median(column) for column in zip(*rounds))
    yield result("token for docker, TLS", ours, reference, "openssl speed -elapsed ecdsap256", "/s", None)


def measure_registry(result):
    with Installation() as server:
        account = Account.first(server)
        poll(lambda: answers(server), 60, what="the engine")
        account.call("PATCH", "/api/v1/plans", json={"plan": "Standard"})
        with namespaces(account, "bench_ns"):
            yield from measure_tokens_of_docker(server, account, server.home, result)
            yield from measure_transfers(server, account, server.home, result)


def answers(server):
    with contextlib.suppress(requests.RequestException):
        return requests.get(f"https://{server.registry}/v2/", verify=server.ca_file, timeout=2).status_code == 401
