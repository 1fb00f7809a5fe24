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
    # The parent would do this too, if it was not killed. The folder holds the log and the functions' code.
    shutil.rmtree(os.getcwd(), ignore_errors=True)
    # The whole group: the emulator and the Lambda functions that it runs as processes of its own.
    os.killpg(0, signal.SIGKILL)


threading.Thread(target=follow_parent, daemon=True).start()

# The emulator keeps no reference to the task that builds a stack: collected, it leaves the deployment hanging.
gc.disable()

# Importing takes seconds, in which the parent may go away: hence after the thread.
from ministack.app import main  # noqa: E402
from ministack.services import eventbridge  # noqa: E402

# The run plays CodePipeline. PutEvents refuses sources of AWS's own to everybody else, here as on AWS.
eventbridge._put_events = functools.partial(eventbridge._put_events, allow_aws_source=True)

main()
