# A syntax error in a string that is executed: both places are shown.
exec('x = 1\ny = = 2\n')
