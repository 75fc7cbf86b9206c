/* version.h - of gilscope; the build system may define it. */
#ifndef GILSCOPE_VERSION
#define GILSCOPE_VERSION "0.1.0"
#endif
