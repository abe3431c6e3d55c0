#include "base/arena.h"

#include "unit.h"

static void pieces_are_zeroed_and_aligned(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	assert_non_null(arena);
	for (int round = 0; round < 3; round++) {
		size_t sum = 0;
		for (size_t size = 0; size < 700; size += 7) {
			unsigned char *p = arena_alloc(arena, size);
			ROW_TRUE(size, p != NULL);
			ROW_INT(size, (uintptr_t)p % _Alignof(max_align_t), 0);
			for (size_t i = 0; i < size; i++)
				ROW_INT(size, p[i], 0);
			memset(p, 0xA5, size);
			sum += size;
		}
		assert_true(arena_used(arena) >= sum);
		arena_reset(arena);
		assert_int_equal(arena_used(arena), 0);
	}
}

static void pieces_do_not_overlap(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(8 << 20);
	unsigned char *p[400];
	for (size_t i = 0; i < ARRAY_LEN(p); i++) {
		p[i] = arena_alloc(arena, i * 37 + 1);
		assert_non_null(p[i]);
		memset(p[i], (int)(i & 0xFF), i * 37 + 1);
	}
	for (size_t i = 0; i < ARRAY_LEN(p); i++)
		for (size_t k = 0; k < i * 37 + 1; k++)
			ROW_INT(i, p[i][k], i & 0xFF);
}

static void the_cap_holds(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1000);
	assert_non_null(arena_alloc(arena, 1000));
	assert_false(arena_failed(arena));
	assert_null(arena_alloc(arena, 1));
	assert_true(arena_failed(arena));
	arena_reset(arena);
	assert_false(arena_failed(arena));
	assert_null(arena_alloc(arena, 1001));
	assert_true(arena_failed(arena));
	assert_null(arena_alloc(arena, 1)); /* stays failed: no later piece may look fine */
	arena_reset(arena);
	assert_null(arena_array(arena, SIZE_MAX / 2, 3));
	assert_true(arena_failed(arena));
	arena_reset(arena);
	assert_null(arena_dup(arena, "x", SIZE_MAX));
	arena_reset(arena);
	assert_null(arena_alloc(arena, SIZE_MAX));
	assert_null(arena_printf(arena, "%02000d", 1));
}

static void texts(void **state)
{
	(void)state;
	struct arena *arena CLEANUP(arena_freep) = arena_new(4096);
	assert_null(arena_strdup(arena, NULL));
	assert_string_equal(arena_strdup(arena, "安居"), "安居");
	char *p = arena_dup(arena, "abc", 2);
	assert_string_equal(p, "ab");
	assert_string_equal(arena_dup(arena, NULL, 0), "");
	assert_string_equal(arena_printf(arena, "%s-%03d", "A", 7), "A-007");
	int *numbers = arena_array(arena, 5, sizeof(*numbers));
	assert_non_null(numbers);
	assert_int_equal(numbers[4], 0);
	struct arena *none = NULL;
	arena_freep(&none);
	arena_free(NULL);
}

UNIT_MAIN(UNIT("arena: pieces are zeroed and aligned, also after a reset", pieces_are_zeroed_and_aligned),
          UNIT("arena: pieces do not overlap across blocks", pieces_do_not_overlap),
          UNIT("arena: the cap holds and a failure stays until the reset", the_cap_holds), UNIT("arena: texts", texts))
