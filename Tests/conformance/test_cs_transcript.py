"""Every command of `bx cs` typed at a terminal against a real cluster, in the order in which somebody would.

Each step builds on those before; the last one sees that no command was left out.
"""

import re

import pytest

from installation import Installation, poll
from test_transcript import Shell

pytestmark = pytest.mark.workers

ORDER = """\
# What the team needs.
name: work
location: dal10
machine-type: u2c.2x4
workerNum: 1
hardware: shared
private-vlan: dal10-private
no-subnet: true
diskEncryption: false
"""
LATER = """
cluster-service-bind work default db
cluster-service-unbind work default 4f1c
cluster-services work --all-namespaces
webhook-create --cluster work --level Normal --type slack --URL https://example.com/hook
albs --cluster work
alb-get --albID public-cr1-alb1
alb-types
alb-configure --albID public-cr1-alb1 --enable
alb-cert-deploy --cluster work --secret-name cert --cert-crn crn:v1:1
alb-cert-get --cluster work --secret-name cert
alb-cert-rm --cluster work --secret-name cert
alb-certs --cluster work
logging-config-create work --logsource container --type ibm
logging-config-get work --json
logging-config-update work --id 1 --type ibm
logging-config-refresh work
logging-config-rm work --id 1
"""


class Transcript:
    """Somebody at a terminal, and what they have typed so far."""

    def __init__(self, shell, installation):
        self.shell = shell
        self.installation = installation
        self.typed = set()

    def __call__(self, line, *answers, limit=120, status=0):
        """Type a command of bx cs; gives what it shows, without the command itself."""
        self.typed.add(line.split()[0])
        shown = self.shell.run(f"bx cs {line}", *answers, limit=limit)
        ended = self.shell.run("echo status=$?")
        assert f"\nstatus={status}\n" in ended.replace("\r", ""), f"bx cs {line}: {ended}\n{shown}"
        return shown.split("\n", 1)[1]

    def rows(self, line):
        """The rows of the table that a command shows, each as its words."""
        return [row.split() for row in self(line).splitlines()]

    def worker(self):
        """The ID of a worker of the cluster."""
        return self.installation.api("GET", "/v1/clusters/work/workers").json()[0]["id"]

    def settle(self, count):
        """Wait until the cluster has so many workers, all of them well."""

        def settled():
            found = self.installation.api("GET", "/v1/clusters/work/workers").json()
            well = all(worker["state"] == "normal" and not worker["pendingOperation"] for worker in found)
            return len(found) == count and well

        poll(settled, 300, every=0.5, what=f"{count} workers that are well")


@pytest.fixture(scope="module")
def cs(secrecy_of_the_suite, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with Installation() as installation:
        with Shell(home) as shell:
            shell.run(f"bx api {installation.endpoint} --ca-file {installation.ca_file}")
            admin = installation.admin
            shell.run("bx login", ("Email> ", admin["email"]), ("Password> ", admin["password"]))
            shell.run("bx plugin install container-service -r Bluemix")
            shell.run(f"cd {home}")
            yield Transcript(shell, installation)


def test_plugin_usage_and_regions(cs):
    assert "COMMANDS:" in cs("help")
    assert re.fullmatch(r"Using default API endpoint: https://\S+\nOK\n", cs("init"))
    assert cs("messages").endswith("There are no messages.\n")
    assert cs("locations").split() == ["dal10"]
    assert cs("regions").split() == ["Region", "Name", "Region", "Alias", "us-south", "us-south"]
    assert cs("region-set", ("Enter a number> ", "1")).endswith("OK\n")
    assert cs("region").split() == ["Region:", "us-south"]


def test_what_there_is(cs):
    assert "Machine Types\n" in cs("machine-types dal10") and "u2c.2x4" in cs("machine-types dal10")
    assert ["dal10-private", "nodes", "1", "private", "bcr01a.dal10"] in cs.rows("vlans dal10")
    assert re.search(r"^\d+\.\d+\.\d+ \(default\)", cs("kube-versions"), re.MULTILINE)
    assert cs("subnets").startswith("Getting subnet list...\nOK\n")
    refused = cs("machine-types moon", status=1)
    assert refused.startswith("FAILED\n") or "FAILED\n" in refused and "'moon'" in refused


def test_creating_a_cluster_from_a_file(cs, tmp_path):
    assert "You have no clusters." in cs("clusters")
    wrong = tmp_path / "wrong.yml"
    wrong.write_text("name: work\nworkerNumber: 1\n")
    assert "Line 2 of" in cs(f"cluster-create --file {wrong}", status=1)
    for flags, code in {
        "--hardware dedicated": "E0014", "--private-vlan 2234945": "E0015", "--public-vlan dal10-private": "E0015",
    }.items():
        assert code in cs(f"cluster-create --name refused --machine-type u2c.2x4 {flags}", status=1)
    order = tmp_path / "order.yml"
    order.write_text(ORDER)
    shown = cs(f"cluster-create --file {order} --workers 2")
    assert shown == "Creating cluster...\nOK\n"
    cs.settle(2)


def test_showing_the_cluster(cs):
    [row] = [row for row in cs.rows("clusters") if row[:1] == ["work"]]
    assert row[2] == "normal" and row[-2] == "dal10" and "2" in row
    shown = cs("cluster-get work --showResources")
    assert shown.startswith("Retrieving cluster work...\nOK\n")
    for name in ("Name:", "ID:", "State:", "Created:", "Location:", "Master URL:", "Workers:", "Version:"):
        assert re.search(rf"^{name} ", shown, re.MULTILINE), name
    assert "\nAddons\n" in shown and "customer-storage-pod" in shown
    assert re.search(r"^dal10-private +10\.\d+\.\d+\.0/24 +false +false", shown, re.MULTILINE)
    assert "Ordered" in cs("cluster-events work")
    export = cs("cluster-config work")
    assert re.search(r"^export KUBECONFIG=\S+kube-config-prod-dal10-work\.yml$", export, re.MULTILINE)
    cs.shell.run(next(line for line in export.splitlines() if line.startswith("export ")))
    assert cs.shell.run("kubectl get nodes").count(" Ready ") == 2
    assert '"kind"' in cs("token")


def test_workers(cs, tmp_path):
    order = tmp_path / "worker.yml"
    order.write_text("name: work\nmachine-type: u2c.2x4\nworkerNum: 1\nlocation: dal10\n")
    assert "Adding workers to cluster work...\nOK\n" in cs(f"worker-add --file {order}")
    cs.settle(3)
    rows = [row for row in cs.rows("workers work") if row and row[0].startswith("kube-dal10-")]
    assert len(rows) == 3 and all("normal" in row and "Ready" in row for row in rows)
    name = rows[0][0]
    shown = cs(f"worker-get {name}")
    assert shown.startswith(f"Retrieving worker {name}...\nOK\n") and re.search(r"^Hardware: +shared", shown, re.MULTILINE)
    assert "OK\n" in cs(f"worker-reboot work {name}", ("(Y/N)> ", "y"))
    cs.settle(3)
    assert "OK\n" in cs(f"worker-reload -f work {name}")
    cs.settle(3)
    assert "already" in cs(f"worker-update -f work {name}", status=1)
    assert "OK\n" in cs(f"worker-rm work {name}", ("(Y/N)> ", "y"))
    cs.settle(2)


def test_worker_pools(cs):
    assert ["default"] == [row[0] for row in cs.rows("worker-pools --cluster work") if row][-1:]
    assert "OK\n" in cs("worker-pool-create --name extra --cluster work --size-per-zone 1 --machine-type u2c.2x4")
    assert "OK\n" in cs("zone-add --zone dal10 --cluster work --worker-pools extra")
    cs.settle(3)
    assert re.search(r"^Workers: +1", cs("worker-pool-get --cluster work --worker-pool extra"), re.MULTILINE)
    assert "OK\n" in cs("worker-pool-rebalance --cluster work --worker-pool extra")
    assert "OK\n" in cs("zone-rm --zone dal10 --cluster work --worker-pools extra -f")
    cs.settle(2)
    assert "OK\n" in cs("worker-pool-resize --cluster work --worker-pool extra --size-per-zone 2")
    assert "OK\n" in cs("worker-pool-rm --cluster work --worker-pool extra -f")
    poll(lambda: "extra" not in cs("worker-pools --cluster work"), 240, what="an end of the worker pool")


def test_subnets_and_infrastructure(cs):
    [subnet] = [row for row in cs.rows("subnets") if row[-1:] == ["work"]]
    assert cs(f"cluster-subnet-add work {subnet[0]}").endswith("OK\n")
    assert "E0033" in cs("cluster-subnet-add work nosuch", status=1)
    assert "no load balancers yet" in cs("cluster-subnet-create work 8 dal10-private", status=1)
    assert "no load balancers yet" in cs("cluster-user-subnet-add work 192.168.10.0/24 dal10-private", status=1)
    assert "E0033" in cs("cluster-user-subnet-rm work 192.168.10.0/24 dal10-private", status=1)
    secret = "--infrastructure-username me --infrastructure-api-key @key"
    cs.shell.run("echo not-a-real-key > key")
    assert "on its own host" in cs(f"credentials-set {secret}", status=1)
    assert cs("credentials-unset").endswith("OK\n")
    email = cs.installation.admin["email"]
    assert [row for row in cs.rows("api-key-info work") if row[-1:] == [email]]
    assert cs("api-key-reset").endswith("OK\n")


@pytest.mark.parametrize("line", LATER.strip().splitlines())
def test_what_comes_later_says_so(cs, line):
    shown = cs(line, status=1)
    assert shown.startswith(f"FAILED\n'bx cs {line.split()[0]}' is not offered yet.")
    assert "Not offered yet" in cs(f"{line.split()[0]} --help")


def test_configuring_and_updating_the_master(cs):
    server = "http://127.0.0.1:9/audit"
    assert "apiserver-refresh work" in cs(f"apiserver-config-set audit-webhook work --remoteServer {server}")
    assert server in cs("apiserver-config-get audit-webhook work")
    assert cs("apiserver-refresh work").endswith("OK\n")
    poll(lambda: "Refreshed" in cs("cluster-events work"), 180, every=1, what="an end of the refresh")
    assert "OK" in cs("apiserver-config-unset audit-webhook work")
    assert server not in cs("apiserver-config-get audit-webhook work")
    question = "Update the master of the cluster? [work] (Y/N)> "
    assert "was not updated" in cs("cluster-update work", (question, "n"))
    assert "has version 1.20.2 already" in cs("cluster-update work", (question, "y"), status=1)


def test_freezing_what_nobody_uses(cs):
    assert cs("cluster-set work --idle-time 2h").endswith("OK\n")
    assert "2h" in cs("cluster-get work")
    assert cs("cluster-set work --idle-time off").endswith("OK\n")
    assert "2h" not in cs("cluster-get work")


def test_removing_the_cluster(cs):
    first, second = "Remove the cluster? [work] (Y/N)> ", "Remove them too? [work] (Y/N)> "
    assert "was not removed" in cs("cluster-rm work", (first, "n"))
    assert "was not removed" in cs("cluster-rm work", (first, "y"), (second, "n"))
    assert cs("cluster-rm work", (first, "y"), (second, "y")).endswith("Removing cluster work...\nOK\n")
    poll(lambda: "work" not in cs("clusters"), 240, what="an end of the cluster")


def test_no_command_was_left_out(cs):
    listed = re.findall(r"^   ([a-z-]+) {3}", cs("help").split("COMMANDS:")[1], re.MULTILINE)
    assert len(listed) > 50
    assert set(listed) - cs.typed == set()
