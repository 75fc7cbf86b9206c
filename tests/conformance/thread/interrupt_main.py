# _thread.interrupt_main: as if a signal had come; without a handler in Python, nothing happens.
import _thread
import signal
import threading
import time

from support.timing import attempt, until

log = []


def interrupted(f):
    try:
        f()
        for _ in range(1000000):
            pass
        return 'not interrupted'
    except KeyboardInterrupt as e:
        return repr(e)


print(interrupted(_thread.interrupt_main))


def spin():
    t.start()
    end = time.monotonic() + 20
    while time.monotonic() < end:
        pass


t = threading.Thread(target=_thread.interrupt_main)
print(interrupted(spin))
t.join()
signal.signal(signal.SIGTERM, lambda signum, frame: log.append((signum == signal.SIGTERM, threading.current_thread().name)))
t = threading.Thread(target=_thread.interrupt_main, args=(signal.SIGTERM,))
t.start()
t.join()
print(until(lambda: log), log)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
_thread.interrupt_main(signal.SIGTERM)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
_thread.interrupt_main(signal.SIGTERM)
signal.signal(signal.SIGINT, signal.SIG_IGN)
_thread.interrupt_main()
print(len(log))
attempt('range', _thread.interrupt_main, 0)
attempt('range', _thread.interrupt_main, 65)
attempt('range', _thread.interrupt_main, -5)
attempt('text', _thread.interrupt_main, 'x')
