"""Other ways to give kubectl a cluster: on the output, and in the file that kubectl reads by itself."""

import json
import os
import shutil
import subprocess

import pytest
from installation import KUBECTL, PROGRAMS

ELSEWHERE = """
apiVersion: v1
kind: Config
clusters: [{name: elsewhere, cluster: {server: "https://elsewhere.example.com"}}]
contexts: [{name: elsewhere, context: {cluster: elsewhere, user: elsewhere}}]
users: [{name: elsewhere, user: {token: keep-me}}]
current-context: elsewhere
"""


@pytest.fixture
def home(slipway):
    """The home of bx with a kubectl configuration that has another cluster."""
    kube = slipway.home / ".kube"
    # Every kubectl keeps a cache there.
    kube.mkdir(exist_ok=True)
    (kube / "config").write_text(ELSEWHERE)
    yield slipway.home
    shutil.rmtree(kube)


def run(home, *words):
    """Run a program as a user does who has set nothing."""
    folders = f"{PROGRAMS}:{os.path.dirname(KUBECTL)}:{os.environ['PATH']}"
    environment = {"PATH": folders, "HOME": str(home)}
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=60)


def kubectl(home, *arguments, program=KUBECTL):
    return run(home, program, *arguments)


def bx(home, *arguments):
    return run(home, PROGRAMS / "bx", *arguments)


@pytest.mark.parametrize("flags", [[], ["--admin"]])
def test_the_configuration_on_the_output_needs_no_other_file(control_plane, home, tmp_path, flags):
    printed = bx(home, "cs", "cluster-config", control_plane.name, "--stdout", *flags)
    assert printed.returncode == 0, printed.stderr
    alone = tmp_path / "config"
    alone.write_text(printed.stdout)
    shown = kubectl(tmp_path, "--kubeconfig", str(alone), "get", "namespaces")
    assert "kube-system" in shown.stdout, shown.stderr


@pytest.mark.parametrize("program", sorted({str(KUBECTL), shutil.which("kubectl") or str(KUBECTL)}))
def test_a_merged_cluster_is_used_with_tokens_of_bx(control_plane, home, program):
    merged = bx(home, "cs", "cluster-config", control_plane.name, "--merge")
    assert merged.returncode == 0 and "OK" in merged.stdout, merged.stdout
    shown = kubectl(home, "get", "namespaces", program=program)
    assert "kube-system" in shown.stdout, shown.stderr
    config = (home / ".kube/config").read_text()
    assert "keep-me" in config
    assert "refresh" not in config and "id-token" not in config


def test_the_printed_token_is_that_of_kubectl(control_plane, home):
    credential = json.loads(bx(home, "cs", "token").stdout)
    assert credential["kind"] == "ExecCredential"
    assert credential["apiVersion"] == "client.authentication.k8s.io/v1beta1"
    assert bx(home, "cs", "token").stdout == json.dumps(credential, indent=2).replace('": ', '" : ') + "\n"


def test_a_merge_is_taken_back_cleanly(control_plane, home):
    before = kubectl(home, "config", "view", "--raw", "-o", "json").stdout
    for flags in ([], ["--admin"]):
        assert bx(home, "cs", "cluster-config", control_plane.name, "--merge", *flags).returncode == 0
        assert "kube-system" in kubectl(home, "get", "namespaces").stdout
    for flags in (["--admin"], []):
        assert bx(home, "cs", "cluster-config", control_plane.name, "--unmerge", *flags).returncode == 0
    after = kubectl(home, "config", "view", "--raw", "-o", "json").stdout
    assert json.loads(after) == json.loads(before) | {"current-context": ""}
    again = bx(home, "cs", "cluster-config", control_plane.name, "--unmerge")
    assert again.returncode == 1 and "no entry" in again.stdout


def test_an_entry_of_somebody_else_is_kept(control_plane, home):
    config = home / ".kube/config"
    config.write_text(ELSEWHERE.replace("elsewhere", control_plane.name).replace("https://" + control_plane.name, "https://e"))
    refused = bx(home, "cs", "cluster-config", control_plane.name, "--merge")
    assert refused.returncode == 1 and "add '-f'" in refused.stdout
    assert "keep-me" in config.read_text()
    assert bx(home, "cs", "cluster-config", control_plane.name, "--merge", "-f").returncode == 0
    assert "kube-system" in kubectl(home, "get", "namespaces").stdout
