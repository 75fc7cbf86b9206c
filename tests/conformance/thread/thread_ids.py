# ident and native_id: different for threads that live at the same time; known to the kernel.
import _thread
import os
import threading

done = threading.Event()
threads = [threading.Thread(target=done.wait) for _ in range(20)]
for t in threads:
    t.start()
everybody = threads + [threading.main_thread()]
print(len({t.ident for t in everybody}), len({t.native_id for t in everybody}))
print(all(os.path.exists(f'/proc/self/task/{t.native_id}') for t in everybody), os.getpid() == threading.get_native_id())
print(threading.get_ident() == _thread.get_ident() == threading.main_thread().ident != 0)
print(threading.get_native_id() == _thread.get_native_id(), isinstance(threading.get_ident(), int))
done.set()
for t in threads:
    t.join()
seen = []
t = threading.Thread(target=lambda: seen.append((threading.get_ident(), threading.get_native_id())))
t.start()
t.join()
print(seen == [(t.ident, t.native_id)])
