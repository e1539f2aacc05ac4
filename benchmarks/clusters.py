"""Measure the list of clusters: an account with 100 of them, in a store with many more of other accounts.

The rows are written into the store of a running server once its reconciler has taken up what was there: it takes up
nothing else than what is ordered, so it works on none of them, and what is measured is the list alone.
"""

import contextlib
import re
import secrets
import sqlite3
import time

import requests

from installation import poll
from tokens import CORE, OTHERS, PinnedInstallation, on_cores, script_file

SECONDS = 5
OWN = 100
SIZES = (10_000, 100_000)
CALLS = """
wrk.headers["Authorization"] = "bearer {}"
"""


def measure_clusters(result):
    with PinnedInstallation() as server:
        token = server.token(grant_type="urn:ibm:params:oauth:grant-type:apikey", apikey=server.admin["apikey"]).json()
        script = script_file(server, CALLS.format(token["access_token"]))
        poll(lambda: "the clusters are taken up" in server.log.read_text(), 60, what="a reconciler at work")
        write_clusters(server, server.admin["accountId"], OWN)
        medians, held = {}, OWN
        for size in SIZES:
            write_clusters(server, "of-others", size - held)
            held = size
            assert listed(server, token["access_token"]) == OWN
            medians[size], slowest = latency(server, script)
            name = f"p99 of the list of {OWN} clusters, {size:,} in the store"
            yield result(name, slowest, 10, "the goal of 10 ms", "ms", 1)
        small, large = (medians[size] for size in SIZES)
        yield result(f"median of the list, {SIZES[1]:,} in the store", large, small, f"{SIZES[0]:,}", "ms", 1.2)


def write_clusters(server, account, count):
    now = int(time.time() * 1000)
    clusters, workers, pools = [], [], []
    for number in range(count):
        identifier = secrets.token_hex(16)
        clusters.append((identifier, account, f"{account}-{number}-{identifier[:8]}", now - number, now))
        workers.append((identifier, f"kube-dal10-cr{identifier}-w1", f"{identifier}-pool"))
        pools.append((identifier, f"{identifier}-pool"))
    with contextlib.closing(sqlite3.connect(server.data / "slipway.db", timeout=60)) as store, store:
        store.executemany(
            "INSERT INTO clusters (id, account_id, name, region, zone, version, owner_iam_id, owner_email, machine_type,"
            " is_paid, created_at, modified_at, state, message, server_url, is_deleting, last_worker_number)"
            " VALUES (?, ?, ?, 'us-south', 'dal10', '1.20.2', 'IBMid-1', 'owner@example.com', 'u2c.2x4', 1, ?, ?, 'normal',"
            " '', 'https://192.0.2.1:20000', 0, 1)",
            clusters,
        )
        store.executemany(
            "INSERT INTO workers (cluster_id, number, id, slot, machine_type, version, state, status, error_message,"
            " private_ip, pool_id) VALUES (?, 1, ?, 1, 'u2c.2x4', '1.20.2', 'normal', 'Ready', '', '192.0.2.2', ?)",
            workers,
        )
        store.executemany(
            "INSERT INTO worker_pools (cluster_id, position, id, name, machine_type, size, labels, is_placed, is_deleting)"
            " VALUES (?, 0, ?, 'default', 'u2c.2x4', 1, '{}', 1, 0)",
            pools,
        )


def listed(server, token):
    headers = {"Authorization": f"bearer {token}"}
    answer = requests.get(f"{server.endpoint}/v1/clusters", headers=headers, verify=server.ca_file, timeout=30)
    return len(answer.json())


def latency(server, script):
    """Milliseconds of the median and of the 99th percentile, as one client sees them that asks again and again."""
    output = on_cores(
        OTHERS or [CORE],
        ["wrk", "-t1", "-c1", f"-d{SECONDS}s", "--latency", "-s", script, f"{server.endpoint}/v1/clusters"],
    )
    assert "Non-2xx" not in output and "Socket errors" not in output, output
    return tuple(milliseconds(re.search(rf"{share}% +([\d.]+)(us|ms|s)\b", output)) for share in (50, 99))


def milliseconds(match):
    return float(match.group(1)) * {"us": 0.001, "ms": 1, "s": 1000}[match.group(2)]
