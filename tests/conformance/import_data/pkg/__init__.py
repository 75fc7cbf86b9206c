print('loading', __name__, __package__)
from .first import one
from . import first as f
version = '1.0'
