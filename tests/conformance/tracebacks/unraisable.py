# Exceptions that nobody can catch are written and forgotten.
class Finalizer:
    def __repr__(self):
        return '<finalizer>'

    def __call__(self):
        raise ValueError('in __del__')


class D:
    __del__ = Finalizer()


D()
print('still running')
