"""Method calls: several classes behind one name, super(), properties."""


class Shape:
    scale = 2

    def __init__(self, a, b):
        self.a = a
        self.b = b

    def area(self):
        return 0

    def weight(self):
        return self.area() * self.scale

    @property
    def size(self):
        return self.a + self.b


class Rectangle(Shape):
    def area(self):
        return self.a * self.b


class Triangle(Shape):
    def area(self):
        return self.a * self.b // 2


class Frame(Rectangle):
    def area(self):
        return super().area() - (self.a - 2) * (self.b - 2)


def run(shapes, rounds):
    total = 0
    for _ in range(rounds):
        for shape in shapes:
            total += shape.weight() + shape.size
    return total


shapes = [cls(a, a + 3) for a in range(3, 23) for cls in (Rectangle, Triangle, Frame)]
print(run(shapes, 15000))
