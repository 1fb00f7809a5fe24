"""Runs a command on a pseudo-terminal, which Node does not offer, and answers its questions.

Standard input holds {"argv", "steps": [{"expect", "send"}]} as JSON. The result goes to standard output as JSON: the
exit code, everything that the terminal showed, whether it echoes input again, and the number of steps left.
"""

import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

TIMEOUT_SECONDS = 30

task = json.load(sys.stdin)
pid, terminal = pty.fork()
if pid == 0:
    # A new pseudo-terminal has no size; prompts would wrap every character.
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    os.execvp(task["argv"][0], task["argv"])

shown = ""
answered = 0
deadline = time.monotonic() + TIMEOUT_SECONDS
steps = list(task["steps"])
while time.monotonic() < deadline:
    ready, _, _ = select.select([terminal], [], [], 0.2)
    if ready:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # Linux raises this when the last process has closed the terminal.
            break
        if not chunk:
            break
        shown += chunk.decode("utf-8", "replace")
    if steps and steps[0]["expect"] in shown[answered:]:
        answered = len(shown)
        os.write(terminal, steps.pop(0)["send"].encode())
else:
    os.kill(pid, signal.SIGKILL)

try:
    echoes = bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
except termios.error:  # On other systems the terminal cannot be read at this point.
    echoes = None

_, status = os.waitpid(pid, 0)
json.dump(
    {"code": os.waitstatus_to_exitcode(status), "shown": shown, "echoes": echoes, "left": len(steps)}, sys.stdout
)
