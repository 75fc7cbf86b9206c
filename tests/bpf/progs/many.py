# 200 threads that compute, sleep, hand a lock round, call into the kernel and end: every reason to release the GIL.
import os
import threading
import time

THREADS = 200
lock = threading.Lock()
done = [0]
null = os.open("/dev/null", os.O_WRONLY)


go = threading.Event()


def work(i):
    total = 0
    go.wait()
    for round_ in range(12):
        for n in range(100000 if i % 20 == 0 else 400):
            total += n
        with lock:
            done[0] += 1
        if i % 3 == 0:
            time.sleep(0.001)
        elif i % 3 == 1:
            os.write(null, b"x")


threads = [threading.Thread(target=work, args=(i,), name=f"many-{i}") for i in range(THREADS)]
for t in threads:
    t.start()
go.set()
for t in threads:
    t.join()
print(done[0])
