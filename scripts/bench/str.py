"""Strings: splitting, joining, searching, replacing, building, indexing."""


def run(n):
    text = " ".join(f"the {i} quick brown foxes jump over {i * i} lazy dogs," for i in range(100))
    total = 0
    for i in range(n):
        words = text.split()
        upper = [word.upper() for word in words if word.isalpha()]
        line = "-".join(upper)
        total += len(line.replace("FOX", "wolf")) + line.count("QUICK") + line.find("DOGS")
        total += text.startswith("the") + text.endswith(",")
    vowels = 0
    for _ in range(n // 8):
        for c in text:
            if c in "aeiou":
                vowels += 1
    built = ""
    for i in range(n * 100):
        built += chr(97 + i % 26)
    return total, vowels, len(built), built[1000:1010]


print(run(4000))
