# Where the runtime tells the kernel the names of threads, they are cut to 15 bytes, whole characters; renaming counts.
import os
import sys
import threading

tells = 'gilpy' in sys.version


def comm(t):
    fd = os.open(f'/proc/self/task/{t.native_id}/comm', os.O_RDONLY)
    text = os.read(fd, 100).decode()
    os.close(fd)
    return text[:-1]


def check(t, expected):
    print(t.name, not tells or comm(t) == expected)


done = threading.Event()
names = ('short', 'exactly fifteen', 'a name of more than fifteen bytes', 'zwölf äöü äöü', '')
threads = [threading.Thread(target=done.wait, name=name) for name in names]
for t in threads:
    t.start()
for t, expected in zip(threads, ('short', 'exactly fifteen', 'a name of more ', 'zwölf äöü ', threads[-1].name[:15])):
    check(t, expected)
threads[0].name = 'renamed'
check(threads[0], 'renamed')
threads[0].name = 'renamed to something long'
check(threads[0], 'renamed to some')


def rename():
    threading.current_thread().name = 'by myself'
    check(threading.current_thread(), 'by myself')


t = threading.Thread(target=rename)
t.name = 'before'
t.start()
t.join()
t.name = 'after its end'
print(t.name)
before = comm(threading.main_thread())
threading.main_thread().name = 'the main one'
print(threading.main_thread().name, comm(threading.main_thread()) == before)
done.set()
for t in threads:
    t.join()
