# enumerate, active_count, current_thread, main_thread.
import threading

done = threading.Event()
print(threading.enumerate() == [threading.main_thread()] == [threading.current_thread()], threading.active_count())
threads = [threading.Thread(target=done.wait, name=f't{i}', daemon=i % 2 == 0) for i in range(5)]
print(threading.active_count())
for t in threads:
    t.start()
print(threading.active_count(), sorted(t.name for t in threading.enumerate()), set(threads) <= set(threading.enumerate()))
print(threading.activeCount() == threading.active_count(), threading.currentThread() is threading.current_thread())
done.set()
for t in threads:
    t.join()
print(threading.active_count(), len(threading.enumerate()), threading.current_thread().name)
seen = []
t = threading.Thread(target=lambda: seen.append((threading.current_thread() is t, threading.main_thread() is t)))
t.start()
t.join()
print(seen)
