# SystemExit with a text goes to standard error, status 1.
import sys
sys.exit('a message')
