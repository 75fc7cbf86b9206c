# Threads that contend, with names that try to be markup, in a file whose name the caller has chosen.
import threading
import time

end = time.monotonic() + 0.5


def work():
    total = 0
    while time.monotonic() < end:
        for i in range(3000):
            total += i
        if total % 7 == 0:
            time.sleep(0.0005)


names = ['</script><img src=x onerror=alert(1)>', '" onmouseover="alert(2)', "' --><svg onload=alert(3)>", '{{data}}\u2028\u202e&lt;b&gt;']
threads = [threading.Thread(target=work, name=name) for name in names]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
