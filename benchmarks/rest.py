"""Measure how soon a frozen cluster answers, with a worker and a node that is Ready, beside the start of a bare API server."""

import os
import statistics
import sys
import time

import requests

from creation import admin_access, bare_start, is_usable, masters
from installation import Installation, poll

ROUNDS = 3
# How long it stays frozen before each call.
FROZEN_SECONDS = float(os.environ.get("FROZEN_SECONDS", "60"))


def measure_rest(result):
    installation = Installation()
    thawed = []
    try:
        installation.start()
        identifier = installation.api("POST", "/v1/clusters", json={"name": "rest", "workerNum": 1}).json()["id"]
        admin = poll(lambda: admin_access(installation, identifier), 120, what="an admin configuration")
        poll(lambda: is_usable(*admin), 120, what="a usable cluster")
        installation.api("PUT", f"/v1/clusters/{identifier}/hibernation", json={"idleTime": "10s"})
        for _ in range(ROUNDS):
            poll(lambda: are_frozen(installation.data / "clusters" / identifier), 120, what="a frozen cluster")
            time.sleep(FROZEN_SECONDS)
            thawed.append(call(*admin))
            print(f"answered after {thawed[-1]:.2f} s", file=sys.stderr)
            assert is_usable(*admin), "the node is not Ready after the thaw"
        bare = bare_start()[0]
    finally:
        installation.remove()
    name = f"first answer of a cluster frozen for {FROZEN_SECONDS:.0f} s"
    yield result(name, statistics.median(thawed), 0.7, "the goal of 0.7 s", "s", 1)
    yield result(name, statistics.median(thawed), bare, "bare etcd + kube-apiserver", "s", None)


def are_frozen(folder):
    """Whether the parts that wait for calls are stopped; the controllers have ended then."""
    states = [open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[0] for pid in masters(folder)]
    return states == ["T", "T"]


def call(server, authority, certificate, key):
    """Seconds of a request on a new connection, which is closed again."""
    known = {"verify": str(authority), "cert": (str(certificate), str(key)), "timeout": 60}
    started = time.monotonic()
    answer = requests.get(f"{server}/api/v1/nodes", headers={"Connection": "close"}, **known)
    taken = time.monotonic() - started
    assert answer.status_code == 200, answer.text
    return taken
