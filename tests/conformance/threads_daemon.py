# The end of the program: other threads are awaited, daemons are not; daemon is inherited.
import threading
import time

gate = threading.Event()


def forever():
    while True:
        time.sleep(60)


def last():
    gate.wait()
    time.sleep(0.05)
    print('last words of a thread that is no daemon', threading.main_thread().is_alive())


def child():
    made.append(threading.Thread(target=print).daemon)


made = []
d = threading.Thread(target=forever, daemon=True)
d.start()
t = threading.Thread(target=child, daemon=True)
t.start()
t.join()
t = threading.Thread(target=child)
t.start()
t.join()
print(made, d.daemon, d.is_alive())
t = threading.Thread(target=print)
t.daemon = True
print(t.daemon)
threading.Thread(target=last).start()


def waits_for_main():
    threading.main_thread().join()
    print('the main thread has ended')
    gate.set()


threading.Thread(target=waits_for_main).start()
print('end of the main thread')
