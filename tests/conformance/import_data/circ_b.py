print('circ_b begins')
import circ_a
seen = hasattr(circ_a, 'x'), hasattr(circ_a, 'y')
try:
    circ_a.y
except AttributeError as e:
    print(e)
try:
    from circ_a import y
except ImportError as e:
    print(str(e).split(' (/')[0])
from circ_a import x
print('circ_b ends', x)
