# Condition.wait_for: returns the predicate's last value; the predicate runs with the lock held.
import threading

from support.timing import takes

condition = threading.Condition()
value = 0


def count(upto):
    global value
    for i in range(upto):
        with condition:
            value += 1
            condition.notify_all()


def predicate():
    owned.append(condition._is_owned())
    return value >= 50 and 'enough'


owned = []
t = threading.Thread(target=count, args=(50,))
with condition:
    t.start()
    print(condition.wait_for(predicate), value >= 50)
t.join()
print(all(owned))
with condition:
    print(condition.wait_for(lambda: 'at once'))
    print(condition.wait_for(lambda: [], 0.01), condition.wait_for(lambda: 0, timeout=0), condition.wait_for(lambda: None, -1))
    print(takes(0.02, condition.wait_for, lambda: False, 0.02))
    try:
        condition.wait_for(lambda: 1 / 0)
    except ZeroDivisionError as e:
        print(e, condition._is_owned())
try:
    condition.wait_for(lambda: False)
except RuntimeError as e:
    print(e)
