"""Attacks on identity, and what the server does. SECURITY.md tells the same in words."""

import base64
import contextlib
import json
import select
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from attacker import at, claims_of, connection, encode, key_of_attacker, signed, signed_with_secret
from installation import Installation, poll

APIKEY = "urn:ibm:params:oauth:grant-type:apikey"
PASSWORD = "correct horse battery"
NOT_THE_PASSWORD = "incorrect horse battery"


@pytest.fixture(scope="module")
def target():
    """An installation that has nothing to lose."""
    with Installation() as installation:
        installation.log_in()
        yield installation


@pytest.fixture
def person(target):
    """Makes somebody who belongs to the first account and has a password."""

    def make(name):
        email = f"{name}@example.com"
        users = f"/v2/accounts/{target.admin['accountId']}/users"
        invited = target.api("POST", users, json={"users": [{"email": email}]})
        accept(target, invited.json()["resources"][0]["invitation"])
        return email

    return make


def accept(target, invitation):
    body = {"invitation": invitation, "password": PASSWORD}
    url = f"{target.endpoint}/v1/invitations/accept"
    requests.post(url, json=body, verify=target.ca_file, timeout=60).raise_for_status()


def sign_in(target, session, email, password=PASSWORD):
    form = {"grant_type": "password", "username": email, "password": password}
    return session.post(f"{target.endpoint}/oidc/token", data=form, auth=("bx", "bx"), timeout=60)


def get(target, path, token=None, method="GET", **options):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return requests.request(
        method, target.endpoint + path, headers=headers, verify=target.ca_file, timeout=60, **options
    )


def events(target, action):
    lines = (target.data / "audit.log").read_text().splitlines()
    return [event for event in map(json.loads, lines) if event["action"] == action]


# Guessing


def test_guessing_one_user_from_one_address_gets_slower_there_alone(target, person):
    email = person("guessed")
    guesser = at(target, "127.0.1.1")
    answers = [sign_in(target, guesser, email, NOT_THE_PASSWORD) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [400] * 5 + [429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    # The guesser does not hear whether a guess is right while it waits; the user works on elsewhere.
    assert sign_in(target, guesser, email).status_code == 429
    assert sign_in(target, at(target, "127.0.1.2"), email).status_code == 200
    form = {"grant_type": APIKEY, "apikey": target.admin["apikey"]}
    assert guesser.post(f"{target.endpoint}/oidc/token", data=form, timeout=60).status_code == 200
    failed = [event for event in events(target, "iam.sign-in") if event["address"] == "127.0.1.1"]
    assert {event["result"] for event in failed if event["user"] == email} == {"BXNIM0602E", "BXNIM9009E"}


def test_one_password_for_many_users_gets_slower_by_address(target, person):
    email = person("colleague")
    office, elsewhere = at(target, "127.0.2.1"), at(target, "127.0.2.2")
    assert sign_in(target, office, email).status_code == 200
    statuses = [sign_in(target, office, f"u{number}@example.com").status_code for number in range(51)]
    assert statuses == [400] * 50 + [429]
    # A colleague behind the same address has been here before and is not held up.
    assert sign_in(target, office, email).status_code == 200
    assert sign_in(target, elsewhere, "u50@example.com").status_code == 400


def test_many_addresses_that_guess_one_user_lock_nobody_out(target, person):
    email = person("wanted")
    desk = at(target, "127.0.3.1")
    assert sign_in(target, desk, email).status_code == 200
    statuses = []
    for host in range(10, 21):
        bot = at(target, f"127.0.3.{host}")
        statuses += [sign_in(target, bot, email, NOT_THE_PASSWORD).status_code for _ in range(5)]
    assert statuses[:50] == [400] * 50 and 429 in statuses[50:]
    held = sign_in(target, at(target, "127.0.3.99"), email, NOT_THE_PASSWORD)
    assert held.status_code == 429 and int(held.headers["Retry-After"]) <= 15
    assert sign_in(target, desk, email).status_code == 200


def test_unknown_users_look_like_known_ones(target, person):
    session = at(target, "127.0.4.1")
    answers = [sign_in(target, session, name, NOT_THE_PASSWORD) for name in (person("known"), "unknown@example.com")]
    bodies = []
    for answer in answers:
        body = answer.json()
        for changing in ("requestId", "startTime", "endTime", "elapsedTime"):
            body["context"].pop(changing)
        bodies.append(body)
    assert answers[0].status_code == answers[1].status_code and bodies[0] == bodies[1]
    assert set(answers[0].headers) == set(answers[1].headers)


def test_api_keys_and_passcodes_cannot_be_guessed_into(target):
    session = at(target, "127.0.5.1")
    url = f"{target.endpoint}/oidc/token"
    for key in ("slipway_" + "A" * 36, "' OR 1=1 --", "x" * 5000, "\0", target.admin["apikey"][:-1]):
        answer = session.post(url, data={"grant_type": APIKEY, "apikey": key}, timeout=60)
        assert (answer.status_code, answer.json()["errorCode"]) == (400, "BXNIM0415E")
    form = {"grant_type": "urn:ibm:params:oauth:grant-type:passcode", "passcode": "22222-22222"}
    statuses = [session.post(url, data=form, auth=("bx", "bx"), timeout=60).status_code for _ in range(6)]
    assert statuses == [400] * 5 + [429]


# Storms


def test_keys_and_refresh_tokens_do_not_wait_behind_passwords(target):
    admin = target.admin
    session = target.token(grant_type="password", username=admin["email"], password=admin["password"]).json()

    def request(form):
        body = requests.models.RequestEncodingMixin._encode_params(form)
        return (
            f"POST /oidc/token HTTP/1.1\r\nHost: a\r\nAuthorization: Basic Yng6Yng=\r\nConnection: close\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    storm = request({"grant_type": "password", "username": admin["email"], "password": admin["password"]})
    others = [
        request({"grant_type": APIKEY, "apikey": admin["apikey"]}),
        request({"grant_type": "refresh_token", "refresh_token": session["refresh_token"]}),
    ]
    with contextlib.ExitStack() as held:
        # Two addresses, each with more than its share of the places in the queue.
        def opened(number):
            return held.enter_context(connection(target, f"127.0.6.{1 + number % 2}"))

        with ThreadPoolExecutor(8) as pool:
            waiting = list(pool.map(opened, range(100)))
        quick = [held.enter_context(connection(target)) for _ in others]
        for each in waiting:
            each.sendall(storm)
        for each, wanted in zip(quick, others):
            each.sendall(wanted)
        for each in quick:
            assert each.recv(65536).startswith(b"HTTP/1.1 200 ")
        answered = select.select(waiting, [], [], 0)[0]
        assert len(answered) < len(waiting), "keys and refresh tokens waited for all passwords"
        answers = [each.recv(65536) for each in waiting]
        statuses = {answer.split(b" ", 2)[1] for answer in answers}
        assert statuses == {b"200", b"503"}, "a bounded number waits, the others are sent away"
        refused = [answer for answer in answers if answer.startswith(b"HTTP/1.1 503 ")]
        assert all(b"\r\nretry-after: " in answer.lower() for answer in refused)
    assert sign_in(target, at(target, "127.0.6.9"), admin["email"], admin["password"]).status_code == 200


# Sessions


def test_a_stolen_refresh_token_ends_its_own_session_and_is_recorded(target):
    admin = target.admin
    form = {"grant_type": "password", "username": admin["email"], "password": admin["password"]}
    stolen, other = target.token(**form).json(), target.token(**form).json()
    renewed = target.token(grant_type="refresh_token", refresh_token=stolen["refresh_token"]).json()
    # The grace for parallel programs is over.
    with sqlite3.connect(target.data / "slipway.db", timeout=60) as database:
        database.execute("UPDATE refresh_tokens SET used_at = used_at - 61000 WHERE used_at IS NOT NULL")
    for token in (stolen, renewed):
        refused = target.token(grant_type="refresh_token", refresh_token=token["refresh_token"])
        assert (refused.status_code, refused.json()["errorCode"]) == (400, "BXNIM0407E")
    assert target.token(grant_type="refresh_token", refresh_token=other["refresh_token"]).status_code == 200
    reuse = events(target, "iam.session.reuse")
    assert reuse[-1]["user"] == admin["email"] and reuse[-1]["address"] == "127.0.0.1"


# Forged tokens


def forgeries(target):
    """Each forged token by its name."""
    own = target.token(grant_type=APIKEY, scope="openid", apikey=target.admin["apikey"]).json()
    real = own["access_token"]
    head, payload, signature = real.split(".")
    claims = claims_of(real)
    key = requests.get(f"{target.endpoint}/identity/keys", verify=target.ca_file, timeout=60).json()["keys"][0]
    kid = key["kid"]
    modulus = base64.urlsafe_b64decode(key["n"] + "==")
    rs256 = {"alg": "RS256", "typ": "JWT"}
    forged = {
        "no algorithm": f"{encode({'alg': 'none'})}.{payload}.",
        "no algorithm, with kid": f"{encode({'alg': 'NONE', 'kid': kid})}.{payload}.{signature}",
        "no signature": f"{head}.{payload}.",
        "two parts": f"{head}.{payload}",
        "four parts": f"{real}.{signature}",
        "altered claims": f"{head}.{encode({**claims, 'iam_id': 'IBMid-AAAAAAAAAA'})}.{signature}",
        "altered head": f"{encode({'alg': 'RS512', 'kid': kid})}.{payload}.{signature}",
        "own key, right kid": signed({**rs256, "kid": kid}, claims),
        "own key, no kid": signed(rs256, claims),
        "own key in the head": signed({**rs256, "kid": kid, "jwk": key_of_attacker(kid)}, claims),
        "own key by address": signed({**rs256, "kid": kid, "jku": "https://127.0.0.1:1/keys"}, claims),
        "own certificate": signed({**rs256, "kid": kid, "x5c": ["AAAA"], "x5u": "https://127.0.0.1:1/"}, claims),
        "critical extension": signed({**rs256, "kid": kid, "crit": ["exp"]}, claims),
        "padded": f"{head}=.{payload}=.{signature}=",
        "id token": own["id_token"],
        "UAA token": own["uaa_token"],
        "refresh token": own["refresh_token"],
        "empty parts": "..",
        "no JSON": f"{encode(b'x')}.{encode(b'y')}.{encode(b'z')}",
        "deeply nested": f"{encode(b'[' * 4000)}.{payload}.{signature}",
    }
    secrets = {"modulus": modulus, "key as JSON": json.dumps(key).encode(), "nothing": b""}
    for name, secret in secrets.items():
        forged[f"HS256 with {name}"] = signed_with_secret({"alg": "HS256", "kid": kid}, claims, secret)
    for name in ("../../../../dev/null", "/dev/null", "unknown", "' OR 1=1 --", "", [], [kid], {"a": 1}, None, 7):
        forged[f"kid {name!r}"] = signed({**rs256, "kid": name}, claims)
        forged[f"kid {name!r} and HS256"] = signed_with_secret({"alg": "HS256", "kid": name}, claims, b"")
    forged["huge kid"] = signed({**rs256, "kid": "x" * 12_000}, claims)
    return forged


def test_no_forged_token_is_taken_anywhere(target):
    forged = forgeries(target)
    assert len(forged) > 40
    session = at(target, "127.0.7.1")
    for name, token in forged.items():
        for path in ("/v1/clusters", "/v1/accounts", "/v1/audit", "/v1/apikeys", "/identity/userinfo", "/v2/spaces"):
            if (name, path) == ("UAA token", "/v2/spaces"):
                continue  # what it is for
            headers = {"Authorization": f"Bearer {token}"}
            answer = session.get(target.endpoint + path, headers=headers, timeout=60)
            assert answer.status_code == 401, f"{name} at {path}: {answer.status_code} {answer.text[:200]}"
    assert get(target, "/healthz").status_code == 200


def test_a_token_of_another_installation_is_worth_nothing(target, slipway):
    token = slipway.token(grant_type=APIKEY, apikey=slipway.admin["apikey"]).json()
    assert get(slipway, "/v1/clusters", token["access_token"]).status_code == 200
    assert get(target, "/v1/clusters", token["access_token"]).status_code == 401
    assert target.token(grant_type="refresh_token", refresh_token=token["refresh_token"]).status_code == 400
    assert target.token(grant_type=APIKEY, apikey=slipway.admin["apikey"]).status_code == 400


# Things of other accounts


@pytest.fixture(scope="module")
def stranger(target):
    """A token of somebody who belongs to another account of the installation."""
    made = target.api("POST", "/v1/accounts", json={"name": "Other"}).json()["metadata"]["guid"]
    admin = target.admin
    owner = target.token(
        grant_type="password", username=admin["email"], password=admin["password"], bss_account=made
    ).json()["access_token"]
    body = {"users": [{"email": "stranger@example.com"}]}
    invited = get(target, f"/v2/accounts/{made}/users", owner, "POST", json=body).json()
    accept(target, invited["resources"][0]["invitation"])
    return target.token(
        grant_type="password", username="stranger@example.com", password=PASSWORD, bss_account=made
    ).json()["access_token"]


@pytest.fixture(scope="module")
def things(target):
    """Paths with an id that exists, and the same with one that does not."""
    account = target.admin["accountId"]
    own = claims_of(target.token(grant_type=APIKEY, apikey=target.admin["apikey"]).json()["access_token"])["iam_id"]
    key = target.api("POST", "/v1/apikeys", json={"name": "theirs", "iam_id": own}).json()["id"]
    service = target.api("POST", "/v1/serviceids", json={"account_id": account, "name": "theirs"}).json()["id"]
    subject = target.api("GET", f"/v1/serviceids/{service}").json()["iam_id"]
    order = {
        "type": "access",
        "subjects": [{"attributes": [{"name": "iam_id", "value": subject}]}],
        "roles": [{"role_id": "crn:v1:bluemix:public:iam::::role:Viewer"}],
        "resources": [{"attributes": [{"name": "accountId", "value": account}]}],
    }
    policy = target.api("POST", "/v1/policies", json=order).json()["id"]
    org = target.api("GET", "/v2/organizations").json()["resources"][0]["metadata"]["guid"]
    space = target.api("GET", "/v2/spaces").json()["resources"][0]["metadata"]["guid"]
    cluster = target.api("POST", "/v1/clusters", json={"name": "theirs", "workerNum": 0}).json()["id"]
    yield [
        (f"/v1/apikeys/{key}", "/v1/apikeys/ApiKey-00000000-0000-4000-8000-000000000000", "GET PUT DELETE"),
        (f"/v1/serviceids/{service}", "/v1/serviceids/ServiceId-00000000-0000-4000-8000-000000000000", "GET PUT DELETE"),
        (f"/v1/policies/{policy}", "/v1/policies/00000000-0000-4000-8000-000000000000", "GET DELETE"),
        (f"/v2/organizations/{org}", "/v2/organizations/00000000-0000-4000-8000-000000000000", "GET PUT"),
        (f"/v2/spaces/{space}", "/v2/spaces/00000000-0000-4000-8000-000000000000", "GET PUT DELETE"),
        (f"/v1/clusters/{cluster}", f"/v1/clusters/{'0' * 32}", "GET DELETE"),
        (f"/v1/clusters/{cluster}/config", f"/v1/clusters/{'0' * 32}/config", "GET"),
        (f"/v1/clusters/{cluster}/config/admin", f"/v1/clusters/{'0' * 32}/config/admin", "GET"),
        (f"/v1/clusters/{cluster}/workers", f"/v1/clusters/{'0' * 32}/workers", "GET"),
        (f"/v1/accounts/{account}", f"/v1/accounts/{'0' * 32}", "GET"),
        (f"/v4/accounts/{account}", f"/v4/accounts/{'0' * 32}", "GET PATCH"),
        (f"/v2/accounts/{account}/users", f"/v2/accounts/{'0' * 32}/users", "GET POST"),
        (f"/v2/accounts/{account}/users/{own}", f"/v2/accounts/{'0' * 32}/users/{own}", "GET DELETE"),
    ]
    target.api("DELETE", f"/v1/clusters/{cluster}")
    poll(lambda: target.api("GET", "/v1/clusters").json() == [], 240, what="the removal of the cluster")


BODY = {
    "name": "mine now", "organization_guid": "x", "allow_password_sessions": False, "users": [{"email": "x@example.com"}],
}


def test_things_of_another_account_are_as_if_they_did_not_exist(target, stranger, things):
    for real, unreal, methods in things:
        for method in methods.split():
            options = {} if method in ("GET", "DELETE") else {"json": BODY}
            answers = [
                requests.request(
                    method,
                    target.endpoint + path,
                    headers={"Authorization": f"Bearer {stranger}", "If-Match": "*"},
                    verify=target.ca_file,
                    timeout=60,
                    **options,
                )
                for path in (real, unreal)
            ]
            assert [answer.status_code for answer in answers] == [404, 404], f"{method} {real}: {answers[0].text}"
            assert shape(answers[0].json()) == shape(answers[1].json())


def shape(body):
    """The keys of an answer, and the values of its codes."""
    if isinstance(body, dict):
        return {name: value if "code" in name.lower() else shape(value) for name, value in body.items()}
    return [shape(item) for item in body] if isinstance(body, list) else type(body)


def test_a_stranger_sees_only_the_own_account(target, stranger, things):
    own = claims_of(stranger)["account"]["bss"]
    assert get(target, "/v1/clusters", stranger).json() == []
    assert [one["metadata"]["guid"] for one in get(target, "/v1/accounts", stranger).json()["resources"]] == [own]
    assert get(target, f"/v1/apikeys?account_id={target.admin['accountId']}", stranger).status_code in (403, 404)
    assert get(target, f"/v1/serviceids?account_id={target.admin['accountId']}", stranger).status_code in (403, 404)
    assert get(target, "/v1/audit", stranger).status_code == 403
    for account in (target.admin["accountId"], "0" * 32):
        refused = target.token(
            grant_type="password", username="stranger@example.com", password=PASSWORD, bss_account=account
        )
        assert (refused.status_code, refused.json()["errorCode"]) == (400, "BXNIM9006E")


# Pages


def page(target, session):
    """The form token of the sign-in page, which gives the session its cookie."""
    text = session.get(f"{target.endpoint}/identity/passcode", timeout=60).text
    return text.split('name="form_token" value="')[1].split('"')[0]


def test_forms_of_other_sites_are_refused(target):
    url = f"{target.endpoint}/identity/passcode"
    victim, attacker = at(target, "127.0.8.1"), at(target, "127.0.8.2")
    token, foreign = page(target, victim), page(target, attacker)
    sign_in_form = {"action": "sign-in", "username": target.admin["email"], "password": target.admin["password"]}
    tries = [
        ("no form token", {}, {}),
        ("an empty form token", {"form_token": ""}, {}),
        ("the token of another browser", {"form_token": foreign}, {}),
        ("another site", {"form_token": token}, {"Origin": "https://evil.example"}),
        ("another port", {"form_token": token}, {"Origin": "https://127.0.0.1:1"}),
        ("without TLS", {"form_token": token}, {"Origin": target.endpoint.replace("https", "http")}),
        ("a browser that knows", {"form_token": token}, {"Sec-Fetch-Site": "cross-site"}),
        ("a neighbour", {"form_token": token}, {"Sec-Fetch-Site": "same-site", "Origin": "null"}),
    ]
    for name, fields, headers in tries:
        answer = victim.post(url, data={**sign_in_form, **fields}, headers=headers, timeout=60)
        assert answer.status_code == 403, name
        assert 'id="code"' not in answer.text
    good = {"Origin": target.endpoint, "Sec-Fetch-Site": "same-origin"}
    answer = victim.post(url, data={**sign_in_form, "form_token": token}, headers=good, timeout=60)
    assert answer.status_code == 200 and 'id="code"' in answer.text


def test_no_page_leads_to_another_site(target):
    session = at(target, "127.0.8.3")
    for query in ("next", "redirect_uri", "return_to", "url", "continue"):
        for place in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
            path = f"/identity/passcode?{query}={place}"
            shown = session.get(target.endpoint + path, timeout=60, allow_redirects=False)
            assert shown.status_code == 200 and "evil.example" not in shown.text and "alert(1)" not in shown.text
            form = {"action": "sign-out", "form_token": page(target, session)}
            out = session.post(target.endpoint + path, data=form, timeout=60, allow_redirects=False)
            assert out.status_code == 303 and out.headers["Location"] == "/identity/passcode"
    for path in ("//evil.example/identity/passcode", "/identity/passcode/https://evil.example", "/\\evil.example"):
        answer = session.get(target.endpoint + path, timeout=60, allow_redirects=False)
        assert answer.status_code in (400, 404) and "Location" not in answer.headers


def test_pages_show_what_was_typed_as_text(target):
    session = at(target, "127.0.8.4")
    url = f"{target.endpoint}/identity/passcode"
    typed = '"><script>alert(1)</script>@example.com'
    form = {"action": "sign-in", "form_token": page(target, session), "username": typed, "password": NOT_THE_PASSWORD}
    answer = session.post(url, data=form, timeout=60)
    assert answer.status_code == 400 and "<script>alert" not in answer.text
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_many_at_once_with_one_passcode_get_in_once(target):
    admin = target.admin
    session = target.token(grant_type="password", username=admin["email"], password=admin["password"]).json()
    form = {"grant_type": "refresh_token", "refresh_token": session["refresh_token"]}
    url = f"{target.endpoint}/identity/passcode"
    code = requests.post(url, data=form, auth=("bx", "bx"), verify=target.ca_file, timeout=60).json()["passcode"]
    grant = "urn:ibm:params:oauth:grant-type:passcode"
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: target.token(grant_type=grant, passcode=code).status_code, range(5)))
    assert sorted(answers) == [200, 400, 400, 400, 400]
