# Thread.join: with a timeout it returns None either way; is_alive() tells.
import threading

from support.timing import attempt, takes

done = threading.Event()
t = threading.Thread(target=done.wait)
t.start()
print(t.join(0), t.is_alive(), t.join(timeout=0.01), t.is_alive(), t.join(-1), t.is_alive())
print(takes(0.02, t.join, 0.02))
done.set()
print(t.join(), t.is_alive(), t.join(), t.join(0), takes(0, t.join, 30))
attempt('not started', threading.Thread(target=print).join)


class Forgetful(threading.Thread):
    def __init__(self):
        pass


attempt('no init', Forgetful().join)
attempt('no init', Forgetful().start)
