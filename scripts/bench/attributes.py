"""Reading and writing attributes of instances."""


class Particle:
    def __init__(self, x, y):
        self.x = x
        self.y = y
        self.dx = 1
        self.dy = 2
        self.hits = 0


def run(particles, rounds):
    for _ in range(rounds):
        for p in particles:
            p.x += p.dx
            p.y += p.dy
            if p.x > 100 or p.x < 0:
                p.dx = -p.dx
                p.hits += 1
            if p.y > 100 or p.y < 0:
                p.dy = -p.dy
                p.hits += 1


particles = [Particle(i % 100, i * 7 % 100) for i in range(100)]
run(particles, 40000)
print(sum(p.x * 3 + p.y for p in particles), sum(p.hits for p in particles))
