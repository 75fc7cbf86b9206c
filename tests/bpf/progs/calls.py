# Two threads that call, allocate and let go of the GIL in known proportions; until killed.
import threading
import time


def inner(n):
    made = []
    for i in range(n):
        made.append([i])
    return len(made)


def outer(n):
    return inner(n) + inner(n)


def run():
    while True:
        outer(200)
        time.sleep(0.0001)


for number in range(2):
    threading.Thread(target=run, name=f"caller-{number}", daemon=True).start()
time.sleep(600)
