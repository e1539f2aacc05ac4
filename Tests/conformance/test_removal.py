"""Nothing of a deleted cluster stays behind, and two installations get in nobody's way."""

import os
import pathlib
import re
import subprocess

import pytest

from installation import Cluster, Installation

pytestmark = pytest.mark.workers


def world(slipway):
    """What clusters leave traces in: processes, mounts, namespaces, links, rules, cgroups, files."""

    def output(*command):
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    daemon, clusters = slipway.process.pid, slipway.data / "clusters"
    programs = r"etcd|kube-.*|kubelet|containerd.*|dnsmasq|pause"
    rows = [line.split(None, 2) for line in output("ps", "-eo", "stat=,ppid=,comm=").splitlines()]
    # A zombie of another parent waits for that one, usually init, and not for us.
    processes = [name for stat, _, name in rows if re.fullmatch(programs, name) and not stat.startswith("Z")]
    zombies = [name for stat, parent, name in rows if stat.startswith("Z") and int(parent) == daemon]
    rules = [line for line in output("iptables-save").splitlines() if line.startswith(("-A", ":SLIPWAY", "-N"))]
    return {
        "processes": sorted(processes),
        "zombies": zombies,
        "mounts": sorted(line.split()[4] for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines()),
        "namespaces": output("ip", "netns", "list"),
        "links": sorted(re.findall(r"^\d+: ([^:@]+)", output("ip", "link"), re.MULTILINE)),
        "rules": sorted(rules),
        "cgroups": sorted(str(path) for path in pathlib.Path("/sys/fs/cgroup").glob("*/slw*")),
        "files": sorted(os.listdir(clusters)) if clusters.exists() else [],
    }


def test_two_clusters_at_once_leave_nothing_behind(slipway):
    before = world(slipway)
    made = [Cluster(slipway, name, workers=1) for name in ("one", "two")]
    for cluster in made:
        assert "Ready" in cluster.kubectl("get", "nodes").stdout
    assert world(slipway)["links"] != before["links"]
    for cluster in made:
        cluster.remove()
        assert slipway.bx("cs", "cluster-get", cluster.name, check=False).returncode != 0
    assert world(slipway) == before


def test_a_cluster_removed_while_it_is_made_leaves_nothing_behind(slipway):
    before = world(slipway)
    slipway.bx("cs", "cluster-create", "--name", "short", "--workers", "1")
    slipway.bx("cs", "cluster-rm", "-f", "short", "--wait", timeout=120)
    assert world(slipway) == before


@pytest.fixture
def neighbour_namespace():
    """Makes a network namespace as other programs on the host do, which mounts /run/netns over itself."""
    mounted = os.path.ismount("/run/netns")
    name = "slipway-test-other"
    yield lambda: subprocess.run(["ip", "netns", "add", name], check=True)
    subprocess.run(["ip", "netns", "delete", name], check=True)
    if not mounted:
        subprocess.run(["umount", "/run/netns"], check=True)


def test_network_namespaces_of_others_do_not_get_in_the_way(slipway, neighbour_namespace):
    made = Cluster(slipway, "beside", workers=1)
    neighbour_namespace()
    made.remove()


def test_a_second_installation_has_clusters_of_its_own(slipway, cluster):
    with Installation() as other:
        other.log_in()
        made = Cluster(other, cluster.name, workers=1)
        assert made.info["id"] != cluster.info["id"]
        assert "Ready" in made.kubectl("get", "nodes").stdout
        made.remove()
        assert "Ready" in cluster.kubectl("get", "nodes").stdout
