# Two thousand threads at once.
import threading

N = 2000
here, go = threading.Semaphore(0), threading.Event()
total = 0
lock = threading.Lock()


def work():
    global total
    here.release()
    go.wait()
    with lock:
        total += 1


threads = [threading.Thread(target=work) for _ in range(N)]
for t in threads:
    t.start()
for _ in range(N):
    here.acquire()
print(threading.active_count(), total)
go.set()
for t in threads:
    t.join()
print(threading.active_count(), total)
