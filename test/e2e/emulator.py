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
from ministack.core import iam_evaluator  # noqa: E402
from ministack.services import eventbridge, iam, lambda_svc  # noqa: E402
from ministack.services.cloudformation import provisioners  # noqa: E402

# The run acts as CodePipeline. As on AWS, PutEvents otherwise refuses the sources `aws.*`.
eventbridge._put_events = functools.partial(eventbridge._put_events, allow_aws_source=True)

# The emulator refuses alarms on an expression. It gets an alarm on the first metric of the expression instead: no check
# needs its state, and the tools under test list it by its name.
alarm_record = provisioners._cw_metric_alarm_record


def record_without_expression(name: str, props: dict) -> dict:
    stats = [each["MetricStat"] for each in props.get("Metrics") or [] if "MetricStat" in each]
    rest = {key: value for key, value in props.items() if key != "Metrics"}
    first = {**stats[0]["Metric"], "Period": stats[0]["Period"], "Statistic": stats[0]["Stat"]} if stats else {}
    return alarm_record(name, {**rest, **first})


provisioners._cw_metric_alarm_record = record_without_expression

# The emulator invokes a topic's function once and drops the message if the function fails or is throttled. As on AWS, it
# retries twice and then puts the message on the function's queue for failures. The wait is shorter than AWS's minute.
lambda_svc._execute_function_with_config_scope = lambda_svc.invoke_async_with_retry

# The emulator works a FIFO queue with one invocation at a time, AWS with one for each message group. Its queue returns
# nothing of a group that has a message in flight, so the order of each group does not depend on that limit.
concurrency = lambda_svc._sqs_esm_concurrency
lambda_svc._sqs_esm_concurrency = lambda mapping, function, config, queue=None: concurrency(mapping, function, config)

# The emulator's policy simulator ignores the values of condition keys that a request states.
simulated_parameters, simulated_results = iam._extract_simulate_params, iam._build_simulate_results_real
stated: dict[str, str] = {}


def read_conditions(parameters: dict) -> tuple:
    stated.clear()
    for number in range(1, 11):
        entry = f"ContextEntries.member.{number}"
        if key := iam._p(parameters, f"{entry}.ContextKeyName"):
            stated[key.lower()] = iam._p(parameters, f"{entry}.ContextKeyValues.member.1")
    return simulated_parameters(parameters)


def results_with_conditions(*arguments: object) -> str:
    context = iam_evaluator.EvalContext
    iam_evaluator.EvalContext = functools.partial(context, service_context=dict(stated))
    try:
        return simulated_results(*arguments)
    finally:
        iam_evaluator.EvalContext = context


iam._extract_simulate_params = read_conditions
iam._build_simulate_results_real = results_with_conditions

main()
