# stack_size: 0 or at least 32 KiB; threads get it, and say so by a RecursionError when it is too small for them.
import _thread
import threading

from support.timing import attempt

print(threading.stack_size(), threading.stack_size is _thread.stack_size)
attempt('small', threading.stack_size, 32767)
attempt('small', threading.stack_size, 1)
attempt('negative', threading.stack_size, -1)
attempt('text', threading.stack_size, 'big')
attempt('arguments', threading.stack_size, 1, 2)
print(threading.stack_size(262144), threading.stack_size(), threading.stack_size(4 << 20), threading.stack_size(0), threading.stack_size())


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


log = []
for size in (262144, 1 << 20, 64 << 20, 0):
    threading.stack_size(size)
    t = threading.Thread(target=lambda: log.append(depth(300)))
    t.start()
    t.join()
print(log)
