# start() works once; before and after, a thread says so.
import threading

from support.timing import attempt

t = threading.Thread(target=lambda: None)
print(t.ident, t.native_id, t.is_alive(), t in threading.enumerate())
t.start()
t.join()
print(t.ident is not None, t.native_id > 0, t.is_alive(), t in threading.enumerate())
attempt('again', t.start)
attempt('daemon', setattr, t, 'daemon', True)
attempt('run', t.run)
attempt('group', threading.Thread, group=1)
attempt('positional', threading.Thread, None, None, None, (), {}, True)
