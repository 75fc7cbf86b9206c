/* The current exception of the running thread, and how to raise one.
 *
 * err_state points at the ErrState of the thread that holds the GIL; the
 * thread layer switches it at every acquire.  Raising allocates the
 * exception object at once, except MemoryError, which is preallocated. */
#ifndef GILPY_CORE_ERR_H
#define GILPY_CORE_ERR_H

#include "core/no_gil.h"
#include "core/object.h"

typedef struct ErrState {
    Val raised;  /* exception on its way up, or VAL_NULL */
    Val handled; /* exception being handled (sys.exc_info), or VAL_NULL */
} ErrState;

extern GIL_GLOBAL ErrState *err_state;

static inline bool err_occurred(void) { return !val_is_null(err_state->raised); }

/* printf-style; extra conversions: %V a Val's str(), %R its repr(), %T the
 * name of a Val's type, %N the name of a Type*.  An earlier exception is replaced (and
 * becomes no context; the vm sets __context__ from the handled one).
 * All return VAL_NULL / false / -1 so that a caller can `return err_set(…)`. */
Val err_set(Type *exc, const char *fmt, ...);
bool err_false(Type *exc, const char *fmt, ...);
int err_int(Type *exc, const char *fmt, ...);
Val err_no_memory(void);
Val err_set_value(Type *exc, Val arg);  /* exc(arg); arg borrowed */
Val err_set_object(Val exc);            /* raise this very exception; steals */
Val err_set_errno(int errnum, Val filename); /* OSError subclass by errno; filename or VAL_NULL */
Val err_set_key(Val key);               /* KeyError(key) */
/* The raised AttributeError is about obj.name, unless it says something else already. */
void err_note_attribute(Val obj, Val name);
Val err_set_name(Val name, const char *fmt); /* NameError about name, which fmt's %V shows */
bool err_matches(const Type *exc);      /* the raised one is an instance of exc */
void err_clear(void);
Val err_fetch(void);                    /* take the raised exception out: owned, or VAL_NULL */
void err_restore(Val exc);              /* put it back; steals */
/* Report an exception nobody can get (in __del__, a callback) on standard
 * error: the line `where` and obj's repr (VAL_NULL: nothing), then the exception. */
void err_write_unraisable(const char *where, Val obj);
/* A damaged invariant: message to stderr, abort(). */
_Noreturn void err_fatal(const char *fmt, ...);

/* Raised by what gilpy does not have: the text names it. */
#define err_absent(what) err_set(&exc_NotImplementedError, "gilpy does not support %s yet", what)

#define EXCEPTION_LIST(X)                                                      \
    X(BaseException, object_type) X(Exception, exc_BaseException)              \
    X(SystemExit, exc_BaseException) X(KeyboardInterrupt, exc_BaseException)   \
    X(GeneratorExit, exc_BaseException)                                        \
    X(ArithmeticError, exc_Exception) X(OverflowError, exc_ArithmeticError)    \
    X(ZeroDivisionError, exc_ArithmeticError) X(FloatingPointError, exc_ArithmeticError) \
    X(AssertionError, exc_Exception) X(AttributeError, exc_Exception)          \
    X(BufferError, exc_Exception) X(EOFError, exc_Exception)                   \
    X(ImportError, exc_Exception) X(ModuleNotFoundError, exc_ImportError)      \
    X(LookupError, exc_Exception) X(IndexError, exc_LookupError)               \
    X(KeyError, exc_LookupError) X(MemoryError, exc_Exception)                 \
    X(NameError, exc_Exception) X(UnboundLocalError, exc_NameError)            \
    X(OSError, exc_Exception) X(BlockingIOError, exc_OSError)                  \
    X(ChildProcessError, exc_OSError) X(ConnectionError, exc_OSError)          \
    X(BrokenPipeError, exc_ConnectionError) X(ConnectionAbortedError, exc_ConnectionError) \
    X(ConnectionRefusedError, exc_ConnectionError) X(ConnectionResetError, exc_ConnectionError) \
    X(FileExistsError, exc_OSError) X(FileNotFoundError, exc_OSError)          \
    X(InterruptedError, exc_OSError) X(IsADirectoryError, exc_OSError)         \
    X(NotADirectoryError, exc_OSError) X(PermissionError, exc_OSError)         \
    X(ProcessLookupError, exc_OSError) X(TimeoutError, exc_OSError)            \
    X(ReferenceError, exc_Exception) X(RuntimeError, exc_Exception)            \
    X(NotImplementedError, exc_RuntimeError) X(RecursionError, exc_RuntimeError) \
    X(StopIteration, exc_Exception) X(StopAsyncIteration, exc_Exception)       \
    X(SyntaxError, exc_Exception) X(IndentationError, exc_SyntaxError)         \
    X(TabError, exc_IndentationError) X(SystemError, exc_Exception)            \
    X(TypeError, exc_Exception) X(ValueError, exc_Exception)                   \
    X(UnicodeError, exc_ValueError) X(UnicodeDecodeError, exc_UnicodeError)    \
    X(UnicodeEncodeError, exc_UnicodeError) X(UnicodeTranslateError, exc_UnicodeError) \
    X(Warning, exc_Exception) X(DeprecationWarning, exc_Warning)               \
    X(PendingDeprecationWarning, exc_Warning) X(RuntimeWarning, exc_Warning)   \
    X(SyntaxWarning, exc_Warning) X(UserWarning, exc_Warning)                  \
    X(FutureWarning, exc_Warning) X(ImportWarning, exc_Warning)                \
    X(UnicodeWarning, exc_Warning) X(BytesWarning, exc_Warning)                \
    X(ResourceWarning, exc_Warning) X(EncodingWarning, exc_Warning)

#define EXC_DECLARE(name, base) extern Type exc_##name;
EXCEPTION_LIST(EXC_DECLARE)
#undef EXC_DECLARE

#endif
