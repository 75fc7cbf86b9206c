# SystemExit with a number.
import sys
print('out')
try:
    sys.exit(7)
finally:
    print('finally ran')
