# sys.setswitchinterval: any interval, however short or long; threads that block are not held up by it.
import sys
import threading
import time

print(sys.getswitchinterval())
for seconds in (1e-6, 0.02, 0.005):
    sys.setswitchinterval(seconds)
    print(abs(sys.getswitchinterval() - seconds) < 1e-9)
for bad in (0, -1.0, "x"):
    try:
        sys.setswitchinterval(bad)
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)


def work(results):
    total = 0
    for i in range(20000):
        total += i
        if i % 1000 == 0:
            time.sleep(0)
    results.append(total)


for seconds in (1e-5, 1000.0, 4000.0):
    sys.setswitchinterval(seconds)
    results = []
    threads = [threading.Thread(target=work, args=(results,)) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print(results == [199990000] * 4)
