# One thread naps with the GIL in careless(), 20 times 30 ms, or as often as argv[1] says; another wants it all the time;
# a third sleeps as it should.
import stuck
import sys
import threading
import time

naps = int(sys.argv[1]) if len(sys.argv) > 1 else 20
done = False


def careless():
    for _ in range(naps):
        stuck.nap(30)
        for _ in range(1000):
            pass
        time.sleep(0.005)


def eager():
    total = 0
    while not done:
        for i in range(1000):
            total += i


def polite():
    while not done:
        time.sleep(0.002)


threads = [threading.Thread(target=eager, name='eager'), threading.Thread(target=polite, name='polite')]
for thread in threads:
    thread.start()
guilty = threading.Thread(target=careless, name='careless')
guilty.start()
guilty.join()
done = True
for thread in threads:
    thread.join()
