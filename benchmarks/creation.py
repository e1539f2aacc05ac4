"""Measure how long it takes to make a cluster, cold and from a prepared one, beside a bare API server."""

import contextlib
import functools
import io
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile

import requests

from installation import CACHE, KUBECTL, VERSION, Installation, free_port, poll

ROUNDS = 3


def bare_start():
    """Seconds from the start of etcd and kube-apiserver until /readyz, and their memory in MiB."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="slipway-bench-"))
    client, peer, port = free_port(), free_port(), free_port()
    subprocess.run(
        ["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", folder / "sa.key"], check=True
    )
    etcd = [
        "etcd",
        f"--data-dir={folder}/etcd",
        f"--listen-client-urls=http://127.0.0.1:{client}",
        f"--advertise-client-urls=http://127.0.0.1:{client}",
        f"--listen-peer-urls=http://127.0.0.1:{peer}",
    ]
    server = [
        CACHE / f"kubernetes/v{VERSION}/bin/kube-apiserver",
        f"--etcd-servers=http://127.0.0.1:{client}",
        f"--secure-port={port}",
        f"--cert-dir={folder}/certificates",
        "--advertise-address=192.0.2.1",
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={folder}/sa.key",
        f"--service-account-signing-key-file={folder}/sa.key",
        "--service-cluster-ip-range=172.21.0.0/16",
    ]
    started = time.monotonic()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    processes = [subprocess.Popen(command, **quiet) for command in (etcd, server)]
    try:
        poll(lambda: answers(f"https://127.0.0.1:{port}/readyz"), 120, every=0.05, what="a bare API server")
        return time.monotonic() - started, sum(memory(process.pid) for process in processes)
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()
        shutil.rmtree(folder)


def answers(url, **arguments):
    with contextlib.suppress(requests.RequestException):
        return requests.get(url, **{"verify": False, "timeout": 2, **arguments}).status_code == 200


def memory(pid):
    """Proportional set size in MiB."""
    rollup = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(rollup.split("\nPss:")[1].split()[0]) / 1024


def creation(installation, name):
    """Seconds from the request until the worker is Ready and the default service account exists."""
    started = time.monotonic()
    answer = installation.api("POST", "/v1/clusters", json={"name": name, "workerNum": 1})
    assert answer.status_code == 201, answer.text
    identifier = answer.json()["id"]
    admin = poll(lambda: admin_access(installation, identifier), 120, what="an admin configuration")
    poll(lambda: is_usable(*admin), 120, what="a usable cluster")
    seconds = time.monotonic() - started
    held = sum(memory(pid) for pid in masters(installation.data / "clusters" / identifier))
    installation.api("DELETE", f"/v1/clusters/{identifier}")
    poll(lambda: installation.api("GET", f"/v1/clusters/{identifier}").status_code == 404, 120, what="removal")
    return seconds, held


def admin_access(installation, identifier):
    return unpacked(installation, installation.api("GET", f"/v1/clusters/{identifier}/config/admin"))


def unpacked(installation, answer):
    """Server, authority, certificate and key of a downloaded configuration; nothing if there is none yet."""
    if answer.status_code != 200:
        return None
    folder = pathlib.Path(tempfile.mkdtemp(dir=installation.home))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(folder)
    [authority] = folder.rglob("ca-*.pem")
    [config] = folder.rglob("*.yml")
    server = config.read_text().split("server:")[1].split()[0].strip('"')
    return server, authority, authority.parent / "admin.pem", authority.parent / "admin-key.pem"


def is_usable(server, authority, certificate, key):
    known = {"verify": str(authority), "cert": (str(certificate), str(key)), "timeout": 5}
    with contextlib.suppress(requests.RequestException):
        account = requests.get(f"{server}/api/v1/namespaces/default/serviceaccounts/default", **known)
        nodes = requests.get(f"{server}/api/v1/nodes", **known).json().get("items", [])
        conditions = [condition for node in nodes for condition in node["status"].get("conditions", [])]
        ready = [c for c in conditions if c["type"] == "Ready" and c["status"] == "True"]
        return account.status_code == 200 and len(ready) == 1


def masters(folder):
    names = ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler")
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "exe").readlink().name in names and str(folder).encode() in (entry / "environ").read_bytes():
                yield int(entry.name)


def measure_creation(result):
    ours, warm, bare = [], [], []
    cold, prepared = Installation(), WarmInstallation()
    try:
        cold.start()
        for number in range(ROUNDS):
            bare.append(bare_start())
            ours.append(creation(cold, f"bench-{number}"))
            print(f"round {number + 1}: bare {bare[-1][0]:.1f} s, ours {ours[-1][0]:.1f} s", file=sys.stderr)
        cold.stop()
        prepared.start()
        for number in range(ROUNDS):
            prepared.wait()
            warm.append(warm_creation(prepared, f"warm-{number}"))
            print(f"round {number + 1}: {warm[-1][0]:.2f} s, whole after {warm[-1][1]:.1f} s", file=sys.stderr)
    finally:
        cold.remove()
        prepared.remove()
    seconds, held = (statistics.median(column) for column in zip(*ours))
    bare_seconds, bare_held = (statistics.median(column) for column in zip(*bare))
    answer, whole = (statistics.median(column) for column in zip(*warm))
    reference = "bare etcd + kube-apiserver"
    yield result("creation until the worker is Ready, cold", seconds, bare_seconds, reference, "s", 1.6)
    yield result("creation until the worker is Ready, warm", whole, bare_seconds, reference, "s", None)
    yield result("creation until kubectl answers, warm", answer, 1, "the goal of 1 s", "s", 1)
    yield result("memory of a control plane (PSS)", held, bare_held, reference, "MiB", None)


class WarmInstallation(Installation):
    """A server that keeps a cluster prepared."""

    def environment(self):
        return {**super().environment(), "SLIPWAY_WARM_CLUSTERS": "1"}

    def wait(self):
        """Until one is prepared and frozen."""
        marks = self.data.glob
        poll(lambda: [m for m in marks("clusters/*/unclaimed.json") if (m.parent / "hibernation.json").exists()], 240)


def warm_creation(installation, name):
    """Seconds from the request until kubectl answers, and until the worker is Ready as well."""
    token = installation.token(
        grant_type="urn:ibm:params:oauth:grant-type:apikey", apikey=installation.admin["apikey"]
    ).json()["access_token"]
    session = requests.Session()
    # A variable with other authorities would come first.
    session.trust_env = False
    session.verify, session.headers["Authorization"] = installation.ca_file, f"bearer {token}"
    started = time.monotonic()
    answer = session.post(f"{installation.endpoint}/v1/clusters", json={"name": name, "workerNum": 1}, timeout=30)
    assert answer.status_code == 201, answer.text
    identifier = answer.json()["id"]
    fetch = functools.partial(session.get, f"{installation.endpoint}/v1/clusters/{identifier}/config/admin", timeout=30)
    admin = poll(lambda: unpacked(installation, fetch()), 120, every=0.05, what="an admin configuration")
    poll(lambda: kubectl_answers(admin), 120, every=0.05, what="an answer to kubectl")
    answered = time.monotonic() - started
    poll(lambda: is_usable(*admin), 120, what="a usable cluster")
    whole = time.monotonic() - started
    session.delete(f"{installation.endpoint}/v1/clusters/{identifier}", timeout=30)
    poll(lambda: installation.api("GET", f"/v1/clusters/{identifier}").status_code == 404, 120, what="removal")
    return answered, whole


def kubectl_answers(admin):
    server, authority, certificate, key = map(str, admin)
    flags = [f"--server={server}", f"--certificate-authority={authority}"]
    flags += [f"--client-certificate={certificate}", f"--client-key={key}"]
    return subprocess.run([KUBECTL, *flags, "get", "namespace", "default"], capture_output=True).returncode == 0
