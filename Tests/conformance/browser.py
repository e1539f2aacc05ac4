"""Headless Chromium, driven through its debugging pipe: no driver program and no package is needed."""

import base64
import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time

from installation import poll

CHROMIUM = shutil.which("chromium")


class Browser:
    """One browser with one tab and a profile of its own."""

    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="slipway-chromium-")
        commands, self.commands = os.pipe()
        self.messages, messages = os.pipe()
        self.process = subprocess.Popen(
            [
                # The browser reads commands from descriptor 3 and writes to 4; a shell puts them there.
                "/bin/bash", "-c", f'exec "$@" 3<&{commands} 4>&{messages}', "browser",
                CHROMIUM, "--headless=new", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu",
                # The daemon of the test has an authority of its own. Root may not use the sandbox.
                "--ignore-certificate-errors", "--no-sandbox", "--disable-dev-shm-usage",
                "--disable-background-networking", "--disable-component-update", "--no-proxy-server",
                "--window-size=900,900", f"--user-data-dir={self.profile}",
            ],
            # It leaves a folder with its socket among the temporary files.
            env={**os.environ, "TMPDIR": self.profile},
            pass_fds=(commands, messages),
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(commands)
        os.close(messages)
        self.buffer = b""
        self.count = 0
        self.events = []
        self.session = None

    def start(self):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Browser.grantPermissions", permissions=["clipboardSanitizedWrite"])
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def close(self):
        self.process.terminate()
        self.process.wait(60)
        os.close(self.commands)
        os.close(self.messages)
        # Its other processes write into the profile for some time yet.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        poll(self.remove_profile, 60, what="the removal of the profile")

    def remove_profile(self):
        shutil.rmtree(self.profile, ignore_errors=True)
        return not os.path.exists(self.profile)

    def call(self, method, **parameters):
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + 60
        while True:
            answer = self.read(end)
            if answer.get("id") == self.count:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return answer["result"]

    def read(self, end):
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.messages], [], [], max(0, end - time.monotonic()))
            assert ready, "the browser did not answer in time"
            chunk = os.read(self.messages, 1 << 16)
            assert chunk, "the browser has ended"
            self.buffer += chunk
        text, self.buffer = self.buffer.split(b"\0", 1)
        message = json.loads(text)
        if "method" in message:
            self.events.append(message)
        return message

    def load(self, act):
        """Do something that loads a page, and wait until it is there."""
        seen = len(self.events)
        act()
        end = time.monotonic() + 60
        while not any(event["method"] == "Page.loadEventFired" for event in self.events[seen:]):
            self.read(end)

    def open(self, url):
        self.load(lambda: self.call("Page.navigate", url=url))

    def run(self, script):
        """Run a script as if the user had acted, and return what it gives."""
        answer = self.call(
            "Runtime.evaluate", expression=script, userGesture=True, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def type(self, element, text):
        self.run(f"document.getElementById({json.dumps(element)}).focus()")
        self.call("Input.insertText", text=text)

    def click(self, selector):
        self.run(f"document.querySelector({json.dumps(selector)}).click()")

    def text(self):
        """The text that is shown."""
        return self.run("document.body.innerText")

    def screenshot(self, path):
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))
        assert path.stat().st_size > 5_000

    def complaints(self):
        """What the browser has put into its log as an error, for instance what the policy of the page forbids."""
        entries = [event["params"]["entry"] for event in self.events if event["method"] == "Log.entryAdded"]
        # A refused sign-in is an answer of status 400 and more, which the browser logs by itself.
        return [entry for entry in entries if entry["level"] == "error" and entry["source"] != "network"]
