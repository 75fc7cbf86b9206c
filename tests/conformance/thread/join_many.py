# Many may wait for the end of one thread.
import threading

done = threading.Event()
t = threading.Thread(target=done.wait)
t.start()
log = []
waiters = [threading.Thread(target=lambda: log.append((t.join(), t.is_alive()))) for _ in range(30)]
for w in waiters:
    w.start()
print(log)
done.set()
for w in waiters:
    w.join()
print(log == [(None, False)] * 30, t.is_alive(), threading.active_count())
