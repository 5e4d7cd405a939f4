"""Runs a command whose standard error is a terminal of 80 columns, and prints what it shows there."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

ours, theirs = pty.openpty()
fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
running = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=theirs)
os.close(theirs)
shown = b""
while True:
    try:
        part = os.read(ours, 4096)
    except OSError:  # Linux reports so that the other end was closed.
        break
    if not part:
        break
    shown += part
running.wait()
sys.stdout.write(shown.decode().replace("\r\n", "\n"))
