print('loading', __name__, __package__)
one = 1
