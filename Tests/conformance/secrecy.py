"""Knows every secret that the suite uses, and looks for each of them in logs and command lines."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import threading
from urllib.parse import parse_qsl, quote

import requests

# Fields of forms, of JSON and of the files of bx that hold a secret.
FIELDS = {
    "password", "passcode", "apikey", "apiKey", "access_token", "refresh_token", "id_token", "uaa_token",
    "uaa_refresh_token", "invitation", "client_secret", "token", "form_token", "IAMToken", "IAMRefreshToken",
    "UAAToken", "UAARefreshToken", "UaaToken", "UaaRefreshToken", "auth", "identitytoken",
}
# What follows these words on a command line of bx is a secret.
FLAGS = {"-p", "--apikey", "--infrastructure-api-key", "accept-invitation"}
SHORTEST = 8
PRIVATE_KEY = "PRIVATE KEY-----"
ADDRESS = re.compile(r"[^@\s]+@[a-z0-9-]+\.[a-z]+")


class Secrecy:
    """The secrets that were seen, and where they turned up though they must not."""

    def __init__(self):
        self.kinds = {}
        self.command_lines = {}
        self.lock = threading.Lock()

    def note(self, kind, text):
        """Remember a secret; of a signed token the signature, since the rest may be read by anybody."""
        text = text.strip().removeprefix("Bearer ").removeprefix("bearer ")
        if text.startswith("eyJ") and text.count(".") == 2:
            text = text.rsplit(".", 1)[1]
        # A file of bx, and an address that a test gave in place of a password, are no secrets.
        if len(text) < SHORTEST or text.startswith("@") or ADDRESS.fullmatch(text) or "\n" in text:
            return
        with self.lock:
            self.kinds.setdefault(text, kind)
            self.kinds.setdefault(quote(text), kind)

    def note_fields(self, value):
        """Remember what stands in secret fields, however deep."""
        if isinstance(value, dict):
            for name, item in value.items():
                if name in FIELDS and isinstance(item, str):
                    self.note(name, item)
                self.note_fields(item)
        elif isinstance(value, list):
            for item in value:
                self.note_fields(item)

    def note_text(self, text):
        """Remember what is secret in a body: JSON, a form, or a page."""
        try:
            self.note_fields(json.loads(text))
        except ValueError:
            self.note_fields(dict(parse_qsl(text)))
        for code in re.findall(r'id="code">([2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5})<', text):
            self.note("passcode", code)
            self.note("passcode", code.replace("-", ""))

    def note_exchange(self, response):
        """Remember the secrets of a request and its answer."""
        for body in (response.request.body, response.content):
            text = body.decode(errors="replace") if isinstance(body, bytes) else body
            if isinstance(text, str) and len(text) < 1 << 20:
                self.note_text(text)
        self.note("bearer token", response.request.headers.get("Authorization") or "")
        for name, value in response.cookies.items():
            self.note(f"cookie {name}", value)

    def note_command(self, words, home):
        """Remember the secrets of a command line of bx, and those that bx has stored."""
        words = [str(word) for word in words]
        for flag, value in zip(words, words[1:]):
            if flag in FLAGS:
                self.note(flag, value)
        folder = pathlib.Path(home) / ".bluemix"
        for file in folder.glob("config.json"):
            self.note_text(file.read_text())
        for file in folder.glob("plugins/container-service/clusters/*/*.yml"):
            for name, value in re.findall(r'(id-token|refresh-token): "?([^"\s]+)', file.read_text()):
                self.note(name, value)

    def note_processes(self, is_ours):
        """Remember the command lines of the processes that `is_ours` picks by their folder in /proc."""
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                if is_ours(entry):
                    line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                    self.command_lines[line] = entry.name
            except OSError:
                pass

    def found_in_command_lines(self):
        """Kinds of secrets that stand on a command line, with its program."""
        return [
            (kind, line.split(" ")[0])
            for line in self.command_lines
            for secret, kind in self.kinds.items()
            if secret in line
        ]

    def found_in(self, files):
        """Kinds of secrets that stand in the files, with file and line number."""
        files = [str(file) for file in files if pathlib.Path(file).is_file()]
        if not files:
            return []
        with tempfile.NamedTemporaryFile("w") as patterns:
            patterns.write("\n".join([*self.kinds, PRIVATE_KEY]) + "\n")
            patterns.flush()
            search = ["grep", "-aHnoF", "-f", patterns.name, *files]
            lines = subprocess.run(search, capture_output=True, text=True, errors="replace").stdout.splitlines()
        found = [line.split(":", 2) for line in lines]
        return [(self.kinds.get(text, "private key"), file, number) for file, number, text in found]


SECRECY = Secrecy()


def is_ours(entry):
    """Whether a process is a daemon or plug-in of the suite, or a part of a cluster.

    Not bx: what stands behind its name is what the user has typed.
    """
    from installation import PROGRAMS

    program = os.readlink(entry / "exe")
    if program.startswith(str(PROGRAMS)):
        return os.path.basename(program) != "bx"
    return b"SLIPWAY_UNIT=" in (entry / "environ").read_bytes()


def watch():
    """See every request, every run of bx and every process from now on; returns what ends that."""
    from installation import PROGRAMS

    send, run = requests.Session.send, subprocess.run
    ended = threading.Event()

    def watched_send(session, request, **options):
        response = send(session, request, **options)
        if not options.get("stream"):
            SECRECY.note_exchange(response)
        return response

    def watched_run(words, *arguments, **options):
        done = run(words, *arguments, **options)
        if isinstance(words, (list, tuple)) and str(words[0]) == str(PROGRAMS / "bx"):
            SECRECY.note_command(words, (options.get("env") or os.environ)["HOME"])
        return done

    def look():
        while not ended.wait(0.5):
            SECRECY.note_processes(is_ours)

    requests.Session.send, subprocess.run = watched_send, watched_run
    looking = threading.Thread(target=look, daemon=True)
    looking.start()

    def end():
        requests.Session.send, subprocess.run = send, run
        ended.set()
        looking.join()

    return end
