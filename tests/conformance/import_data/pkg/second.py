from .first import one
from . import first, version
from .sub import deep
from .sub.deep import up
two = one + 1, version, deep.name, up
