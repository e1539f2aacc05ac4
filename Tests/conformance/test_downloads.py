"""The page and the script with which users install bx, and what they are served."""

import hashlib
import os
import pathlib
import re
import shutil
import stat
import subprocess

import pytest
import requests

from browser import CHROMIUM, Browser
from installation import PROGRAMS


def get(slipway, path):
    return requests.get(slipway.endpoint + path, verify=slipway.ca_file, timeout=60)


class Machine:
    """A user's machine: an own home, an own folder for programs, and the script as it was fetched."""

    def __init__(self, slipway, folder):
        self.home = folder
        self.bin = folder / "bin"
        self.script = folder / "install.sh"
        self.script.write_text(get(slipway, "/install.sh").text)

    def install(self, *arguments, check=0, path=None):
        done = subprocess.run(
            ["sh", self.script, "--to", self.bin, *arguments],
            env={"PATH": path or os.environ["PATH"], "HOME": str(self.home)},
            capture_output=True, text=True, timeout=120,
        )
        assert done.returncode == check, done.stdout + done.stderr
        return done.stdout + done.stderr

    def change(self, pattern, replacement):
        text, count = re.subn(pattern, replacement, self.script.read_text(), flags=re.M)
        assert count
        self.script.write_text(text)

    def run(self, *words):
        done = subprocess.run(
            words, env={"PATH": f"{self.bin}:{os.environ['PATH']}", "HOME": str(self.home)},
            capture_output=True, text=True, timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def machine(slipway, tmp_path):
    return Machine(slipway, tmp_path)


def test_the_page_offers_bx_with_its_checksum(slipway):
    for path in ("/downloads", "/ui/home.html"):
        page = get(slipway, path)
        assert page.status_code == 200 and "default-src 'none'" in page.headers["Content-Security-Policy"]
    checksum = hashlib.sha256((PROGRAMS / "bx").read_bytes()).hexdigest()
    assert checksum in page.text and f"{slipway.endpoint}/install.sh" in page.text
    link = re.search(r'href="(/downloads/bx/[^"]+)"', page.text)[1]
    assert hashlib.sha256(get(slipway, link).content).hexdigest() == checksum
    assert get(slipway, "/downloads/SHA256SUMS").text == f"{checksum}  {link.rsplit('/', 1)[1]}/bx\n"
    offered = get(slipway, "/downloads/bx").json()
    assert offered["binaries"][0]["sha256"] == checksum and offered["binaries"][0]["url"].endswith(link)
    assert get(slipway, "/downloads/bx/amiga").status_code == 404
    shown = subprocess.run(
        ["openssl", "x509", "-noout", "-fingerprint", "-sha256"],
        input=get(slipway, "/downloads/ca.pem").text, capture_output=True, text=True, check=True,
    ).stdout
    assert shown.split("=")[1].strip() in page.text


@pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")
def test_the_page_stands_in_a_browser_without_complaints(slipway, tmp_path):
    browser = Browser()
    try:
        browser.start()
        browser.open(slipway.endpoint + "/downloads")
        assert "curl -fsSL" in browser.text() and "SHA-256" in browser.text()
        assert browser.run("document.documentElement.scrollWidth <= window.innerWidth")
        assert browser.run("(main => main.scrollWidth <= main.clientWidth)(document.querySelector('main'))")
        browser.screenshot(tmp_path / "downloads.png")
        assert browser.complaints() == []
    finally:
        browser.close()


def test_the_one_liner_installs_and_the_seed_can_begin(slipway, machine):
    shown = machine.install()
    assert f"is in {machine.bin}, as bx and bluemix" in shown and f"bx api {slipway.endpoint}" in shown
    assert stat.S_IMODE((machine.bin / "bx").stat().st_mode) == 0o755
    assert machine.run("bluemix", "--version").startswith("bluemix version ")
    machine.run("bx", "api", slipway.endpoint, "--ca-file", slipway.ca_file)
    machine.run("bx", "login", "--apikey", slipway.admin["apikey"])
    machine.run("bx", "plugin", "install", "container-service", "-r", "Bluemix")
    before = (machine.home / ".bluemix/config.json").read_bytes()
    machine.install()
    assert (machine.home / ".bluemix/config.json").read_bytes() == before
    assert "container-service" in machine.run("bx", "plugin", "list")
    assert "stay in ~/.bluemix" in machine.install("--uninstall")
    assert list(machine.bin.iterdir()) == [] and (machine.home / ".bluemix/config.json").exists()
    assert "is not installed" in machine.install("--uninstall")


def test_bx_updates_itself(slipway, machine):
    machine.install()
    installed = machine.bin / "bx"
    machine.run("bx", "api", slipway.endpoint, "--ca-file", slipway.ca_file)
    assert "is as new as the server's" in machine.run("bx", "update")
    before = installed.stat().st_ino
    assert f"is in {machine.bin}" in machine.run("bx", "update", "-f")
    assert installed.stat().st_ino != before
    assert machine.run("bluemix", "--version").startswith("bluemix version ")


def test_what_arrives_damaged_is_not_installed(machine):
    machine.install()
    (machine.bin / "bx").write_text("#!/bin/sh\necho bx version 0+slipway-old\n")
    machine.change(r"^(checksums='\S+ )[0-9a-f]{8}", r"\g<1>00000000")
    assert "the checksum is wrong" in machine.install(check=1)
    assert "slipway-old" in (machine.bin / "bx").read_text()
    assert sorted(path.name for path in machine.bin.iterdir()) == ["bluemix", "bx", "docker-credential-bx"]


def test_a_script_that_was_cut_off_does_nothing(machine):
    text = machine.script.read_text()
    machine.script.write_text(text[: text.rindex('main "$@"')])
    machine.install()
    assert not machine.bin.exists()


def test_a_foreign_bx_is_left_alone(machine):
    machine.bin.mkdir()
    (machine.bin / "bx").write_text("#!/bin/sh\necho something else\n")
    (machine.bin / "bx").chmod(0o755)
    assert "is another program" in machine.install(check=1)
    assert "is another program" in machine.install("--uninstall", check=1)
    assert "something else" in (machine.bin / "bx").read_text()
    machine.install("--force")
    assert "slipway" in machine.run("bx", "--version")


def test_without_curl_wget_does_and_without_both_it_says_so(machine, tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    words = "sh uname sed grep cut sha256sum mktemp mkdir mv rm ln chmod cat find head readlink".split()
    for word in words:
        (tools / word).symlink_to(shutil.which(word))
    assert "neither curl nor wget" in machine.install(check=1, path=str(tools))
    if shutil.which("wget"):
        (tools / "wget").symlink_to(shutil.which("wget"))
        machine.install(path=str(tools))


@pytest.mark.skipif(os.geteuid() != 0, reason="becoming another user needs root")
def test_a_folder_of_others_is_told(machine):
    done = subprocess.run(
        ["sh", "-s", "--", "--to", "/usr/local/bin/not-mine"], input=machine.script.read_text(), user="nobody",
        capture_output=True, text=True, timeout=60,
    )
    assert done.returncode == 1 and "sudo" in done.stderr
    assert not pathlib.Path("/usr/local/bin/not-mine").exists()
