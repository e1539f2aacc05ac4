"""Federated sign-in through Canaille, an OpenID Connect provider from PyPI, in headless Chromium."""

import contextlib
import json
import os
import pathlib
import re
import subprocess
import urllib.parse

import pytest
import requests

from browser import CHROMIUM, Browser
from identity_provider import PASSWORD, IdentityProvider
from installation import PROGRAMS, Installation, poll

CODE = r"[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}"
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no chromium")


class FederatedInstallation(Installation):
    """A server at which example.com and example.org sign in elsewhere."""

    def environment(self):
        return {**super().environment(), "SLIPWAY_IDENTITY_PROVIDERS": str(self.home / "providers.json")}

    def configure(self, provider, **settings):
        secret = self.home / "secret"
        secret.write_text(provider.secret + "\n")
        secret.chmod(0o600)
        described = {
            "title": "Example Inc.",
            "issuer": provider.issuer,
            "client-id": "slipway",
            "client-secret-file": "secret",
            "domains": ["example.com"],
            "ca-file": str(provider.ca_file),
            # Canaille says nothing about it, and its people cannot choose their address.
            "require-verified-email": False,
            **settings,
        }
        (self.home / "providers.json").write_text(json.dumps([described]))


@pytest.fixture(scope="module")
def installation():
    made = FederatedInstallation()
    try:
        yield made
    finally:
        made.remove()


@pytest.fixture(scope="module")
def provider(installation):
    made = IdentityProvider(f"{installation.endpoint}/identity/callback")
    try:
        made.add_person("ann", "ann@example.com", "Ann", "Lee")
        made.add_person("stranger", "stranger@example.com")
        made.add_person("outsider", "outsider@example.net")
        made.start()
        installation.configure(provider=made)
        installation.start()
        installation.log_in()
        yield made
    finally:
        made.remove()


@pytest.fixture
def browser():
    opened = Browser()
    try:
        opened.start()
        yield opened
    finally:
        opened.close()


@pytest.fixture
def bx(installation, tmp_path):
    """bx with a home of its own."""

    def run(*arguments, input=""):
        return subprocess.run(
            [PROGRAMS / "bx", *arguments],
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
            input=input, capture_output=True, text=True, timeout=60,
        )

    assert run("api", installation.endpoint, "--ca-file", installation.ca_file).returncode == 0
    return run


ARRIVED = """!window.isLeft && document.readyState === 'complete' && document.body !== null
    && document.querySelector('meta[http-equiv=refresh]') === null"""


def go(browser, selector):
    """Click, and wait for the page where that ends."""
    leave(browser, selector)
    arrive(browser)


def leave(browser, selector):
    browser.run("window.isLeft = true")
    browser.click(selector)


def arrive(browser):
    """Wait for the page where a click ends, whatever pages lead on at once in between."""

    def has_arrived():
        # While one page follows another there is nothing to ask.
        with contextlib.suppress(AssertionError):
            return browser.run(ARRIVED)

    poll(has_arrived, 60, what="the next page")


def depart(browser, installation, email):
    """Give the address on the page, which leads to the provider at once."""
    browser.open(f"{installation.endpoint}/identity/passcode")
    browser.type("username", email)
    go(browser, "form button")


def fill(browser, name, text):
    browser.run(f"document.querySelector('input[name={name}]').value = {json.dumps(text)}")


def sign_in(browser, provider, name):
    """Sign in at the provider, and come back."""
    identify(browser, provider, name)
    go(browser, "form button[type=submit]")


def identify(browser, provider, name):
    """Give the provider name and password; what is left is to click."""
    assert browser.run("location.origin") == provider.issuer
    fill(browser, "login", name)
    go(browser, "form button[type=submit]")
    fill(browser, "password", PASSWORD)


def invite(installation, email):
    answer = installation.api(
        "POST", f"/v2/accounts/{installation.admin['accountId']}/users", json={"users": [{"email": email}]}
    )
    assert answer.status_code == 202, answer.text
    return answer.json()["resources"][0]["invitation"]


def audited(installation):
    lines = (installation.data / "audit.log").read_text().splitlines()
    return [event for event in map(json.loads, lines) if "federation:" in json.dumps(event)]


def test_a_person_signs_in_and_bx_takes_the_code_once(installation, provider, browser, bx, tmp_path):
    pictures = pathlib.Path(os.environ.get("SLIPWAY_SCREENSHOTS", tmp_path))
    invitation = invite(installation, "ann@example.com")

    # A password is refused, for whoever exists and for whoever does not.
    for email in ("ann@example.com", "nobody@example.com"):
        refused = bx("login", "-u", email, "-p", PASSWORD)
        assert refused.returncode == 1 and "bx login --sso" in refused.stdout
    assert bx("account", "accept-invitation", invitation, "-p", "a password of her own").returncode == 1

    browser.open(f"{installation.endpoint}/identity/passcode")
    browser.screenshot(pictures / "federation-address.png")
    assert browser.run("document.querySelector('input[type=password]')") is None
    depart(browser, installation, "ann@example.com")
    browser.screenshot(pictures / "federation-provider.png")
    sign_in(browser, provider, "ann")
    browser.screenshot(pictures / "federation-code.png")
    assert "Signed in as ann@example.com" in browser.text()
    code = re.search(CODE, browser.text())[0]
    arrived = browser.run("location.href")

    done = bx("login", "--sso", input=code + "\n")
    assert done.returncode == 0, done.stdout + done.stderr
    again = bx("login", "--sso", input=code + "\n")
    assert again.returncode == 1 and "The one-time passcode is not valid" in again.stdout + again.stderr
    accepted = bx("account", "accept-invitation", invitation)
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    assert installation.admin["accountId"] in bx("account", "list").stdout

    # The page goes on for who is signed in; the address of the callback is worth nothing any more.
    go(browser, "button[value=new-code]")
    assert re.search(CODE, browser.text())[0] != code
    browser.open(arrived)
    assert "This sign-in is over" in browser.text() and not re.search(CODE, browser.text())
    browser.screenshot(pictures / "federation-over.png")
    # The provider's pages are not ours.
    assert [entry for entry in browser.complaints() if provider.issuer not in entry.get("url", "")] == []

    events = audited(installation)
    assert any("success" in json.dumps(event) and "ann@example.com" in json.dumps(event) for event in events)
    log = installation.log.read_text() + (installation.data / "audit.log").read_text()
    values = urllib.parse.parse_qs(urllib.parse.urlsplit(arrived).query)
    for secret in (provider.secret, code, PASSWORD, values["code"][0], values["state"][0]):
        assert secret not in log


def test_a_person_signs_in_in_two_browsers_at_once(installation, provider, browser):
    invite(installation, "twice@example.com")
    provider.add_person("twice", "twice@example.com")
    with contextlib.closing(Browser()) as other:
        other.start()
        for each in (browser, other):
            depart(each, installation, "twice@example.com")
            identify(each, provider, "twice")
        for each in (browser, other):
            leave(each, "form button[type=submit]")
        for each in (browser, other):
            arrive(each)
        shown = [each.text() for each in (browser, other)]
    codes = [re.search(CODE, each) for each in shown]
    assert all(codes), shown
    assert codes[0][0] != codes[1][0]


def test_who_was_not_invited_is_refused(installation, provider, browser, tmp_path):
    pictures = pathlib.Path(os.environ.get("SLIPWAY_SCREENSHOTS", tmp_path))
    depart(browser, installation, "stranger@example.com")
    sign_in(browser, provider, "stranger")
    assert "Nobody has invited you yet" in browser.text() and not re.search(CODE, browser.text())
    browser.screenshot(pictures / "federation-refused.png")
    assert any("BXNIM9046E" in json.dumps(event) for event in audited(installation))


def test_an_address_of_another_domain_is_refused(installation, provider, browser):
    invite(installation, "outsider@example.net")
    depart(browser, installation, "anybody@example.com")
    sign_in(browser, provider, "outsider")
    assert "does not speak for" in browser.text() and not re.search(CODE, browser.text())


def test_the_page_leads_on_without_script(installation, provider, browser):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    depart(browser, installation, "ann@example.com")
    assert browser.run("location.origin") == provider.issuer


def test_who_was_removed_is_in_no_account_and_can_come_back_as_another_subject(installation, provider, browser, bx):
    account = installation.admin["accountId"]
    invitation = invite(installation, "eve@example.com")
    provider.add_person("eve", "eve@example.com")
    depart(browser, installation, "eve@example.com")
    sign_in(browser, provider, "eve")
    assert bx("login", "--sso", input=re.search(CODE, browser.text())[0] + "\n").returncode == 0
    assert bx("account", "accept-invitation", invitation).returncode == 0
    provider.canaille("delete", "user", "--noconfirm", "--user-name", "eve")
    provider.add_person("eve2", "eve@example.com")

    def come_as_eve2():
        browser.call("Network.clearBrowserCookies")
        depart(browser, installation, "eve@example.com")
        sign_in(browser, provider, "eve2")
        return browser.text()

    assert "belongs to another user of Example Inc." in come_as_eve2()
    assert bx("target", "-c", account).returncode == 0
    removed = installation.bx("account", "user-remove", "eve@example.com", "-f")
    assert removed.returncode == 0
    assert bx("target", "-c", account).returncode == 1
    shown = come_as_eve2()
    assert re.search(CODE, shown), shown
    code = re.search(CODE, shown)[0]
    assert bx("login", "--sso", input=code + "\n").returncode == 0
    assert account not in bx("account", "list").stdout


def test_an_outage_of_the_provider_is_said_and_nothing_else_stops(installation, provider, browser, tmp_path):
    pictures = pathlib.Path(os.environ.get("SLIPWAY_SCREENSHOTS", tmp_path))
    provider.stop()
    try:
        # What the provider said about itself is known for an hour; a new server knows nothing.
        installation.stop()
        installation.start()
        depart(browser, installation, "ann@example.com")
        assert "Example Inc. does not answer at the moment" in browser.text()
        browser.screenshot(pictures / "federation-outage.png")
        admin = installation.admin
        assert installation.token(grant_type="password", username=admin["email"], password=admin["password"]).ok
        depart(browser, installation, admin["email"])
        assert browser.run("document.querySelector('input[type=password]') !== null")
    finally:
        provider.start()


def test_an_unverified_address_is_refused_unless_the_operator_says_otherwise(installation, provider, browser):
    installation.stop()
    installation.configure(provider, **{"require-verified-email": True})
    installation.start()
    depart(browser, installation, "ann@example.com")
    sign_in(browser, provider, "ann")
    assert "has not verified your e-mail address" in browser.text()


def test_people_can_be_admitted_without_invitation(installation, provider, browser, bx):
    installation.stop()
    installation.configure(provider, **{"admit-to-account": installation.admin["accountId"]})
    installation.start()
    provider.add_person("newcomer", "newcomer@example.com")
    depart(browser, installation, "newcomer@example.com")
    sign_in(browser, provider, "newcomer")
    code = re.search(CODE, browser.text())[0]
    done = bx("login", "--sso", input=code + "\n")
    assert done.returncode == 0 and installation.admin["accountId"] in done.stdout


def test_a_file_that_cannot_be_used_is_said_at_the_start(installation, provider):
    installation.stop()
    installation.configure(provider, issuer="http://127.0.0.1")
    done = subprocess.run(
        [PROGRAMS / "slipwayd"], env=installation.environment(), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1 and '\\"issuer\\" must be an address' in done.stderr + done.stdout, done
    installation.configure(provider)
    installation.start()
    callback = requests.get(
        f"{installation.endpoint}/identity/callback?state=x&code=y&next=https://evil.example.com",
        verify=installation.ca_file, timeout=60, allow_redirects=False,
    )
    assert callback.status_code == 400 and "evil" not in callback.text
