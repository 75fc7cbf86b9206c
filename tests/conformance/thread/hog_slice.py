# Threads that compute all have the scheduler's slice of everybody, whoever started them: also a thread that mostly sleeps.
import os
import threading
import time

done = threading.Event()


def compute():
    while not done.is_set():
        for _ in range(10000):
            pass


def slice_of(tid):
    try:
        fd = os.open(f'/proc/self/task/{tid}/sched', os.O_RDONLY)
    except OSError:
        return None  # a kernel that does not tell
    text = os.read(fd, 1 << 16).decode()
    os.close(fd)
    for line in text.split('\n'):
        if line.startswith('se.slice'):
            return int(line.split(':')[1])


before = slice_of(threading.get_native_id())
threads = []
for _ in range(4):
    thread = threading.Thread(target=compute)
    thread.start()
    threads.append(thread)
    for _ in range(20):
        time.sleep(0.001)
time.sleep(0.2)
print([slice_of(thread.native_id) == before for thread in threads])
done.set()
for thread in threads:
    thread.join()
