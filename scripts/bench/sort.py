"""Sorting: ints, floats, strings, by key, reversed, and a quicksort in Python."""


def numbers(n):
    state = 42
    out = []
    for _ in range(n):
        state = (state * 1103515245 + 12345) % 2147483648
        out.append(state)
    return out


def quicksort(items, low, high):
    while low < high:
        pivot = items[(low + high) // 2]
        i, k = low, high
        while i <= k:
            while items[i] < pivot:
                i += 1
            while items[k] > pivot:
                k -= 1
            if i <= k:
                items[i], items[k] = items[k], items[i]
                i += 1
                k -= 1
        quicksort(items, low, k)
        low = i


data = numbers(120000)
by_int = sorted(data)
by_str = sorted(map(str, data))
by_key = sorted(data, key=lambda x: (x % 1000, -x))
by_float = sorted([x / 7 for x in data], reverse=True)
mine = data[:60000]
quicksort(mine, 0, len(mine) - 1)
print(by_int[::30000], by_str[::30000], by_key[::30000], by_float[0], mine == sorted(data[:60000]))
