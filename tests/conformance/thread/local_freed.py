# Thread-local data are freed when their thread ends, before join() returns, and with the local object.
import threading


class Noted:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        log.append((self.name, threading.get_ident() == main))


def work(i):
    data.a = Noted(f'a{i}')
    data.b = Noted(f'b{i}')
    other.c = Noted(f'c{i}')


main = threading.get_ident()
log = []
data, other = threading.local(), threading.local()
data.a = Noted('main')
for i in range(3):
    t = threading.Thread(target=work, args=(i,))
    t.start()
    t.join()
    print(sorted(log))
    log.clear()

# the object goes while a thread has data in it
started, done = threading.Event(), threading.Event()


def keep():
    other.kept = Noted('kept')
    started.set()
    done.wait()


t = threading.Thread(target=keep)
t.start()
started.wait()
del other
print(log)
done.set()
t.join()
print(log)
log.clear()
del data
print(log)


class Deeper:
    """What its end stores in thread-local data is freed, too."""

    def __del__(self):
        last.x = Noted('stored late')


def leave():
    last.deeper = Deeper()


log.clear()
last = threading.local()
t = threading.Thread(target=leave)
t.start()
t.join()
del last
print([name for name, where in log])
