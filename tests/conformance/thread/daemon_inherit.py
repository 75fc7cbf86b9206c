# daemon: inherited from the thread that makes the Thread, unless said otherwise; fixed once started.
import threading

from support.timing import attempt

print(threading.main_thread().daemon, threading.current_thread().isDaemon())
log = []


def make():
    log.append([threading.Thread().daemon, threading.Thread(daemon=False).daemon, threading.Thread(daemon=True).daemon,
                threading.Timer(1, print).daemon])


for daemon in (None, False, True):
    t = threading.Thread(target=make, daemon=daemon)
    t.start()
    t.join()
print(log)
t = threading.Thread()
t.daemon = True
print(t.daemon, 'daemon' in repr(t))
t.setDaemon(False)
print(t.daemon, 'daemon' in repr(t))
done = threading.Event()
t = threading.Thread(target=done.wait)
t.start()
attempt('active', setattr, t, 'daemon', True)
done.set()
t.join()
attempt('main', setattr, threading.main_thread(), 'daemon', True)
