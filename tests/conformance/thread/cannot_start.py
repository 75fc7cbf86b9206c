# When the system refuses a thread, start() raises RuntimeError, and the program goes on.
import _thread
import threading

from support.timing import attempt

before = threading.stack_size(1 << 46)  # more than there is
t = threading.Thread(target=print, args=('must not run',))
attempt('start', t.start)
attempt('start_new_thread', _thread.start_new_thread, print, ('must not run',))
print(t.is_alive(), t.ident, threading.active_count(), _thread._count(), t in threading.enumerate())
threading.stack_size(before)
t = threading.Thread(target=print, args=('runs',))
t.start()
t.join()
