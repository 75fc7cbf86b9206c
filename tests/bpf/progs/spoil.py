"""Damages files, the same way every time.

    spoil.py byte FILE OFFSET          one byte
    spoil.py notes PROGRAM DIRECTORY   40 copies of a program, notes0 to notes39, with wrong bytes in its probes' notes
"""
import random
import sys


def byte(path, offset):
    with open(path, 'r+b') as file:
        file.seek(int(offset))
        old = file.read(1)[0]
        file.seek(int(offset))
        file.write(bytes([old ^ 0x41]))


def notes(program, directory):
    data = open(program, 'rb').read()
    starts = [at for at in range(len(data)) if data.startswith(b'stapsdt\0', at)]
    random.seed(1)
    for number in range(40):
        bad = bytearray(data)
        for _ in range(1 + number % 4):
            bad[random.choice(starts) - 12 + random.randrange(80)] = random.choice((0, 0xff, random.randrange(256)))
        open(f'{directory}/notes{number}', 'wb').write(bad)


{'byte': byte, 'notes': notes}[sys.argv[1]](*sys.argv[2:])
