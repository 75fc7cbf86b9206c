/* assets.c - see assets.h. The bytes come from report/embed.cmake. */
#include "assets.h"

#include "assets_data.h"
