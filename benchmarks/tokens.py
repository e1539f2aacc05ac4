"""Measure the identity service: tokens by API key, and what the check of a token costs.

The server and `openssl speed` get the same one core, one after the other; the load generator has the other cores, for
it is no part of what is measured. Both are counted in two ways: per second on the clock, which shows also what the
server waits for (the disk has each refresh token before it is answered), and per second of computing, which is how
openssl counts by itself and which other work on the machine does not touch. Rounds alternate; the median counts.
"""

import base64
import json
import os
import pathlib
import re
import statistics
import subprocess
import tempfile

import requests

from installation import PROGRAMS, Installation

# Long enough for the grants that the TLS handshakes of all connections do not matter.
GRANT_SECONDS = 8
SECONDS = 3
SIGN_SECONDS = 2
ROUNDS = 4
CALL_ROUNDS = 16
CALL_SECONDS = 2
CONNECTIONS = 64
CORE, *OTHERS = sorted(os.sched_getaffinity(0))
TOKEN_REQUEST = """
wrk.method = "POST"
wrk.body = "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey&apikey={}"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
"""
# Writes each token of the answers to a file.
KEEP_TOKENS = """
local file = io.open("{}", "a")
function response(status, headers, body)
    file:write(body:match('"access_token":"([^"]+)"'), "\\n")
    file:flush()
end
"""
# Sends the tokens of a file in turn. The requests are made before the first is sent: what the load generator computes
# on the other half of a core slows down the server.
CALLS_WITH_TOKENS = """
local requests, last = {{}}, 0
function init()
    for token in io.lines("{}") do
        requests[#requests + 1] = wrk.format("GET", nil, {{["Authorization"] = "bearer " .. token}})
    end
end
function request()
    last = last % #requests + 1
    return requests[last]
end
"""
# How many tokens a server remembers as checked.
REMEMBERED_TOKENS = 4096


class PinnedInstallation(Installation):
    """A server on one core; its log goes to a file, as that of a service does."""

    def start(self):
        allowed = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {CORE})
        try:
            super().start()
        finally:
            os.sched_setaffinity(0, allowed)

    def computed(self):
        """Seconds of computing that the server has used."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def on_cores(cores, command):
    pinned = ["taskset", "--cpu-list", ",".join(map(str, cores)), *map(str, command)]
    return subprocess.run(pinned, check=True, capture_output=True, text=True).stdout


def signatures(*flags):
    """RSA signatures a second on the core of the server."""
    output = on_cores([CORE], ["openssl", "speed", *flags, "-seconds", SIGN_SECONDS, "rsa2048"])
    return float(re.search(r"rsa 2048 bits +\S+ +\S+ +([\d.]+)", output).group(1))


def load(server, path, script, seconds=SECONDS, connections=CONNECTIONS):
    """Requests a second by the clock, and by the computing of the server."""
    before = server.computed()
    output = on_cores(
        OTHERS or [CORE],
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script, server.endpoint + path],
    )
    used = server.computed() - before
    assert "Non-2xx" not in output and "Socket errors" not in output, output
    return float(re.search(r"Requests/sec: +([\d.]+)", output).group(1)), int(
        re.search(r"(\d+) requests in", output).group(1)
    ) / used


def measure_tokens(result):
    with PinnedInstallation() as server:
        yield from measure_grant(server, result)
        yield from measure_verification(server, result)


def script_file(server, text):
    with tempfile.NamedTemporaryFile("w", dir=server.home, suffix=".lua", delete=False) as script:
        script.write(text)
    return script.name


def measure_grant(server, result):
    script = script_file(server, TOKEN_REQUEST.format(server.admin["apikey"]))
    load(server, "/identity/token", script)
    rounds = [
        (load(server, "/identity/token", script, GRANT_SECONDS), signatures("-elapsed"), signatures())
        for _ in range(ROUNDS)
    ]
    clock, clock_signs = (statistics.median(values) for values in zip(*((r[0][0], r[1]) for r in rounds)))
    computing, signs = (statistics.median(values) for values in zip(*((r[0][1], r[2]) for r in rounds)))
    name = "token by API key, TLS, one core"
    yield result(name, clock, clock_signs, "openssl speed -elapsed rsa2048", "/s", 0.6, at_least=True)
    yield result(name + ", computing", computing, signs, "openssl speed rsa2048", "/s", 0.6, at_least=True)


def measure_verification(server, result):
    """What the check of a token takes in itself, and what it adds to the computing of a call.

    The tokens are made beforehand, and more of them take turns than the server remembers: it checks each one. The calls
    come one after the other: of many at once the server answers several each time it wakes up, the more of them the
    longer a call takes, and that would be part of the difference.
    """
    tokens = fresh_tokens(server)
    yield result("check of a token", check_time(server, tokens), 50, "the goal of 50 µs", "µs", 1)
    fresh = script_file(server, CALLS_WITH_TOKENS.format(file_of(server, tokens)))
    seen = script_file(server, CALLS_WITH_TOKENS.format(file_of(server, tokens[:1])))
    load(server, "/v1/clusters", fresh)
    rounds = [
        [1e6 / load(server, "/v1/clusters", script, CALL_SECONDS, connections=1)[1] for script in (fresh, seen)]
        for _ in range(CALL_ROUNDS)
    ]
    # What else the machine does makes a round slower and never faster: the best ones are compared.
    checked, known = map(min, zip(*rounds))
    yield result("GET /v1/clusters with a new token", checked, known, "with a token seen before", "µs", None)


def check_time(server, tokens):
    """Median microseconds, measured in a process that does nothing else."""
    keys = requests.get(f"{server.endpoint}/identity/keys", verify=server.ca_file, timeout=10)
    payload = tokens[0].split(".")[1]
    issuer = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["iss"]
    files = [file_of(server, lines) for lines in ([keys.text], tokens)]
    return float(on_cores([CORE], [PROGRAMS / "token-check", issuer, *files]))


def fresh_tokens(server):
    file = file_of(server, [])
    script = script_file(server, TOKEN_REQUEST.format(server.admin["apikey"]) + KEEP_TOKENS.format(file))
    tokens = []
    while len(tokens) <= REMEMBERED_TOKENS:
        load(server, "/identity/token", script)
        tokens = pathlib.Path(file).read_text().split()
    return tokens


def file_of(server, lines):
    with tempfile.NamedTemporaryFile("w", dir=server.home, delete=False) as file:
        file.writelines(line + "\n" for line in lines)
    return file.name
