def __getattr__(name):
    if name == 'dynamic':
        return 'from module __getattr__'
    raise AttributeError('hooked has no ' + name)
