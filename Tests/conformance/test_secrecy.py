"""The search for secrets in logs finds what is there."""

import os
import pathlib
import subprocess
import sys

import pytest

from installation import poll
from secrecy import SECRECY, Secrecy

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.c2lnbmF0dXJlLW9mLWEtdG9rZW4"


@pytest.fixture
def secrecy():
    return Secrecy()


@pytest.mark.parametrize(
    "body, leak",
    [
        ('{"access_token": "%s", "expires_in": 3600}' % TOKEN, "token c2lnbmF0dXJlLW9mLWEtdG9rZW4 seen"),
        ('{"users": [{"invitation": "0123456789abcdef"}]}', "path=/accept/0123456789abcdef"),
        ("grant_type=password&username=a%40b&password=correct+horse+battery", "wrong password: correct horse battery"),
        ("grant_type=password&password=a%2Bb+c%26d%3De", "GET /?password=a%2Bb%20c%26d%3De"),
        ('<p class="code" id="code">7KQ2M-XW4TD</p>', "took 7KQ2MXW4TD"),
        ("", "-----BEGIN EC PRIVATE KEY-----"),
    ],
)
def test_a_planted_secret_is_found(secrecy, tmp_path, body, leak):
    log, clean = tmp_path / "log", tmp_path / "clean.log"
    log.write_text(f"first line\nlevel=info {leak} rest\n")
    clean.write_text(f"the head of a token may be seen: {TOKEN.rsplit('.', 1)[0]}\n")
    secrecy.note_text(body)
    found = secrecy.found_in([log, clean, tmp_path / "missing"])
    assert [(file, number) for _, file, number in found] == [(str(log), "2")]


def test_a_planted_secret_on_a_command_line_is_found(secrecy):
    secrecy.note("password", "correct-horse-battery")
    program = [sys.executable, "-c", "input()", "--password=correct-horse-battery"]
    process = subprocess.Popen(program, stdin=subprocess.PIPE)
    try:
        # A program has begun a moment before its words can be read.
        poll(pathlib.Path(f"/proc/{process.pid}/cmdline").read_bytes, 60, what="the command line")
        secrecy.note_processes(lambda entry: entry.name == str(process.pid))
        found = secrecy.found_in_command_lines()
        assert [kind for kind, _ in found] == ["password"]
        assert os.path.basename(found[0][1]).startswith("python")
    finally:
        process.communicate(b"\n")


def test_what_the_suite_uses_is_known(slipway):
    session = slipway.token(
        grant_type="password", username=slipway.admin["email"], password=slipway.admin["password"]
    ).json()
    for secret in (slipway.admin["password"], slipway.admin["apikey"], session["refresh_token"]):
        assert secret in SECRECY.kinds
    assert session["access_token"].rsplit(".", 1)[1] in SECRECY.kinds
    assert session["access_token"] not in SECRECY.kinds


def test_a_leak_is_an_error_of_the_suite(slipway, tmp_path):
    planted = tmp_path / "slipwayd.log"
    planted.write_text(f"key is {slipway.admin['apikey']}\n")
    slipway.token(grant_type="urn:ibm:params:oauth:grant-type:apikey", apikey=slipway.admin["apikey"])
    with pytest.raises(AssertionError, match="apikey"):
        slipway.require_secrecy([planted])
