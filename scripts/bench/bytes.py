"""Bytes: a checksum, run-length coding, a bytearray changed in place."""


def adler(data):
    a, b = 1, 0
    for byte in data:
        a = (a + byte) % 65521
        b = (b + a) % 65521
    return b << 16 | a


def compress(data):
    out = bytearray()
    i = 0
    while i < len(data):
        byte = data[i]
        k = i + 1
        while k < len(data) and data[k] == byte and k - i < 255:
            k += 1
        out.append(k - i)
        out.append(byte)
        i = k
    return bytes(out)


def expand(data):
    out = bytearray()
    for i in range(0, len(data), 2):
        out += data[i + 1:i + 2] * data[i]
    return bytes(out)


def shift(buffer, rounds):
    for r in range(rounds):
        for i in range(len(buffer)):
            buffer[i] = (buffer[i] + r + i) & 255
    return buffer


text = b"".join(bytes([65 + i % 26]) * (i % 9 + 1) for i in range(100000))
packed = compress(text)
print(adler(text), len(packed), expand(packed) == text, sum(shift(bytearray(text[:4000]), 500)))
