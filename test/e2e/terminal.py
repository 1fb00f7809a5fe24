"""Runs a command on a terminal of its own and answers its questions: Node has no pseudo-terminals.

Standard input holds {"argv", "steps": [{"expect", "send"}]} as JSON; what came of it goes to standard output: the exit
code, everything that the terminal showed, and whether it shows again what is typed.
"""

import json
import os
import pty
import select
import signal
import sys
import termios
import time

PATIENCE_SECONDS = 30

task = json.load(sys.stdin)
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(task["argv"][0], task["argv"])

shown = ""
answered = 0
deadline = time.monotonic() + PATIENCE_SECONDS
steps = list(task["steps"])
while time.monotonic() < deadline:
    ready, _, _ = select.select([terminal], [], [], 0.2)
    if ready:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # Linux says so when the last process has closed the terminal.
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
except termios.error:  # Elsewhere than on Linux nothing can be asked of it by now.
    echoes = None

_, status = os.waitpid(pid, 0)
json.dump(
    {"code": os.waitstatus_to_exitcode(status), "shown": shown, "echoes": echoes, "left": len(steps)}, sys.stdout
)
