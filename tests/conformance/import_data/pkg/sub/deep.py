from .. import first
from ..first import one as renamed
name = __name__
up = first.one, renamed
try:
    from .... import too_far
except ImportError as e:
    print(e)
try:
    from ..missing import thing
except ImportError as e:
    print(type(e).__name__, e)
try:
    from .. import missing_name
except ImportError as e:
    print(str(e).split(' (')[0])
