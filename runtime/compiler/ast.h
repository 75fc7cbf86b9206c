/* The abstract syntax tree: CPython 3.11's Python.asdl, name for name.
 *
 * Every node, sequence and string lives in one Arena and dies with it. Line numbers start at 1; column offsets count
 * UTF-8 bytes from 0, as in CPython's `ast` module.
 *
 * Left-recursive chains (`a.b.c`, `f()()`, `x[0][1]`, `1+1+1`) and `elif` chains may be 100,000 links deep: a pass over
 * the tree has to walk that spine in a loop. Every other kind of nesting is bounded by AST_MAX_DEPTH, so a pass may
 * recurse over it. */
#ifndef GILPY_COMPILER_AST_H
#define GILPY_COMPILER_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AST_MAX_DEPTH 1000

/* ---- arena ---------------------------------------------------------------------------------------------------- */

typedef struct Arena Arena;

Arena *arena_new(void); /* NULL when memory is exhausted */
void arena_free(Arena *a);
/* Aligned for any type, not zeroed. NULL when memory is exhausted; the arena then stays marked as failed. */
void *arena_alloc(Arena *a, size_t size);
bool arena_failed(const Arena *a);
/* At most so many bytes are handed out afterwards (0: no limit): lets a test reach every allocation-failure path. */
void arena_set_limit(Arena *a, size_t bytes);
/* The same name gives the same pointer within one arena. NULL when memory is exhausted. */
const char *arena_intern(Arena *a, const char *s, size_t len);
char *arena_strndup(Arena *a, const char *s, size_t len);
char *arena_printf(Arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- operators and contexts ----------------------------------------------------------------------------------- */

typedef enum { OP_And = 1, OP_Or } BoolOpKind;

typedef enum {
    OP_Add = 1, OP_Sub, OP_Mult, OP_MatMult, OP_Div, OP_Mod, OP_Pow, OP_LShift, OP_RShift, OP_BitOr, OP_BitXor,
    OP_BitAnd, OP_FloorDiv
} OperatorKind;

typedef enum { OP_Invert = 1, OP_Not, OP_UAdd, OP_USub } UnaryOpKind;

typedef enum {
    CMP_Eq = 1, CMP_NotEq, CMP_Lt, CMP_LtE, CMP_Gt, CMP_GtE, CMP_Is, CMP_IsNot, CMP_In, CMP_NotIn
} CmpOpKind;

typedef enum { CTX_Load = 1, CTX_Store, CTX_Del } ExprContext;

typedef enum {
    CONST_NONE = 1, CONST_TRUE, CONST_FALSE, CONST_ELLIPSIS, CONST_INT, CONST_FLOAT, CONST_COMPLEX, CONST_STR,
    CONST_BYTES
} ConstKind;

/* ---- sequences ------------------------------------------------------------------------------------------------ */

typedef struct Expr Expr;
typedef struct Stmt Stmt;
typedef struct Arg Arg;
typedef struct Arguments Arguments;
typedef struct Keyword Keyword;
typedef struct Alias Alias;
typedef struct WithItem WithItem;
typedef struct Comprehension Comprehension;
typedef struct ExceptHandler ExceptHandler;

typedef struct ExprSeq { int n; Expr *items[]; } ExprSeq;
typedef struct StmtSeq { int n; Stmt *items[]; } StmtSeq;
typedef struct ArgSeq { int n; Arg *items[]; } ArgSeq;
typedef struct KeywordSeq { int n; Keyword *items[]; } KeywordSeq;
typedef struct AliasSeq { int n; Alias *items[]; } AliasSeq;
typedef struct WithItemSeq { int n; WithItem *items[]; } WithItemSeq;
typedef struct ComprehensionSeq { int n; Comprehension *items[]; } ComprehensionSeq;
typedef struct ExceptHandlerSeq { int n; ExceptHandler *items[]; } ExceptHandlerSeq;
typedef struct IdentSeq { int n; const char *items[]; } IdentSeq;
typedef struct CmpOpSeq { int n; CmpOpKind items[]; } CmpOpSeq;

/* A sequence pointer in the tree is never NULL: an absent list is an empty one. */

/* ---- expressions ---------------------------------------------------------------------------------------------- */

typedef enum {
    BoolOp_kind = 1, NamedExpr_kind, BinOp_kind, UnaryOp_kind, Lambda_kind, IfExp_kind, Dict_kind, Set_kind,
    ListComp_kind, SetComp_kind, DictComp_kind, GeneratorExp_kind, Await_kind, Yield_kind, YieldFrom_kind,
    Compare_kind, Call_kind, FormattedValue_kind, JoinedStr_kind, Constant_kind, Attribute_kind, Subscript_kind,
    Starred_kind, Name_kind, List_kind, Tuple_kind, Slice_kind
} ExprKind;

struct Expr {
    ExprKind kind;
    int lineno, col_offset, end_lineno, end_col_offset;
    union {
        struct { BoolOpKind op; ExprSeq *values; } BoolOp;
        struct { Expr *target, *value; } NamedExpr;
        struct { Expr *left; OperatorKind op; Expr *right; } BinOp;
        struct { UnaryOpKind op; Expr *operand; } UnaryOp;
        struct { Arguments *args; Expr *body; } Lambda;
        struct { Expr *test, *body, *orelse; } IfExp;
        struct { ExprSeq *keys, *values; } Dict; /* keys->items[i] is NULL for `**values->items[i]` */
        struct { ExprSeq *elts; } Set;
        struct { Expr *elt; ComprehensionSeq *generators; } ListComp;
        struct { Expr *elt; ComprehensionSeq *generators; } SetComp;
        struct { Expr *key, *value; ComprehensionSeq *generators; } DictComp;
        struct { Expr *elt; ComprehensionSeq *generators; } GeneratorExp;
        struct { Expr *value; } Await;
        struct { Expr *value; } Yield; /* value may be NULL */
        struct { Expr *value; } YieldFrom;
        struct { Expr *left; CmpOpSeq *ops; ExprSeq *comparators; } Compare;
        struct { Expr *func; ExprSeq *args; KeywordSeq *keywords; } Call;
        struct { Expr *value; int conversion; Expr *format_spec; } FormattedValue; /* conversion -1, 's', 'r' or 'a';
                                                                                      format_spec a JoinedStr or NULL */
        struct { ExprSeq *values; } JoinedStr;
        struct {
            ConstKind kind;
            int base;          /* CONST_INT: 2, 8, 10 or 16 */
            bool u_prefix;     /* CONST_STR: the literal began with u (ast.Constant.kind is 'u') */
            size_t len;        /* CONST_INT, CONST_STR, CONST_BYTES: bytes in `bytes`, without the final NUL */
            const char *bytes; /* CONST_INT: the digits, without prefix and underscores. CONST_STR: UTF-8, where a lone
                                  surrogate is three bytes as if it were a character (WTF-8). May hold NUL bytes. */
            double number;     /* CONST_FLOAT, and the imaginary part of CONST_COMPLEX */
        } Constant;
        struct { Expr *value; const char *attr; ExprContext ctx; } Attribute;
        struct { Expr *value, *slice; ExprContext ctx; } Subscript;
        struct { Expr *value; ExprContext ctx; } Starred;
        struct { const char *id; ExprContext ctx; } Name;
        struct { ExprSeq *elts; ExprContext ctx; } List;
        struct { ExprSeq *elts; ExprContext ctx; } Tuple;
        struct { Expr *lower, *upper, *step; } Slice; /* each may be NULL */
    } v;
};

/* ---- statements ----------------------------------------------------------------------------------------------- */

typedef enum {
    FunctionDef_kind = 1, ClassDef_kind, Return_kind, Delete_kind, Assign_kind, AugAssign_kind, AnnAssign_kind,
    For_kind, While_kind, If_kind, With_kind, Raise_kind, Try_kind, Assert_kind, Import_kind, ImportFrom_kind,
    Global_kind, Nonlocal_kind, Expr_kind, Pass_kind, Break_kind, Continue_kind
} StmtKind;

struct Stmt {
    StmtKind kind;
    int lineno, col_offset, end_lineno, end_col_offset;
    union {
        struct {
            const char *name;
            Arguments *args;
            StmtSeq *body;
            ExprSeq *decorator_list;
            Expr *returns; /* may be NULL */
        } FunctionDef;
        struct {
            const char *name;
            ExprSeq *bases;
            KeywordSeq *keywords;
            StmtSeq *body;
            ExprSeq *decorator_list;
        } ClassDef;
        struct { Expr *value; } Return; /* value may be NULL */
        struct { ExprSeq *targets; } Delete;
        struct { ExprSeq *targets; Expr *value; } Assign;
        struct { Expr *target; OperatorKind op; Expr *value; } AugAssign;
        struct { Expr *target, *annotation, *value; bool simple; } AnnAssign; /* value may be NULL */
        struct { Expr *target, *iter; StmtSeq *body, *orelse; } For;
        struct { Expr *test; StmtSeq *body, *orelse; } While;
        struct { Expr *test; StmtSeq *body, *orelse; } If; /* `elif` is an If alone in orelse */
        struct { WithItemSeq *items; StmtSeq *body; } With;
        struct { Expr *exc, *cause; } Raise; /* each may be NULL */
        struct { StmtSeq *body; ExceptHandlerSeq *handlers; StmtSeq *orelse, *finalbody; } Try;
        struct { Expr *test, *msg; } Assert; /* msg may be NULL */
        struct { AliasSeq *names; } Import;
        struct { const char *module; AliasSeq *names; int level; } ImportFrom; /* module NULL in `from . import x` */
        struct { IdentSeq *names; } Global;
        struct { IdentSeq *names; } Nonlocal;
        struct { Expr *value; } Expr;
    } v;
};

/* ---- the parts ------------------------------------------------------------------------------------------------ */

struct Arg {
    const char *arg;
    Expr *annotation; /* may be NULL */
    int lineno, col_offset, end_lineno, end_col_offset;
};

struct Arguments {
    ArgSeq *posonlyargs, *args;
    Arg *vararg; /* may be NULL */
    ArgSeq *kwonlyargs;
    ExprSeq *kw_defaults; /* one for each of kwonlyargs, NULL where it has none */
    Arg *kwarg;           /* may be NULL */
    ExprSeq *defaults;    /* of the last defaults->n of posonlyargs + args */
};

struct Keyword {
    const char *arg; /* NULL for `**value` */
    Expr *value;
    int lineno, col_offset, end_lineno, end_col_offset;
};

struct Alias {
    const char *name;   /* dotted in `import a.b`; "*" in `from a import *` */
    const char *asname; /* may be NULL */
    int lineno, col_offset, end_lineno, end_col_offset;
};

struct WithItem { Expr *context_expr, *optional_vars; }; /* optional_vars may be NULL */

struct Comprehension {
    Expr *target, *iter;
    ExprSeq *ifs;
    bool is_async; /* always false: the parser refuses `async` */
};

struct ExceptHandler {
    Expr *type;       /* NULL in a bare `except:` */
    const char *name; /* may be NULL */
    StmtSeq *body;
    int lineno, col_offset, end_lineno, end_col_offset;
};

typedef enum { PARSE_FILE = 1, PARSE_EVAL } ParseMode;

typedef struct Module {
    ParseMode mode;
    StmtSeq *body;    /* PARSE_FILE */
    Expr *expression; /* PARSE_EVAL */
    const char *source; /* as the lexer saw it: UTF-8, without a byte order mark, every line ended by \n; NUL-terminated */
    size_t source_len;
} Module;

/* ---- errors --------------------------------------------------------------------------------------------------- */

typedef enum {
    ERR_NONE = 0,
    ERR_SYNTAX,      /* SyntaxError */
    ERR_INDENTATION, /* IndentationError */
    ERR_TAB,         /* TabError */
    ERR_UNICODE,     /* SyntaxError: the source is not text in its encoding */
    ERR_RECURSION,   /* RecursionError: nested too deeply */
    ERR_MEMORY       /* MemoryError; msg and text may be NULL */
} SyntaxErrKind;

typedef struct SyntaxErr {
    SyntaxErrKind kind;
    const char *msg;
    const char *filename;
    int lineno;         /* 1-based; 0: no place known */
    int col_offset;     /* 1-based, in characters, as SyntaxError.offset; 0: none */
    int end_lineno;     /* 0: none */
    int end_col_offset; /* 1-based, exclusive; 0: none */
    const char *text;   /* the source line without its newline; NULL: none */
} SyntaxErr;

/* ---- helpers (ast.c) ------------------------------------------------------------------------------------------ */

/* A node with kind and position set and every other field zero. NULL when memory is exhausted. */
Expr *expr_new(Arena *a, ExprKind kind, int lineno, int col_offset, int end_lineno, int end_col_offset);
Stmt *stmt_new(Arena *a, StmtKind kind, int lineno, int col_offset, int end_lineno, int end_col_offset);

/* A sequence of n unset items. NULL when memory is exhausted. All sequence types but CmpOpSeq hold pointers and share
 * their layout. */
void *seq_new(Arena *a, int n);
CmpOpSeq *cmpop_seq_new(Arena *a, int n);

/* ---- dump (ast_dump.c) ---------------------------------------------------------------------------------------- */

/* The tree as Python's ast.dump(tree, include_attributes=True) writes it. malloc'ed; NULL when memory is exhausted. */
char *ast_dump(const Module *module);

#endif
