# Subclasses of Queue replace how items are kept; the rest stays.
import queue


class Unique(queue.Queue):
    def _init(self, maxsize):
        self.queue = set()

    def _qsize(self):
        return len(self.queue)

    def _put(self, item):
        self.queue.add(item)

    def _get(self):
        item = min(self.queue)
        self.queue.remove(item)
        return item


q = Unique(3)
for item in (3, 1, 3, 2):
    q.put(item)
print(q.qsize(), q.full(), q.get(), q.get(), q.get(), q.empty())
try:
    q.get_nowait()
except queue.Empty as e:
    print(repr(e))
print(len(queue.LifoQueue(5).queue), queue.LifoQueue(5).mutex.locked())
