"""Starts a program that cannot outlive its supervisor; run by path, with the standard library alone.

usage: lifeline.py PARENT SIGNAL ACCOUNT PROGRAM ARGUMENT...

PARENT is the supervisor's process id, SIGNAL the number of the signal that the program gets when the supervisor is gone (also after a
kill -9 of it), ACCOUNT `uid:gid` to run as, or `-`. On Linux this process becomes the program and the kernel sends the signal
(PR_SET_PDEATHSIG); elsewhere it stays as the program's parent and watches.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time

PR_SET_PDEATHSIG = 1  # linux/prctl.h
WATCH_SECONDS = 0.5
GRACE_SECONDS = 10.0


def main(arguments: list[str]) -> int:
    """Become or watch the program; returns its exit code when watching."""
    parent, death_signal, account, *program = arguments
    library = ctypes.CDLL(None, use_errno=True)  # before the account changes: it may not be able to read Python's own files
    if account != "-":
        uid, gid = (int(part) for part in account.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)  # before prctl: a change of credentials clears the death signal
    if sys.platform == "linux":
        if library.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
        if os.getppid() != int(parent):  # it died before the kernel knew
            return 1
        os.execv(program[0], program)
    return watch(int(parent), signal.Signals(int(death_signal)), program)


def watch(parent: int, death_signal: signal.Signals, program: list[str]) -> int:
    """Run the program in this process group and end the group when `parent` is gone."""
    child = subprocess.Popen(program)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, lambda received, _: child.send_signal(received))
    while os.getppid() == parent:
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = child.wait(WATCH_SECONDS)
            return code if code >= 0 else 128 - code
    child.send_signal(death_signal)
    ends_at = time.monotonic() + GRACE_SECONDS
    while child.poll() is None and time.monotonic() < ends_at:
        time.sleep(WATCH_SECONDS / 10)
    os.killpg(os.getpgrp(), signal.SIGKILL)  # whatever the program left, and this process
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
