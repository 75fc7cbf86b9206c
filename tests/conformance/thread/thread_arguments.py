# Thread(target, args, kwargs): how run() calls it; no target: nothing; run() may be replaced.
import threading

log = []


def note(*args, **kwargs):
    log.append((args, kwargs))


def run(**kwargs):
    t = threading.Thread(**kwargs)
    t.start()
    t.join()


run(target=note)
run(target=note, args=(1, 2))
run(target=note, args=[3])
run(target=note, kwargs={'a': 4})
run(target=note, args=(5,), kwargs={'b': 6}, name='named', daemon=True)
run()
print(log)


class Worker(threading.Thread):
    def __init__(self, value):
        super().__init__()
        self.value, self.result = value, None

    def run(self):
        self.result = self.value * 2


workers = [Worker(i) for i in range(5)]
for w in workers:
    w.start()
for w in workers:
    w.join()
print([w.result for w in workers])
# called directly, run() runs in the caller
Worker.run(workers[0])
t = threading.Thread(target=lambda: log.append(threading.current_thread() is threading.main_thread()))
t.run()
print(log[-1])


class Lost:
    def __del__(self):
        log.append('freed')


# what a thread was given is dropped when run() is over, though the Thread stays
t = threading.Thread(target=note, args=())
t = threading.Thread(target=lambda lost: None, args=(Lost(),))
t.start()
t.join()
print(log[-1])
