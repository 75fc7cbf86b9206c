"""doc of simple"""
print('loading simple', __name__)
value = 1
_private = 2
__all__ = ['value', 'func']
not_in_all = 3


def func():
    return 'simple.func', value


class K:
    pass
