/*
 * cpython_objects.h - what is the same in all CPythons from 3.8 to 3.15, on machines of 64 bits, with a GIL: the layout of
 * the simplest objects (Include/object.h, cpython/object.h, cpython/unicodeobject.h, cpython/bytesobject.h).
 */
#ifndef GILSCOPE_CPYTHON_OBJECTS_H
#define GILSCOPE_CPYTHON_OBJECTS_H

enum {
	CPYTHON_OBJECT_TYPE = 8,  /* PyObject.ob_type */
	CPYTHON_OBJECT_SIZE = 16, /* PyVarObject.ob_size */
	CPYTHON_TYPE_NAME = 24,   /* PyTypeObject.tp_name */
	CPYTHON_TYPE_BASICSIZE = 32, /* PyTypeObject.tp_basicsize */
	CPYTHON_BYTES_DATA = 32,  /* PyBytesObject.ob_sval */
	CPYTHON_TEXT_LENGTH = 16, /* PyASCIIObject.length */
	CPYTHON_TEXT_STATE = 32,  /* PyASCIIObject.state */
	CPYTHON_GIL_HOLDER = 8,   /* _gil_runtime_state.last_holder: the thread state that has it, or had it last */
};

/* PyASCIIObject.state, from its kind on: bits. The kind is the width of a character in bytes, 1, 2 or 4. */
#define CPYTHON_TEXT_KIND 7
#define CPYTHON_TEXT_IS_COMPACT (1 << 3)
#define CPYTHON_TEXT_IS_ASCII (1 << 4)

/* An owner of a frame from this on: it is none of a Python function (FRAME_OWNED_BY_CSTACK, ..._BY_INTERPRETER). */
#define CPYTHON_OWNER_NOT_PYTHON 3

/* The low bits of a pointer to a code object in a frame of 3.14 are tags (_PyStackRef); objects are aligned to more. */
#define CPYTHON_TAGS 7ULL

#endif
