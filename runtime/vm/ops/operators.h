/* Bytecodes: unary and binary operators, comparisons, identity and membership.  A part of run() in eval.c. */
L_UNARY_NEGATIVE:
    v = RB;
    if (val_is_int(v) && likely(val_int(v) != SMALL_INT_MIN)) {
        SET_A(val_small(-val_int(v)));
        NEXT(1);
    }
    if (val_is_imm_float(v)) {
        SET_A(val_float(-val_imm_double(v)));
        NEXT(1);
    }
    SAVE();
    FINISH(val_negative(v));
    NEXT(1);
L_UNARY_POSITIVE:
    SAVE();
    FINISH(val_positive(RB));
    NEXT(1);
L_UNARY_INVERT:
    SAVE();
    FINISH(val_invert(RB));
    NEXT(1);
L_UNARY_NOT: {
    v = RB;
    int truth;
    if (val_is_bool(v)) {
        truth = v == VAL_TRUE;
    } else {
        SAVE();
        truth = val_truth(v);
        if (truth < 0)
            goto error;
    }
    DROP_B();
    SET_A(val_bool(!truth));
    NEXT(1);
}

#define ARITH(NAME, int_case, float_case)                                                          \
    L_INPLACE_##NAME : L_BINARY_##NAME : {                                                         \
        Val b = RB, c = RC;                                                                        \
        if (likely(val_both_int(b, c))) {                                                          \
            int_case                                                                               \
        } else if (val_both_imm_float(b, c)) {                                                     \
            float_case                                                                             \
        }                                                                                          \
        goto binary_slow;                                                                          \
    }

    ARITH(
        ADD,
        {
            int64_t r;
            if (likely(!__builtin_add_overflow((int64_t)b, (int64_t)(c - 1), &r))) {
                SET_A((Val)r);
                NEXT(1);
            }
        },
        {
            SET_A(val_float(val_imm_double(b) + val_imm_double(c)));
            NEXT(1);
        })
    ARITH(
        SUBTRACT,
        {
            int64_t r;
            if (likely(!__builtin_sub_overflow((int64_t)b, (int64_t)(c - 1), &r))) {
                SET_A((Val)r);
                NEXT(1);
            }
        },
        {
            SET_A(val_float(val_imm_double(b) - val_imm_double(c)));
            NEXT(1);
        })
    ARITH(
        MULTIPLY,
        {
            int64_t r;
            if (likely(!__builtin_mul_overflow((int64_t)(b - 1), val_int(c), &r))) {
                SET_A((Val)r | 1);
                NEXT(1);
            }
        },
        {
            SET_A(val_float(val_imm_double(b) * val_imm_double(c)));
            NEXT(1);
        })
    ARITH(
        TRUE_DIVIDE, {},
        {
            double d = val_imm_double(c);
            if (likely(d != 0.0)) {
                SET_A(val_float(val_imm_double(b) / d));
                NEXT(1);
            }
        })
    ARITH(
        MODULO,
        {
            if (likely(val_int(c) != 0 && val_int(c) != -1)) {
                SET_A(val_small(floor_mod(val_int(b), val_int(c))));
                NEXT(1);
            }
        },
        {})
    ARITH(
        FLOOR_DIVIDE,
        {
            if (likely(val_int(c) != 0 && val_int(c) != -1)) {
                SET_A(val_small(floor_div(val_int(b), val_int(c))));
                NEXT(1);
            }
        },
        {})
    ARITH(
        AND,
        {
            SET_A(b & c);
            NEXT(1);
        },
        {})
    ARITH(
        OR,
        {
            SET_A(b | c);
            NEXT(1);
        },
        {})
    ARITH(
        XOR,
        {
            SET_A((b ^ c) | 1);
            NEXT(1);
        },
        {})
    ARITH(
        RSHIFT,
        {
            if (likely(val_int(c) >= 0)) {
                SET_A(val_small(val_int(b) >> (val_int(c) > 63 ? 63 : val_int(c))));
                NEXT(1);
            }
        },
        {})
    ARITH(
        LSHIFT,
        {
            int64_t n = val_int(c);
            int64_t x = val_int(b);
            if (likely(n >= 0 && n < 62 && x < ((int64_t)1 << (62 - n)) && x >= -((int64_t)1 << (62 - n)))) {
                SET_A(val_small((int64_t)((uint64_t)x << n)));
                NEXT(1);
            }
        },
        {})
L_BINARY_POWER: {
    Val b = RB, c = RC;
    if (val_is_imm_float(b) && (val_is_imm_float(c) || val_is_int(c))) {
        SAVE();
        v = float_pow(val_imm_double(b), val_is_int(c) ? (double)val_int(c) : val_imm_double(c));
        if (unlikely(val_is_null(v)))
            goto error;
        SET_A(v);
        NEXT(1);
    }
}
L_BINARY_MATRIX_MULTIPLY:
binary_slow: {
    SAVE();
    int op = pc->op;
    if ((op == OP_BINARY_ADD || op == OP_INPLACE_ADD) && val_is(RB, &str_type) && val_is(RC, &str_type) &&
        (pc->a == pc->b || (pc->flags & LAST_B)) && val_obj(RB)->rc <= 2) {
        Val *entry = op == OP_INPLACE_ADD ? take_from_namespace(f, pc + 1, RB, pc->a) : NULL;
        if (val_obj(RB)->rc != 1)
            goto binary_general;
        /* s = s + t with no other reference to s: grows in place */
        v = str_append_steal(RB, RC);
        if (val_is_null(v)) {
            if (entry)
                *entry = incref(RB);
            goto error;
        }
        RB = VAL_NULL;
        DROP_C();
        SET_A(v);
        NEXT(1);
    }
binary_general:
    FINISH(op >= OP_INPLACE_ADD ? val_inplace((BinOp)(op - OP_INPLACE_ADD), RB, RC)
                                : val_binary((BinOp)(op - OP_BINARY_ADD), RB, RC));
    NEXT(1);
}
L_INPLACE_POWER:
L_INPLACE_MATRIX_MULTIPLY:
    SAVE();
    FINISH(val_inplace((BinOp)(pc->op - OP_INPLACE_ADD), RB, RC));
    NEXT(1);

#define COMPARE(NAME, op)                                                                          \
    L_COMPARE_##NAME : {                                                                           \
        Val b = RB, c = RC;                                                                        \
        if (likely(val_both_int(b, c))) {                                                          \
            SET_A(val_bool((int64_t)b op(int64_t) c));                                             \
            NEXT(1);                                                                               \
        }                                                                                          \
        if (val_both_imm_float(b, c)) {                                                            \
            SET_A(val_bool(val_imm_double(b) op val_imm_double(c)));                               \
            NEXT(1);                                                                               \
        }                                                                                          \
        SAVE();                                                                                    \
        FINISH(val_compare(b, c, CMP_##NAME));                                                     \
        NEXT(1);                                                                                   \
    }
    COMPARE(LT, <)
    COMPARE(LE, <=)
    COMPARE(EQ, ==)
    COMPARE(NE, !=)
    COMPARE(GT, >)
    COMPARE(GE, >=)

#define JUMP_COMPARE(NAME, op)                                                                     \
    L_JUMP_IF_##NAME : {                                                                           \
        Val b = RB, c = RC;                                                                        \
        if (likely(val_both_int(b, c)))                                                            \
            BRANCH((int64_t)b op(int64_t) c);                                                      \
        if (val_both_imm_float(b, c))                                                              \
            BRANCH(val_imm_double(b) op val_imm_double(c));                                        \
        SAVE();                                                                                    \
        int truth = val_compare_bool(b, c, CMP_##NAME);                                            \
        if (unlikely(truth < 0))                                                                   \
            goto error;                                                                            \
        DROP_B();                                                                                  \
        DROP_C();                                                                                  \
        BRANCH(truth);                                                                             \
    }                                                                                              \
    L_JUMP_IF_NOT_##NAME : {                                                                       \
        Val b = RB, c = RC;                                                                        \
        if (likely(val_both_int(b, c)))                                                            \
            BRANCH(!((int64_t)b op(int64_t) c));                                                   \
        if (val_both_imm_float(b, c))                                                              \
            BRANCH(!(val_imm_double(b) op val_imm_double(c)));                                     \
        SAVE();                                                                                    \
        int truth = val_compare_bool(b, c, CMP_##NAME);                                            \
        if (unlikely(truth < 0))                                                                   \
            goto error;                                                                            \
        DROP_B();                                                                                  \
        DROP_C();                                                                                  \
        BRANCH(!truth);                                                                            \
    }
    JUMP_COMPARE(LT, <)
    JUMP_COMPARE(LE, <=)
    JUMP_COMPARE(EQ, ==)
    JUMP_COMPARE(NE, !=)
    JUMP_COMPARE(GT, >)
    JUMP_COMPARE(GE, >=)

L_IS_OP: {
    bool same = RB == RC;
    SAVE();
    DROP_B();
    DROP_C();
    SET_A(val_bool(same));
    NEXT(1);
}
L_IS_NOT_OP: {
    bool same = RB == RC;
    SAVE();
    DROP_B();
    DROP_C();
    SET_A(val_bool(!same));
    NEXT(1);
}
L_CONTAINS_OP:
L_NOT_CONTAINS_OP: {
    SAVE();
    int r = val_contains(RC, RB);
    if (r < 0)
        goto error;
    DROP_B();
    DROP_C();
    SET_A(val_bool(r == (pc->op == OP_CONTAINS_OP)));
    NEXT(1);
}
