"""The original's setting-up guide, typed at a terminal as it is written; only the names of hosts and clusters differ.

Each step builds on those before.
"""

import os
import re

import pytest

from installation import KUBECTL, PROGRAMS, Cluster, Installation
from terminal import Terminal

PROMPT = "at-home$ "


class Shell(Terminal):
    """An interactive shell of somebody who has never used bx."""

    def __init__(self, home):
        folders = f"{PROGRAMS}:{KUBECTL.parent}:{os.environ['PATH']}"
        environment = {"PATH": folders, "HOME": str(home), "PS1": PROMPT, "TERM": "dumb", "COLUMNS": "200"}
        super().__init__(["bash", "--norc", "--noprofile", "-i"], environment)
        self.expect(PROMPT)

    def run(self, command, *answers, limit=60):
        """Type the command, and at each question the answer; gives what was shown until the next prompt."""
        start = self.position
        self.type(command)
        for question, answer in answers:
            self.expect(question, limit)
            self.type(answer)
        self.expect("\n" + PROMPT, limit)
        return self.shown[start : self.position - len(PROMPT)]


@pytest.fixture(scope="module")
def fresh():
    """A server as it is after the first start: with one account, one organization, and here a cluster."""
    with Installation() as installation:
        installation.log_in()
        cluster = Cluster(installation, "mine", workers=0)
        yield cluster
        cluster.remove()


@pytest.fixture(scope="module")
def shell(fresh, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with Shell(home) as made:
        made.run(f"bx api {fresh.installation.endpoint} --ca-file {fresh.installation.ca_file}")
        yield made


def log_in(shell, fresh):
    admin = fresh.installation.admin
    shown = shell.run("bx login", ("Email> ", admin["email"]), ("Password> ", admin["password"]))
    assert "Authenticating...\nOK\n" in shown
    assert admin["password"] not in shown, "a typed password was shown"
    assert "Account:        " in shown and admin["accountId"] in shown
    return shown


def test_installing(shell, fresh):
    log_in(shell, fresh)
    assert "OK" in shell.run("bx plugin install container-service -r Bluemix")
    assert re.search(r"^container-service +\d+\.\d+\.\d+", shell.run("bx plugin list"), re.MULTILINE)
    assert "OK" in shell.run("bx plugin install container-registry -r Bluemix")
    assert re.search(r"^container-registry +\d+\.\d+\.\d+", shell.run("bx plugin list"), re.MULTILINE)


def test_configuring(shell, fresh):
    log_in(shell, fresh)
    assert re.search(rf"^{fresh.name} +\w+ +normal ", shell.run("bx cs clusters"), re.MULTILINE)
    shown = shell.run(f"bx cs cluster-config {fresh.name}")
    export = next(line for line in shown.splitlines() if line.startswith("export KUBECONFIG="))
    shell.run(export)
    folder = f".bluemix/plugins/container-service/clusters/{fresh.name}"
    assert f"{folder}/kube-config-prod-dal10-{fresh.name}.yml" in shell.run("echo $KUBECONFIG")
    versions = shell.run("kubectl version  --short")
    assert re.search(r"^Client Version: v\S+\nServer Version: v\S+\n", versions, re.MULTILINE)


def test_updating(shell, fresh):
    log_in(shell, fresh)
    shell.run("bx plugin update container-service -r Bluemix")
    assert re.search(r"^container-service +", shell.run("bx plugin list"), re.MULTILINE)
    shell.run("bx plugin update container-registry -r Bluemix")
    assert re.search(r"^container-registry +", shell.run("bx plugin list"), re.MULTILINE)
    assert "OK" in shell.run("bx cs init")


def test_uninstalling(shell):
    for plugin in ("container-service", "container-registry"):
        assert "OK" in shell.run(f"bx plugin uninstall {plugin}")
        listed = shell.run("bx plugin list")
        assert plugin not in listed.removeprefix("bx plugin list")
