#ifndef GILPY_VERSION_H
#define GILPY_VERSION_H
#define GILPY_VERSION "0.1.0"
#endif
