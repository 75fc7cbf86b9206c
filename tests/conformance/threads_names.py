# Names of threads, current_thread, main_thread, idents, dummy threads, repr.
import _thread
import threading


def target_function():
    pass


class Callable:
    def __call__(self):
        pass


print(threading.Thread(target=target_function).name)
print(threading.Thread(target=lambda: 0).name)
print(threading.Thread(target=Callable()).name)
print(threading.Thread().name, threading.Thread(name='mine').name, threading.Thread(name=42).name, threading.Thread(name='').name)
print(threading.Timer(1, print).name, threading.Thread(target=print).name)
print(threading.current_thread() is threading.main_thread(), threading.current_thread().name)
print(threading.main_thread().ident == threading.get_ident() == _thread.get_ident())
print(threading.main_thread().native_id == threading.get_native_id())


def plain(text):
    return re_digits(text)


def re_digits(text):
    out = []
    for c in text:
        if c.isdigit():
            if out and out[-1] == '#':
                continue
            c = '#'
        out.append(c)
    return ''.join(out)


seen = []


def look():
    me = threading.current_thread()
    seen.append((me is t, me.ident == threading.get_ident(), me.native_id == threading.get_native_id(), plain(repr(me))))
    me.name = 'renamed'
    seen.append(threading.current_thread().name)


t = threading.Thread(target=look, name='looker', daemon=True)
print(repr(t))
t.start()
t.join()
print(seen, plain(repr(t)))
t.setName('again')
print(t.getName(), t.isDaemon())

done = threading.Lock()
done.acquire()


def unknown():
    me = threading.current_thread()
    seen.append((type(me).__name__, plain(me.name), me.daemon, me.is_alive(), me in threading.enumerate(),
                 me is threading.current_thread()))
    try:
        me.join()
    except (AssertionError, RuntimeError) as e:
        seen.append(type(e).__name__)
    done.release()


seen = []
_thread.start_new_thread(unknown, ())
done.acquire()
print(seen)
print(sorted(n for n in ('Lock', 'RLock', 'Event', 'Condition', 'Thread', 'local', 'Timer', 'Barrier') if n in threading.__all__))
