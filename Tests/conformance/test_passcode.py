"""One-time passcodes: the web page, the token endpoint, and bx login --sso."""

import os
import pathlib
import re
import subprocess

import pytest
import requests

from browser import CHROMIUM, Browser
from installation import PROGRAMS, Installation, poll

GRANT = "urn:ibm:params:oauth:grant-type:passcode"
CODE = r"[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}"


class Visitor:
    """A person at the page, by requests alone."""

    def __init__(self, installation, path="/identity/passcode"):
        self.url = installation.endpoint + path
        self.session = requests.Session()
        self.options = {"verify": installation.ca_file, "timeout": 10, "allow_redirects": False}
        self.form_token = None

    def get(self):
        return self.keep(self.session.get(self.url, **self.options))

    def post(self, action, **fields):
        form = {"action": action, "form_token": self.form_token, **fields}
        return self.keep(self.session.post(self.url, data=form, **self.options))

    def keep(self, response):
        if found := re.search(r'name="form_token" value="([0-9a-f]+)"', response.text):
            self.form_token = found[1]
        return response

    def sign_in(self, admin):
        self.get()
        return self.post("sign-in", username=admin["email"], password=admin["password"])


def code_in(text):
    found = re.search(CODE, text)
    assert found, text
    return found[0]


@pytest.fixture
def terminal(tmp_path):
    """bx with a home of its own, so that the session of the other tests stays as it is."""

    def run(installation, *arguments, input=""):
        return subprocess.run(
            [PROGRAMS / "bx", *arguments],
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
            input=input,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def at(installation):
        assert run(installation, "api", installation.endpoint, "--ca-file", installation.ca_file).returncode == 0
        return lambda *arguments, input="": run(installation, *arguments, input=input)

    return at


@pytest.mark.parametrize("path", ["/identity/passcode", "/oidc/passcode"])
def test_the_page_gives_a_code_that_works_once(slipway, path):
    visitor = Visitor(slipway, path)
    page = visitor.sign_in(slipway.admin)
    assert page.status_code == 200
    assert "within 5 minutes" in page.text and f"bx login -a {slipway.endpoint} --sso" in page.text
    code = code_in(page.text)
    first = slipway.token(grant_type=GRANT, passcode=code, bss_account=slipway.admin["accountId"])
    assert first.status_code == 200 and first.json()["uaa_token"]
    second = slipway.token(grant_type=GRANT, passcode=code)
    assert second.status_code == 400
    assert second.json()["errorCode"] == "BXNIM9030E"


def test_the_page_is_locked_down(slipway):
    visitor = Visitor(slipway)
    page = visitor.get()
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-")
    for flag in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert flag in cookie.split("; ")
    policy = dict(rule.split(" ", 1) for rule in page.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'" and policy["frame-ancestors"] == "'none'"
    assert policy["style-src"] == policy["script-src"] == policy["form-action"] == "'self'"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Cache-Control"] == "no-store"
    for asset in re.findall(r'(?:href|src)="(/[^"]+)"', page.text):
        assert requests.get(slipway.endpoint + asset, verify=slipway.ca_file, timeout=60).status_code == 200


def test_a_form_that_is_not_ours_is_refused(slipway):
    visitor = Visitor(slipway)
    visitor.sign_in(slipway.admin)
    for token in (None, "0" * 64):
        visitor.form_token = token
        refused = visitor.post("new-code")
        assert refused.status_code == 403
        assert not re.search(CODE, refused.text)
    stranger = requests.post(
        visitor.url,
        data={"action": "sign-in", "username": slipway.admin["email"], "password": slipway.admin["password"]},
        verify=slipway.ca_file,
        timeout=60,
    )
    assert stranger.status_code == 403


def test_signing_out_ends_the_session(slipway):
    visitor = Visitor(slipway)
    visitor.sign_in(slipway.admin)
    assert "Signed in as" in visitor.get().text
    code_in(visitor.post("new-code").text)
    out = visitor.post("sign-out")
    assert out.status_code == 303 and out.headers["Location"] == "/identity/passcode"
    assert 'name="password"' in visitor.get().text


def test_a_wrong_password_is_said_on_the_page(slipway):
    visitor = Visitor(slipway)
    visitor.get()
    page = visitor.post("sign-in", username="<b>@example.com", password="wrong")
    assert page.status_code == 400
    assert "The user name or the password is incorrect." in page.text and "<b>@" not in page.text


def test_a_program_gets_a_code_for_its_refresh_token(slipway):
    admin = slipway.admin
    session = slipway.token(grant_type="password", username=admin["email"], password=admin["password"]).json()
    form = {"grant_type": "refresh_token", "refresh_token": session["refresh_token"], "response_type": "cloud_iam"}
    answer = requests.post(
        f"{slipway.endpoint}/identity/passcode", data=form, auth=("bx", "bx"), verify=slipway.ca_file, timeout=60
    )
    assert answer.status_code == 200
    assert slipway.token(grant_type=GRANT, passcode=answer.json()["passcode"]).status_code == 200


def test_discovery_names_the_page(slipway):
    for path in ("/identity/.well-known/openid-configuration", "/v2/info"):
        document = requests.get(slipway.endpoint + path, verify=slipway.ca_file, timeout=60).json()
        page = requests.get(document["passcode_endpoint"], verify=slipway.ca_file, timeout=60)
        assert page.status_code == 200 and page.headers["Content-Type"].startswith("text/html")


def test_bx_logs_in_with_a_typed_code_once(slipway, terminal):
    bx = terminal(slipway)
    code = code_in(Visitor(slipway).sign_in(slipway.admin).text)
    done = bx("login", "--sso", "-u", slipway.admin["email"], input=code.lower().replace("-", "") + "\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"One Time Code (Get one at {slipway.endpoint}/identity/passcode)> " in done.stdout
    assert slipway.admin["accountId"] in bx("target").stdout
    again = bx("login", "--sso", input=code + "\n")
    assert again.returncode == 1
    assert "The one-time passcode is not valid" in again.stdout + again.stderr
    assert code not in slipway.log.read_text()


class Federated(Installation):
    """A server whose administrator belongs to a domain that signs in elsewhere."""

    def environment(self):
        return {**super().environment(), "SLIPWAY_FEDERATED_DOMAINS": "Example.org, slipway.local"}


@pytest.fixture(scope="module")
def federated():
    installation = Federated()
    try:
        installation.start()
        yield installation
    finally:
        installation.remove()


def test_federated_users_are_sent_to_the_page(federated, terminal):
    admin = federated.admin
    refused = federated.token(grant_type="password", username=admin["email"], password=admin["password"])
    assert refused.status_code == 400 and refused.json()["errorCode"] == "BXNIM9031E"
    done = terminal(federated)("login", "-u", admin["email"], "-p", admin["password"])
    assert done.returncode == 1
    assert "federated user ID" in done.stdout and "bx login --sso" in done.stdout
    page = Visitor(federated).sign_in(admin)
    assert page.status_code == 400 and "Users of slipway.local sign in at their organization" in page.text
    assert federated.token(grant_type="urn:ibm:params:oauth:grant-type:apikey", apikey=admin["apikey"]).ok


@pytest.fixture
def browser():
    if not CHROMIUM:
        pytest.skip("there is no chromium")
    opened = Browser()
    try:
        opened.start()
        yield opened
    finally:
        opened.close()


def test_a_browser_shows_the_pages(slipway, browser, tmp_path):
    pictures = pathlib.Path(os.environ.get("SLIPWAY_SCREENSHOTS", tmp_path))
    browser.open(f"{slipway.endpoint}/identity/passcode")
    assert "Sign in" in browser.text() and "E-mail address" in browser.text()
    assert browser.run("getComputedStyle(document.querySelector('main')).maxWidth") == "480px"
    browser.screenshot(pictures / "sign-in.png")

    browser.type("username", slipway.admin["email"])
    browser.type("password", "not the password")
    browser.load(lambda: browser.click("form button"))
    assert "The user name or the password is incorrect." in browser.text()
    browser.screenshot(pictures / "wrong-password.png")

    browser.type("password", slipway.admin["password"])
    browser.load(lambda: browser.click("form button"))
    code = code_in(browser.text())
    assert "Copy the code" in browser.text() and "Signed in as" in browser.text()
    browser.click("button[data-copy]")
    poll(lambda: "Copied." in browser.text(), 60, what="a copied code")
    browser.screenshot(pictures / "code.png")
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    browser.screenshot(pictures / "code-dark.png")
    assert slipway.token(grant_type=GRANT, passcode=code).status_code == 200

    browser.run("document.querySelector('[name=form_token]').value = 'forged'")
    browser.load(lambda: browser.click("button[value=new-code]"))
    assert "This form has expired" in browser.text()
    browser.screenshot(pictures / "error-dark.png")
    browser.call("Emulation.setEmulatedMedia", features=[])
    browser.screenshot(pictures / "error.png")
    assert browser.complaints() == []


def test_the_page_works_without_script(slipway, browser):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(f"{slipway.endpoint}/identity/passcode")
    browser.type("username", slipway.admin["email"])
    browser.type("password", slipway.admin["password"])
    browser.load(lambda: browser.click("form button"))
    code_in(browser.text())
    assert "Copy the code" not in browser.text()
