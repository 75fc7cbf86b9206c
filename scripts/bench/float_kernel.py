"""Floats: which points of a grid belong to the Mandelbrot set."""


def inside(width, height, limit):
    count = 0
    for row in range(height):
        ci = 2.4 * row / height - 1.2
        for column in range(width):
            cr = 3.2 * column / width - 2.2
            zr = zi = 0.0
            for _ in range(limit):
                rr = zr * zr
                ii = zi * zi
                if rr + ii > 4.0:
                    break
                zi = 2.0 * zr * zi + ci
                zr = rr - ii + cr
            else:
                count += 1
    return count


print(inside(360, 270, 150))
