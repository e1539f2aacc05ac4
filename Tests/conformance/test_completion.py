"""Completion in real shells: what the scripts of `bx completion` make of a line."""

import os
import shutil
import subprocess

import pytest
from installation import PROGRAMS
from terminal import Terminal


def environment_of(slipway):
    return {"PATH": f"{PROGRAMS}:{os.environ['PATH']}", "HOME": str(slipway.home), "TERM": "vt100"}


@pytest.fixture
def shell(slipway):
    """Runs a shell program in which `bx` is on the path, and gives what it prints."""

    def run(*command):
        done = subprocess.run(command, env=environment_of(slipway), capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_bash_completes_names_flags_and_files(shell, tmp_path):
    probe = """
        source <(bx completion bash)
        complete_line() {
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
            compopt() { COMPREPLY+=("files"); }
            _bx; echo "${COMPREPLY[@]}"
        }
        complete_line bx plu
        complete_line bx plugin repo-re
        complete_line bx cs cluster-cr
        complete_line bx cs cluster-create --nam
        complete_line bx plugin show ""
        complete_line bx api --ca-file ""
    """
    lines = shell("bash", "--norc", "-c", probe).splitlines()
    assert lines == ["plugin", "repo-remove", "cluster-create", "--name", "container-service", "files"]


def test_fish_completes_with_explanations(shell):
    lines = shell("fish", "--no-config", "-c", "bx completion fish | source; complete -C 'bx plugin repo-re'")
    assert lines.startswith("repo-remove\t")


def test_zsh_completes_on_the_tab_key(slipway):
    """zsh has no way to ask its completion but to sit at a terminal and press the key."""
    with Terminal(["zsh", "-f", "-i"], environment_of(slipway)) as terminal:
        terminal.type("autoload -U compinit && compinit -u -D && source <(bx completion zsh) && print set-up")
        terminal.expect("\nset-up")
        os.write(terminal.end, b"bx plugin repo-re\t")
        terminal.expect("repo-remove")


def test_the_manual_can_be_read(slipway):
    """`man` itself judges the page: any warning is a fault."""
    page = slipway.bx("help", "--format", "man").stdout
    assert shutil.which("groff"), "groff is missing"
    command = ["groff", "-man", "-Tascii", "-ww", "-P-c", "-P-b", "-P-u", "-P-o"]
    done = subprocess.run(command, input=page, capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr
    assert "bx plugin install" in done.stdout
