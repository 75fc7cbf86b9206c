/* The allocator: blocks do not overlap, keep their contents, and are all
 * accounted for. */
#include "unit.h"

#include <string.h>

#include "core/mem.h"

#define BLOCKS 5000

static void blocks_keep_their_contents(void **state) {
    (void)state;
    runtime_test_init();
    static unsigned char *blocks[BLOCKS];
    static size_t sizes[BLOCKS];
    size_t before = mem_in_use();
    uint32_t x = 1;
    for (int i = 0; i < BLOCKS; i++) {
        x = x * 1103515245 + 12345;
        sizes[i] = (x >> 8) % 1200;
        blocks[i] = mem_alloc(sizes[i]);
        assert_non_null(blocks[i]);
        assert_int_equal((uintptr_t)blocks[i] % 16, 0);
        memset(blocks[i], i & 0xff, sizes[i]);
    }
    for (int i = 0; i < BLOCKS; i += 2) { /* free every other, take new ones in their place */
        mem_free(blocks[i], sizes[i]);
        blocks[i] = mem_alloc(sizes[i]);
        memset(blocks[i], i & 0xff, sizes[i]);
    }
    for (int i = 0; i < BLOCKS; i++)
        for (size_t k = 0; k < sizes[i]; k++)
            assert_int_equal(blocks[i][k], i & 0xff);
    for (int i = 0; i < BLOCKS; i++)
        mem_free(blocks[i], sizes[i]);
    assert_int_equal(mem_in_use(), before);
}

static void realloc_keeps_the_common_part(void **state) {
    (void)state;
    runtime_test_init();
    size_t before = mem_in_use();
    const size_t sizes[] = {1, 15, 16, 17, 100, 512, 513, 5000, 600, 512, 31, 1};
    unsigned char *p = mem_alloc(1);
    size_t size = 1;
    p[0] = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        p = mem_realloc(p, size, sizes[i]);
        assert_non_null(p);
        size_t common = size < sizes[i] ? size : sizes[i];
        for (size_t k = 0; k < common; k++)
            assert_int_equal(p[k], k & 0xff);
        for (size_t k = 0; k < sizes[i]; k++)
            p[k] = k & 0xff;
        size = sizes[i];
    }
    mem_free(p, size);
    assert_int_equal(mem_in_use(), before);
}

static void freed_blocks_are_used_again(void **state) {
    (void)state;
    runtime_test_init();
    size_t before = mem_in_use();
    for (int i = 0; i < 1000000; i++)
        mem_free(mem_alloc(48), 48);
    assert_int_equal(mem_in_use(), before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_keep_their_contents),
        cmocka_unit_test(realloc_keeps_the_common_part),
        cmocka_unit_test(freed_blocks_are_used_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
