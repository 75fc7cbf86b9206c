# Thread: target, args, kwargs, results, subclass, states, join, is_alive, errors of wrong use.
import threading


def show(*args, **kwargs):
    out.append((args, sorted(kwargs.items())))


out = []
t = threading.Thread(target=show, args=(1, 2), kwargs={'k': 3})
print(t.is_alive(), t.ident, t.native_id, t.daemon)
t.start()
t.join()
print(t.is_alive(), t.ident is not None, t.native_id is not None, out)


class Adder(threading.Thread):
    def __init__(self, numbers):
        super().__init__(name='adder')
        self.numbers = numbers
        self.total = None

    def run(self):
        self.total = sum(self.numbers)


adders = [Adder(range(n * 1000)) for n in range(1, 6)]
for a in adders:
    a.start()
for a in adders:
    a.join()
print([a.total for a in adders], {a.name for a in adders})

nothing = threading.Thread()
nothing.start()
nothing.join()
nothing.join(0.01)
print(nothing.is_alive())


def attempt(what, f):
    try:
        print(what, f())
    except Exception as e:
        print(what, type(e).__name__, e)


attempt('start twice', nothing.start)
attempt('join unstarted', threading.Thread(target=print).join)
attempt('join self', threading.current_thread().join)
attempt('group', lambda: threading.Thread(group=1))
attempt('no args', lambda: threading.Thread(target=print, args=5).start() if False else 'skipped')


def set_daemon(thread):
    thread.daemon = True


attempt('daemon after start', lambda: set_daemon(nothing))
gate = threading.Event()
waiting = threading.Thread(target=gate.wait)
waiting.start()
print(waiting.is_alive(), threading.active_count(), waiting in threading.enumerate())
waiting.join(0.01)
print(waiting.is_alive())
attempt('daemon while running', lambda: set_daemon(waiting))
gate.set()
waiting.join()
print(waiting.is_alive(), threading.active_count(), threading.enumerate() == [threading.main_thread()])


class Uninitialised(threading.Thread):
    def __init__(self):
        pass


attempt('uninitialised start', Uninitialised().start)
attempt('uninitialised join', Uninitialised().join)
attempt('uninitialised name', lambda: Uninitialised().name)

# A thread drops what it was given when it has ended.
class Noisy:
    def __del__(self):
        print('argument dropped')


t = threading.Thread(target=lambda x: None, args=(Noisy(),))
t.start()
t.join()
print('end')
