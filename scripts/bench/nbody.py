"""Floats in lists: bodies that attract each other."""


def energy(bodies):
    total = 0.0
    for i, (x, y, vx, vy, m) in enumerate(bodies):
        total += 0.5 * m * (vx * vx + vy * vy)
        for ox, oy, _, _, om in bodies[i + 1:]:
            total -= m * om / ((x - ox) ** 2 + (y - oy) ** 2) ** 0.5
    return total


def advance(bodies, dt, steps):
    pairs = [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1:]]
    for _ in range(steps):
        for a, b in pairs:
            dx = a[0] - b[0]
            dy = a[1] - b[1]
            square = dx * dx + dy * dy
            pull = dt / (square * square ** 0.5)
            pull_b = b[4] * pull
            pull_a = a[4] * pull
            a[2] -= dx * pull_b
            a[3] -= dy * pull_b
            b[2] += dx * pull_a
            b[3] += dy * pull_a
        for body in bodies:
            body[0] += dt * body[2]
            body[1] += dt * body[3]


bodies = [[0.0, 0.0, 0.0, 0.0, 39.5], [4.8, -1.2, 0.6, 2.8, 0.04], [8.3, 4.1, -1.0, 1.8, 0.01],
          [12.9, -15.1, 1.1, 0.9, 0.002], [15.4, -25.9, 1.0, 0.6, 0.002]]
print(f"{energy(bodies):.9f}")
advance(bodies, 0.01, 100000)
print(f"{energy(bodies):.9f}")
