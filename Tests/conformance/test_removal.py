"""Nothing of a deleted cluster stays behind, and two installations get in nobody's way."""

import os
import pathlib
import re
import subprocess

import pytest

from installation import Cluster, Installation

pytestmark = pytest.mark.workers


def world(data):
    """What clusters leave traces in: processes, mounts, namespaces, links, rules, cgroups, files."""

    def output(*command):
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    programs = r"etcd|kube-apiserver|kube-controller-manager|kube-scheduler|kubelet|kube-proxy|containerd.*|dnsmasq|pause"
    processes = [
        line.split(None, 1)[1]
        for line in output("ps", "-eo", "stat=,comm=").splitlines()
        if re.fullmatch(programs, line.split()[1])
    ]
    rules = [line for line in output("iptables-save").splitlines() if line.startswith(("-A", ":SLIPWAY", "-N"))]
    return {
        "processes": sorted(processes),
        "zombies": [line for line in output("ps", "-eo", "stat=,comm=").splitlines() if line.startswith("Z")],
        "mounts": sorted(line.split()[4] for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines()),
        "namespaces": output("ip", "netns", "list"),
        "links": sorted(re.findall(r"^\d+: ([^:@]+)", output("ip", "link"), re.MULTILINE)),
        "rules": sorted(rules),
        "cgroups": sorted(str(path) for path in pathlib.Path("/sys/fs/cgroup").glob("*/slw*")),
        "files": sorted(os.listdir(data / "clusters")) if (data / "clusters").exists() else [],
    }


def test_two_clusters_at_once_leave_nothing_behind(slipway):
    before = world(slipway.data)
    made = [Cluster(slipway, name, workers=1) for name in ("one", "two")]
    for cluster in made:
        assert "Ready" in cluster.kubectl("get", "nodes").stdout
    assert world(slipway.data)["links"] != before["links"]
    for cluster in made:
        cluster.remove()
        assert slipway.bx("cs", "cluster-get", cluster.name, check=False).returncode != 0
    assert world(slipway.data) == before


def test_a_cluster_removed_while_it_is_made_leaves_nothing_behind(slipway):
    before = world(slipway.data)
    slipway.bx("cs", "cluster-create", "--name", "short", "--workers", "1")
    slipway.bx("cs", "cluster-rm", "-f", "short", "--wait", timeout=120)
    assert world(slipway.data) == before


def test_a_second_installation_has_clusters_of_its_own(slipway, cluster):
    other = Installation()
    try:
        other.start()
        other.log_in()
        made = Cluster(other, cluster.name, workers=1)
        assert made.info["id"] != cluster.info["id"]
        assert "Ready" in made.kubectl("get", "nodes").stdout
        made.remove()
        assert "Ready" in cluster.kubectl("get", "nodes").stdout
    finally:
        other.remove()
