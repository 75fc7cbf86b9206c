print('circ_a begins')
x = 1
import circ_b
y = 2
print('circ_a ends', circ_b.seen)
