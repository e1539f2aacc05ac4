// SPDX-License-Identifier: Apache-2.0

// Sends the calls that the page describes. Without this script the page can be read, and nothing be sent.
"use strict";

const token = document.getElementById("token");

function address(form) {
    let path = form.dataset.path;
    const query = new URLSearchParams();
    for (const field of form.querySelectorAll("input[data-in]")) {
        if (field.dataset.in === "path") {
            path = path.replace("{" + field.name + "}", encodeURIComponent(field.value));
        } else if (field.dataset.in === "query" && field.value !== "") {
            query.set(field.name, field.value);
        }
    }
    return query.size > 0 ? path + "?" + query : path;
}

function headers(form) {
    const found = new Headers({ Accept: "application/json" });
    for (const field of form.querySelectorAll("input[data-in=header]")) {
        if (field.value !== "") {
            found.set(field.name, field.value);
        }
    }
    const value = token.value.trim();
    if (value !== "") {
        found.set("Authorization", value.includes(" ") ? value : "bearer " + value);
    }
    return found;
}

async function text(answer) {
    const type = answer.headers.get("Content-Type") || "";
    if (type.startsWith("application/json")) {
        const shown = await answer.text();
        try {
            return JSON.stringify(JSON.parse(shown), null, 2);
        } catch {
            return shown; // several values, a line each
        }
    }
    if (type.startsWith("text/")) {
        return answer.text();
    }
    const size = (await answer.arrayBuffer()).byteLength;
    return size > 0 ? size + " bytes of " + type : "";
}

async function send(form) {
    const request = { method: form.dataset.method, headers: headers(form), credentials: "omit" };
    const body = form.querySelector("textarea");
    if (body) {
        request.body = body.value;
        request.headers.set("Content-Type", "application/json");
    }
    const file = form.querySelector("input[type=file]");
    if (file) {
        request.body = file.files[0];
    }
    const answer = await fetch(address(form), request);
    return answer.status + "\n" + (await text(answer));
}

document.getElementById("trying").hidden = false;
for (const form of document.querySelectorAll("form[data-method]")) {
    const output = form.querySelector("output");
    form.querySelector("button").hidden = false;
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        output.hidden = false;
        output.textContent = "…";
        try {
            output.textContent = await send(form);
        } catch (error) {
            output.textContent = "The call could not be sent: " + error;
        }
    });
}
