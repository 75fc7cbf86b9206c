# A CPython whose threads stand in functions with names of every kind, until its input ends; it prints its version and where
# its _PyRuntime is.
import ctypes
import sys
import threading

ready = threading.Semaphore(0)
end = threading.Event()


def plain():
    ready.release()
    end.wait()


class Method:
    def méthode(self):
        plain()

    def 函数(self):
        def 𝒻():
            self.méthode()
        𝒻()


def generator():
    yield
    Method().函数()
    yield


def deep(n):
    deep(n - 1) if n else max([0, 1], key=lambda _: next(running, 0) or 0)


running = generator()
next(running)
threads = [threading.Thread(target=deep, args=(3,)), threading.Thread(target=plain)]
for thread in threads:
    thread.start()
    ready.acquire()
print(sys.version_info[0], sys.version_info[1], hex(ctypes.addressof(ctypes.c_char.in_dll(ctypes.pythonapi, "_PyRuntime"))))
sys.stdout.flush()
sys.stdin.read()
end.set()
