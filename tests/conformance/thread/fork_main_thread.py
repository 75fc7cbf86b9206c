# After fork in a thread: it alone lives in the child, and is the main thread there.
import os
import sys
import threading


def in_child(f):
    """What f() returns in a forked child, and how that ends."""
    r, w = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(w, repr(f()).encode())
            os._exit(0)
        except BaseException as e:
            os.write(w, repr(e).encode())
            os._exit(1)
    os.close(w)
    text = os.read(r, 10000).decode()
    os.close(r)
    return text, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def look():
    me, main = threading.current_thread(), threading.main_thread()
    return (me is main, me.name, threading.active_count(), threading.enumerate() == [me], me.ident == threading.get_ident(),
            threading.get_native_id() == os.getpid(), me.is_alive(), [t.is_alive() for t in others],
            old_main.is_alive())


done = threading.Event()
old_main = threading.main_thread()
others = [threading.Thread(target=done.wait) for _ in range(5)]
for t in others:
    t.start()
print(in_child(look))
result = []
t = threading.Thread(target=lambda: result.append(in_child(look)), name='forker')
t.start()
t.join()
print(result)


def again():
    """Threads of the child, and a child of one of them."""
    log = []
    ts = [threading.Thread(target=log.append, args=(i,)) for i in range(5)]
    for t in ts:
        t.start()
    for t in ts:
        t.join()
    for t in others:
        t.join()
    t = threading.Thread(target=lambda: log.append(in_child(lambda: threading.active_count())))
    t.start()
    t.join()
    return sorted(log[:5]), log[5:]


print(in_child(again))
done.set()
for t in others:
    t.join()
print(threading.active_count())
