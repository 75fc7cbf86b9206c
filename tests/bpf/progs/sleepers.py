# 200 threads that wake up five times a second, to do next to nothing: 1,000 GIL switches a second. For argv[1] seconds.
import sys
import threading
import time

THREADS = 200
end = time.monotonic() + float(sys.argv[1])


def work():
    while time.monotonic() < end:
        time.sleep(0.2)


threads = [threading.Thread(target=work, name=f"sleeper-{i}") for i in range(THREADS)]
for t in threads:
    t.start()
for t in threads:
    t.join()
