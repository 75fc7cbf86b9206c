"""A program on a terminal of its own: keys go in, and what the screen shows comes out."""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

import pyte

PACE = int(os.environ.get('BPF_TEST_PACE', '1'))  # how many times as long things take on an emulated machine


class Terminal:
    def __init__(self, argv, columns=80, rows=24, environment=None):
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.sent = b''  # everything the program wrote
        self.status = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            # screen(1)'s terminal: a full one, without what pyte does not know.
            os.environ.update({'TERM': 'screen', 'PS1': '$ '}, **(environment or {}))
            self.set_size(0, columns, rows)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            try:
                os.execvp(argv[0], argv)
            finally:
                os._exit(127)
        self.modes = termios.tcgetattr(self.fd)

    @staticmethod
    def set_size(fd, columns, rows):
        fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))

    def resize(self, columns, rows):
        self.screen.resize(rows, columns)
        self.set_size(self.fd, columns, rows)

    def pump(self, seconds):
        """Takes what comes in so many seconds; False: the program has closed the terminal."""
        end = time.monotonic() + seconds * PACE
        while True:
            left = end - time.monotonic()
            if left <= 0:
                return True
            if not select.select([self.fd], [], [], left)[0]:
                continue
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                return False
            if not data:
                return False
            self.sent += data
            self.stream.feed(data)

    def lines(self):
        return [line.rstrip() for line in self.screen.display]

    def text(self):
        return '\n'.join(self.lines())

    def wait_for(self, what, seconds=15):
        """Until what(lines) is true; a string: until a line has it. The lines."""
        end = time.monotonic() + seconds * PACE
        while True:
            lines = self.lines()
            if any(what in line for line in lines) if isinstance(what, str) else what(lines):
                return lines
            if time.monotonic() > end or not self.pump(0.1):
                self.fail(f'never came: {what}')

    def send(self, keys):
        os.write(self.fd, keys.encode())

    def kill(self, number):
        os.kill(self.pid, number)

    def end(self, seconds=30):
        """Waits for the end of the program; its exit status, or minus the signal that killed it."""
        deadline = time.monotonic() + seconds * PACE
        while self.status is None:
            alive = self.pump(0.1)
            pid, status = os.waitpid(self.pid, 0 if not alive and time.monotonic() < deadline - 5 else os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
            elif time.monotonic() > deadline:
                self.fail('does not end')
        self.pump(0.1)
        return self.status

    def is_restored(self):
        """Does the terminal echo and take lines again, and has the program left the other screen and shown the cursor?"""
        modes = termios.tcgetattr(self.fd)
        left = self.sent.rfind(b'\x1b[?1049l')
        return (modes[3] == self.modes[3] and left > self.sent.rfind(b'\x1b[?1049h')
                and self.sent.rfind(b'\x1b[?25l') < max(self.sent.rfind(b'\x1b[?25h'), self.sent.rfind(b'\x1b[34h')))

    def after(self):
        """What was written after the program left the other screen, as text."""
        return self.sent[self.sent.rfind(b'\x1b[?1049l'):].decode(errors='replace')

    def fail(self, why):
        print(f'FAIL: {why}\n--- screen\n{self.text()}\n--- end of what was written\n{self.sent[-1500:]!r}', file=sys.stderr)
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        sys.exit(1)

    def check(self, right, why):
        if not right:
            self.fail(why)
