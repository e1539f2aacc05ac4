"""The description of the API: valid, complete, true of real answers, and a page on which it can be tried."""

import base64
import io
import json
import os
import tarfile

import jsonschema
import openapi_spec_validator
import pytest
import requests

from browser import CHROMIUM, Browser
from images import Layout, Skopeo, random_bytes
from installation import poll
from registry_parties import Account, namespaces


@pytest.fixture(scope="module")
def document(slipway):
    answer = requests.get(f"{slipway.endpoint}/swagger-api/swagger.json", verify=slipway.ca_file, timeout=60)
    assert answer.headers["Content-Type"] == "application/json"
    return answer.json()


@pytest.fixture(scope="module")
def registry(slipway, tmp_path_factory):
    """What stands in the paths of the registry: a namespace with an image, and a token."""
    account = Account.first(slipway)
    with namespaces(account, "described"):
        folder = tmp_path_factory.mktemp("registry")
        layout = Layout(folder / "layout")
        skopeo = Skopeo(slipway, folder / "skopeo", "iamapikey", slipway.admin["apikey"])
        for tag in ("v1", "v2"):
            layout.add(tag, random_bytes(tag))
            skopeo.push(layout, tag, f"described/app:{tag}")
        identifier, _ = account.registry_token(description="described")
        image = f"{slipway.registry}/described/app:v1"
        query = {"params": {"namespace": "described"}}
        poll(lambda: len(account.call("GET", "/api/v1/images", **query).json()) == 2, 60, what="the images in the list")
        yield {"{image}": image, "{namespace}": "described", "{token}": identifier}
        account.call("DELETE", "/api/v1/tokens", params={"secondaryOwner": "described"})


def check(answer, schema, document):
    """Hold an answer against its schema; what the schema does not name may not be in it."""
    types = {name: {"additionalProperties": False, **given} for name, given in document["definitions"].items()}
    jsonschema.validate(answer, {**schema, "definitions": types}, cls=jsonschema.Draft4Validator)


def test_the_document_is_valid(document):
    assert document["swagger"] == "2.0"
    openapi_spec_validator.OpenAPIV2SpecValidator(document).validate()
    assert {"/v1/clusters", "/v1/clusters/{cluster}/workers/{worker}", "/v1/kube-versions"} <= set(document["paths"])
    assert {"/api/v1/images", "/api/v1/images/{image}/json", "/api/v1/builds"} <= set(document["paths"])
    for path, calls in document["paths"].items():
        for method, call in calls.items():
            for status, answer in call["responses"].items():
                assert "schema" in answer or status in ("201", "204"), f"{method} {path} does not say what it gives"


@pytest.mark.workers
def test_real_answers_are_as_described(slipway, cluster, registry, document):
    worker = slipway.api("GET", f"/v1/clusters/{cluster.name}/workers").json()[0]["id"]
    names = {"{cluster}": cluster.name, "{worker}": worker, "{pool}": "default", "{location}": "dal10", **registry}
    account = {"Account": slipway.admin["accountId"]}
    tried = {}
    for path, calls in document["paths"].items():
        call = calls.get("get")
        if not call:
            continue
        address = path
        for name, value in names.items():
            address = address.replace(name, value)
        query = {"showResources": "true"} if path.endswith("{cluster}") else None
        answer = slipway.api("GET", address, params=query, headers=account if path.startswith("/api") else None)
        described = call["responses"].get(str(answer.status_code), call["responses"]["default"])["schema"]
        if described.get("type") == "file":
            assert answer.headers["Content-Type"] in call["produces"], address
        else:
            check(answer.json(), described, document)
            base = "/" + path.split("/")[1]
            tried[base] = tried.get(base, 0) + (answer.status_code == 200)
    assert tried["/v1"] > 10
    of_registry = [path for path, calls in document["paths"].items() if path.startswith("/api/") and "get" in calls]
    assert tried["/api"] == len(of_registry) > 8


def test_answers_to_orders_of_the_registry_are_as_described(slipway, registry, document):
    account = Account.first(slipway)
    base = "/api/v1"
    image = registry["{image}"].replace(":v1", ":v2")
    other = image.replace(":v2", ":v3")
    token, _ = account.registry_token(description="to go")
    named = {"{image}": image, "{namespace}": "described_too", "{token}": token}
    orders = [
        ("put", "/namespaces/{namespace}", {}, 201),
        ("put", "/namespaces/{namespace}", {}, 200),
        ("delete", "/namespaces/{namespace}", {}, 204),
        ("post", "/images/bulkdelete", {"json": [image.replace(":v2", ":none")]}, 200),
        ("post", "/images/tags", {"params": {"fromimage": image, "toimage": other}}, 201),
        ("delete", "/tags/{image}", {}, 200),
        ("post", "/images/tags", {"params": {"fromimage": other, "toimage": image}}, 201),
        ("delete", "/images/{image}", {}, 200),
        ("post", "/tokens", {"params": {"description": "to go"}}, 200),
        ("delete", "/tokens/{token}", {}, 204),
        ("delete", "/tokens", {"params": {"secondaryOwner": "to go"}}, 204),
        ("patch", "/quotas", {"json": {"storage_megabytes": 512, "traffic_megabytes": 5120}}, 200),
        ("patch", "/plans", {"json": account.call("GET", f"{base}/plans").json()}, 200),
    ]
    for method, path, arguments, status in orders:
        address = base + path
        for name, value in named.items():
            address = address.replace(name, value)
        answer = account.call(method.upper(), address, **arguments)
        assert answer.status_code == status, f"{method} {path}: {answer.text}"
        described = document["paths"][base + path][method]["responses"][str(status)]
        if "schema" in described:
            check(answer.json(), described["schema"], document)
        else:
            assert answer.text == ""
    # What is wrong is told in the registry's own way.
    failure = document["paths"][f"{base}/images"]["get"]["responses"]["default"]["schema"]
    for answer, status in [
        (account.call("GET", f"{base}/images", account="another"), 403),
        (requests.get(f"{slipway.endpoint}{base}/images", verify=slipway.ca_file, timeout=60), 401),
    ]:
        assert answer.status_code == status
        check(answer.json(), failure, document)


def test_failures_are_as_described(slipway, document):
    call = document["paths"]["/v1/clusters/{cluster}"]["get"]
    answer = slipway.api("GET", "/v1/clusters/nosuch")
    assert answer.status_code == 404
    check(answer.json(), call["responses"]["default"]["schema"], document)
    without = requests.get(f"{slipway.endpoint}/v1/clusters", verify=slipway.ca_file, timeout=60)
    assert without.status_code == 401
    check(without.json(), call["responses"]["default"]["schema"], document)
    assert call["security"] == [{"token": []}]
    assert "security" not in document["paths"]["/v1/kube-versions"]["get"]


def test_orders_by_the_document_are_taken(slipway, document):
    """What the service says it reads is what it reads: a value of another type is refused by its name."""
    call = document["paths"]["/v1/clusters"]["post"]
    [body] = [parameter for parameter in call["parameters"] if parameter["in"] == "body"]
    order = document["definitions"][body["schema"]["$ref"].rsplit("/", 1)[1]]
    wrong = {"string": 7, "integer": "seven", "boolean": "perhaps"}
    for name, schema in order["properties"].items():
        answer = slipway.api("POST", "/v1/clusters", json={"name": "a", name: wrong[schema["type"]]})
        assert answer.status_code == 400 and f"'{name}'" in answer.json()["description"], answer.text


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


def test_the_page_can_be_read_and_tried(slipway, browser):
    browser.open(f"{slipway.endpoint}/swagger-api")
    shown = browser.text()
    assert "API of the container service" in shown and "/v1/clusters/{cluster}/workers" in shown
    outside = browser.run("performance.getEntriesByType('resource').map(e => e.name)")
    assert all(address.startswith(slipway.endpoint) for address in outside), outside

    token = slipway.token(grant_type="urn:ibm:params:oauth:grant-type:apikey", apikey=slipway.admin["apikey"]).json()
    browser.type("token", token["access_token"])
    form = "form[data-method=GET][data-path='/v1/clusters/{cluster}']"
    browser.run(f"document.querySelector(\"{form}\").closest('details').open = true")
    browser.run(f"document.querySelector(\"{form} input[name=cluster]\").value = 'no such'")
    browser.click(f"{form} button")
    output = f"document.querySelector(\"{form} output\").textContent"
    poll(lambda: "E0008" in browser.run(output), 60, what="the answer of a call")
    assert browser.run(output).startswith("404")
    assert browser.complaints() == []


@pytest.mark.skipif(os.geteuid() != 0, reason="builds need root")
def test_a_folder_can_be_built_from_the_page(slipway, registry, browser):
    """A body that is a file, and an answer of several lines."""
    folder = io.BytesIO()
    with tarfile.open(fileobj=folder, mode="w") as tar:
        entry = tarfile.TarInfo("Dockerfile")
        text = b"FROM scratch\nCOPY Dockerfile /\n"
        entry.size = len(text)
        tar.addfile(entry, io.BytesIO(text))
    browser.open(f"{slipway.endpoint}/swagger-api")
    browser.type("token", Account.first(slipway).token)
    form = "document.querySelector(\"form[data-method=POST][data-path='/api/v1/builds']\")"
    browser.run(f"{form}.closest('details').open = true")
    image = f"{slipway.registry}/described/page:1"
    for name, value in {"t": image, "Account": slipway.admin["accountId"]}.items():
        browser.run(f"{form}.querySelector('input[name={name}]').value = {json.dumps(value)}")
    browser.run(
        f"(() => {{ const bytes = Uint8Array.from(atob('{base64.b64encode(folder.getvalue()).decode()}'), c => c.charCodeAt(0));"
        " const chosen = new DataTransfer(); chosen.items.add(new File([bytes], 'folder.tar'));"
        f" {form}.querySelector('input[type=file]').files = chosen.files; }})()"
    )
    browser.click("form[data-method=POST][data-path='/api/v1/builds'] button")
    shown = lambda: browser.run(f"{form}.querySelector('output').textContent")  # noqa: E731
    poll(lambda: '"aux"' in shown(), 60, what="the end of the build")
    status, *lines = shown().strip().split("\n")
    assert status == "200" and json.loads(lines[-1])["aux"]["Tag"] == image
    assert browser.complaints() == []
