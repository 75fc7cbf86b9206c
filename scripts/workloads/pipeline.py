"""Stages joined by queues: data flows through threads, and with it the GIL.

    pipeline.py [ITEMS]

ITEMS lines (default 30000) go from a reader through two parsers, two counters and a writer.  The queues are short, so
a stage that is faster than the next one soon waits for room: most hand-overs of the GIL have the reason "blocking
call", hardly any the switch interval.
"""

import queue
import sys
import threading

END = None  # follows the last item of a queue, once for each thread that reads it
LENGTH = 16  # of a queue


def read(count, out, readers):
    state = 12345
    for i in range(count):
        words = []
        for _ in range(8):
            state = (state * 1103515245 + 12345) % 2147483648
            words.append("abcdefghijklmnopqrstuvwxyz"[state >> 16 & 15:][:5])
        out.put(f"{i} " + " ".join(words))
    for _ in range(readers):
        out.put(END)


def parse(source, out):
    for line in iter(source.get, END):
        number, *words = line.split()
        out.put((int(number), words))
    out.put(END)


def count_letters(source, out):
    for item in iter(source.get, END):
        number, words = item
        letters = {}
        for word in words:
            for letter in word:
                letters[letter] = letters.get(letter, 0) + 1
        out.put((number, letters))
    out.put(END)


def main():
    try:
        count = int(sys.argv[1]) if len(sys.argv) > 1 else 30000
    except ValueError:
        count = -1
    if count < 0:
        sys.exit("usage: pipeline.py [ITEMS]")
    lines = queue.Queue(LENGTH)
    parsed = queue.Queue(LENGTH)
    counted = queue.Queue(LENGTH)
    threads = [threading.Thread(target=read, args=(count, lines, 2), name="reader")]
    for i in range(2):
        threads.append(threading.Thread(target=parse, args=(lines, parsed), name=f"parser-{i + 1}"))
    # A parser's END ends one counter, whichever gets it: there are as many of the one as of the other.
    for i in range(2):
        threads.append(threading.Thread(target=count_letters, args=(parsed, counted), name=f"counter-{i + 1}"))
    for thread in threads:
        thread.daemon = True  # Ctrl-C ends the program, and not only the thread that waits for them
        thread.start()

    # The writer is the main thread.
    items = numbers = ended = 0
    total = {}
    while ended < 2:
        item = counted.get()
        if item is END:
            ended += 1
            continue
        number, letters = item
        items += 1
        numbers += number
        for letter, n in letters.items():
            total[letter] = total.get(letter, 0) + n
    for thread in threads:
        thread.join()
    print(f"{items} items, their numbers add up to {numbers}")
    print(" ".join(f"{letter}={total[letter]}" for letter in sorted(total)))


main()
