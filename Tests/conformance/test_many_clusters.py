"""Twenty clusters ordered at once on one host: all become normal, and nothing of them stays when they are removed."""

import concurrent.futures
import contextlib
import pathlib
import shutil
import subprocess
import time

import pytest

from installation import Installation, poll

COUNT = 20
# On a busy machine with two cores.
LIMIT = 1800


@pytest.fixture
def alone(secrecy_of_the_suite):
    with Installation() as installation:
        yield installation


def held(installation):
    """The processes of the clusters of an installation, and their memory in MiB (PSS)."""
    folder, pids, size = str(installation.data / "clusters").encode(), [], 0
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if folder in (entry / "environ").read_bytes():
                size += int((entry / "smaps_rollup").read_text().split("\nPss:")[1].split()[0])
                pids.append(int(entry.name))
    return pids, size / 1024


def traces(installation):
    """What there is of an installation's clusters beside their processes: links, rules, mounts, cgroups, files."""
    mark = installation.tag

    def lines(*command):
        done = subprocess.run(command, capture_output=True, text=True, check=True) if shutil.which(command[0]) else None
        return done.stdout.splitlines() if done else []

    mounts = pathlib.Path("/proc/self/mountinfo").read_text().splitlines()
    return [
        *(line for line in lines("ip", "-brief", "link") + lines("iptables-save") if mark in line),
        *(line for line in mounts if str(installation.home) in line or mark in line),
        *map(str, pathlib.Path("/sys/fs/cgroup").glob(f"**/{mark}*")),
        *map(str, (installation.data / "clusters").glob("*")),
    ]


def test_twenty_clusters_at_once(alone, record_property):
    def order(number):
        body = {"name": f"many-{number}", "machineType": "u2c.2x4", "workerNum": 0}
        answer = alone.api("POST", "/v1/clusters", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    def states():
        return [cluster["state"] for cluster in alone.api("GET", "/v1/clusters").json()]

    started = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(COUNT) as pool:
        identifiers = list(pool.map(order, range(COUNT)))
    ordered = time.monotonic() - started
    assert len(set(identifiers)) == COUNT
    poll(lambda: states() == ["normal"] * COUNT, LIMIT, every=2, what=f"{COUNT} normal clusters")
    normal = time.monotonic() - started
    pids, size = held(alone)
    assert len(pids) >= 4 * COUNT
    servers = {cluster["serverURL"] for cluster in alone.api("GET", "/v1/clusters").json()}
    assert len(servers) == COUNT
    assert len(traces(alone)) >= COUNT

    started = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(COUNT) as pool:
        answers = list(pool.map(lambda name: alone.api("DELETE", f"/v1/clusters/{name}"), identifiers))
    assert [answer.status_code for answer in answers] == [204] * COUNT
    poll(lambda: states() == [], LIMIT, every=2, what="an end of all clusters")
    removed = time.monotonic() - started
    figures = {
        "ordered": f"{ordered:.1f} s", "normal": f"{normal:.0f} s", "removed": f"{removed:.0f} s",
        "memory": f"{size:.0f} MiB in {len(pids)} processes, {size / COUNT:.0f} MiB a cluster",
    }
    print(f"{COUNT} clusters:", figures)
    for name, figure in figures.items():
        record_property(name, figure)
    assert held(alone)[0] == []
    assert traces(alone) == []
