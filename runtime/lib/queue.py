"""Queues between threads: the queue module of Python 3.11.

A queue is a list under one lock with three conditions on it: something to get, room to put, nothing left to do.
"""

import threading
from time import monotonic as _now

__all__ = ['Empty', 'Full', 'Queue', 'PriorityQueue', 'LifoQueue', 'SimpleQueue']


class Empty(Exception):
    """There was nothing to get (in time)."""


class Full(Exception):
    """There was no room to put (in time)."""


Empty.__module__ = '_queue'


class Queue:
    """First in, first out; with maxsize > 0, put() waits while so many items are inside."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self._init(maxsize)
        self.mutex = threading.Lock()
        self.not_empty = threading.Condition(self.mutex)
        self.not_full = threading.Condition(self.mutex)
        self.all_tasks_done = threading.Condition(self.mutex)
        self.unfinished_tasks = 0

    # What subclasses replace; called with the mutex held.  The items are queue[_first:]: taking from the front of a
    # long list would move all that follows each time.

    def _init(self, maxsize):
        self.queue = []
        self._first = 0

    def _qsize(self):
        return len(self.queue) - self._first

    def _put(self, item):
        self.queue.append(item)

    def _get(self):
        first = self._first
        item = self.queue[first]
        self.queue[first] = None
        first += 1
        if first == len(self.queue) or first > 64 and first * 2 > len(self.queue):
            del self.queue[:first]
            first = 0
        self._first = first
        return item

    def put(self, item, block=True, timeout=None):
        """Put an item in; waits for room, at most timeout seconds, unless block is false.  Full: there was none."""
        with self.not_full:
            if self.maxsize > 0:
                if not block:
                    if self._qsize() >= self.maxsize:
                        raise Full
                elif not _wait(self.not_full, self._has_room, timeout):
                    raise Full
            self._put(item)
            self.unfinished_tasks += 1
            self.not_empty.notify()

    def get(self, block=True, timeout=None):
        """Take an item out; waits for one, at most timeout seconds, unless block is false.  Empty: there was none."""
        with self.not_empty:
            if not block:
                if not self._qsize():
                    raise Empty
            elif not _wait(self.not_empty, self._qsize, timeout):
                raise Empty
            item = self._get()
            self.not_full.notify()
            return item

    def _has_room(self):
        return self._qsize() < self.maxsize

    def put_nowait(self, item):
        return self.put(item, block=False)

    def get_nowait(self):
        return self.get(block=False)

    def task_done(self):
        """The work for an item that get() gave is done."""
        with self.all_tasks_done:
            if self.unfinished_tasks <= 0:
                raise ValueError('task_done() called too many times')
            self.unfinished_tasks -= 1
            if not self.unfinished_tasks:
                self.all_tasks_done.notify_all()

    def join(self):
        """Wait until task_done() was called for every item put in."""
        with self.all_tasks_done:
            while self.unfinished_tasks:
                self.all_tasks_done.wait()

    def qsize(self):
        with self.mutex:
            return self._qsize()

    def empty(self):
        with self.mutex:
            return not self._qsize()

    def full(self):
        with self.mutex:
            return 0 < self.maxsize <= self._qsize()


def _wait(condition, ready, timeout):
    """Wait for ready() to be true; False: not within timeout seconds."""
    if timeout is None:
        while not ready():
            condition.wait()
        return True
    if timeout < 0:
        raise ValueError("'timeout' must be a non-negative number")
    end = _now() + timeout
    while not ready():
        left = end - _now()
        if left <= 0:
            return False
        condition.wait(left)
    return True


class LifoQueue(Queue):
    """Last in, first out."""

    def _init(self, maxsize):
        self.queue = []

    def _qsize(self):
        return len(self.queue)

    def _put(self, item):
        self.queue.append(item)

    def _get(self):
        return self.queue.pop()


class PriorityQueue(Queue):
    """The smallest first."""

    # queue is a binary heap: no item is smaller than its parent, the one at half its index.

    def _init(self, maxsize):
        self.queue = []

    def _qsize(self):
        return len(self.queue)

    def _put(self, item):
        heap = self.queue
        heap.append(item)
        at = len(heap) - 1
        while at > 0:
            parent = (at - 1) >> 1
            if not item < heap[parent]:
                break
            heap[at] = heap[parent]
            at = parent
        heap[at] = item

    def _get(self):
        heap = self.queue
        last = heap.pop()
        if not heap:
            return last
        smallest = heap[0]
        # The hole at the top sinks to where `last` fits.
        n = len(heap)
        at = 0
        while 2 * at + 1 < n:
            child = 2 * at + 1
            if child + 1 < n and heap[child + 1] < heap[child]:
                child += 1
            if not heap[child] < last:
                break
            heap[at] = heap[child]
            at = child
        heap[at] = last
        return smallest


class SimpleQueue:
    """First in, first out, without bound and without tasks."""

    def __init__(self):
        self._items = Queue()

    def put(self, item, block=True, timeout=None):
        """Put an item in; never waits: block and timeout are there for likeness with Queue."""
        self._items.put(item)

    def get(self, block=True, timeout=None):
        """Take an item out, as Queue.get()."""
        return self._items.get(block, timeout)

    def put_nowait(self, item):
        self._items.put(item)

    def get_nowait(self):
        return self._items.get(block=False)

    def empty(self):
        return self._items.empty()

    def qsize(self):
        return self._items.qsize()
