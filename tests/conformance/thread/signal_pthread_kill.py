# pthread_kill: to a thread by its ident; 0 asks; a signal to a thread that waits does not disturb its wait.
import signal
import threading

from support.timing import attempt, until

seen = []
signal.signal(signal.SIGUSR1, lambda signum, frame: seen.append(threading.current_thread() is threading.main_thread()))
main = threading.main_thread().ident
print(signal.pthread_kill(main, signal.SIGUSR1), seen)
done = threading.Event()
result = []
t = threading.Thread(target=lambda: result.append(done.wait(20)))
t.start()
print(signal.pthread_kill(t.ident, 0))
for _ in range(5):
    signal.pthread_kill(t.ident, signal.SIGUSR1)
print(until(lambda: len(seen) > 1), all(seen), t.is_alive(), result)
done.set()
t.join()
print(result)
attempt('range', signal.pthread_kill, main, 1000)
attempt('type', signal.pthread_kill, 'x', 1)
