"""A real terminal for a program: what it shows is read from a pseudo-terminal, what is typed goes in there."""

import contextlib
import os
import pty
import select
import subprocess
import time


class Terminal:
    """One program at a terminal of its own."""

    def __init__(self, words, environment):
        self.shown = ""
        self.position = 0
        self.end, inside = pty.openpty()
        try:
            self.process = subprocess.Popen(
                words, env=environment, stdin=inside, stdout=inside, stderr=inside, start_new_session=True
            )
        finally:
            os.close(inside)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(60)
        os.close(self.end)

    def expect(self, text, limit=30):
        """Read until `text` is shown after what was expected before."""
        end = time.monotonic() + limit
        while text not in self.shown[self.position :]:
            assert self.read(end), f"{text!r} was not shown, but:\n{self.shown}"
        self.position = self.shown.index(text, self.position) + len(text)

    def type(self, line):
        os.write(self.end, line.encode() + b"\r")

    def wait(self, limit=30):
        """Read to the end; gives the exit status."""
        end = time.monotonic() + limit
        while self.read(end):
            pass
        return self.process.wait(max(0.1, end - time.monotonic()))

    def read(self, end):
        """Read what there is; false at the end of the output or of the time."""
        ready, _, _ = select.select([self.end], [], [], max(0, end - time.monotonic()))
        with contextlib.suppress(OSError):  # EIO: nobody has the other end any more
            piece = os.read(self.end, 65536) if ready else b""
            self.shown += piece.decode(errors="replace").replace("\r\n", "\n")
            return bool(piece)
        return False
