# Chained exceptions: context, cause, both, and one that is hidden.
def first():
    return {}['missing']


def second():
    try:
        first()
    except KeyError as e:
        raise ValueError('second') from e


def third():
    try:
        second()
    except ValueError:
        int('x' * 3)


def fourth():
    try:
        third()
    finally:
        print('in finally')


try:
    fourth()
except ValueError as e:
    try:
        raise TypeError('hidden') from None
    except TypeError as t:
        raise RuntimeError('last') from t
