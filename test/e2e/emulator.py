"""Runs the emulator for as long as its parent holds this process's standard input open."""

import functools
import gc
import os
import shutil
import signal
import sys
import threading


def follow_parent() -> None:
    sys.stdin.read()
    # The parent does this too, unless it was killed. The folder holds the log and the functions' code.
    shutil.rmtree(os.getcwd(), ignore_errors=True)
    # The whole group: the emulator and the Lambda functions, which are child processes.
    os.killpg(0, signal.SIGKILL)


threading.Thread(target=follow_parent, daemon=True).start()

# The emulator keeps no reference to the task that builds a stack. If the task is collected, the deployment hangs.
gc.disable()

# Importing takes seconds, in which the parent may end. Therefore the thread is started before.
from ministack.app import main  # noqa: E402
from ministack.services import eventbridge  # noqa: E402

# The run acts as CodePipeline. As on AWS, PutEvents otherwise refuses the sources `aws.*`.
eventbridge._put_events = functools.partial(eventbridge._put_events, allow_aws_source=True)

main()
