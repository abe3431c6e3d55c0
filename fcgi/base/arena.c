#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_FIRST ((size_t)32 * 1024) /* kept between requests: a page of a list fits */
#define BLOCK_MOST ((size_t)512 * 1024)
#define ALIGN alignof(max_align_t)

struct block {
	struct block *next; /* older */
	size_t size, used;
	alignas(max_align_t) unsigned char bytes[];
};

struct arena {
	struct block *top;
	size_t cap, used;
	bool failed;
};

#ifdef ARENA_MALLOC
/* One block per piece: its end is the end of a malloc. */
static void *take(struct arena *arena, size_t size)
{
	struct block *block = malloc(sizeof(*block) + size);
	if (!block)
		return NULL;
	*block = (struct block){ .next = arena->top, .size = size, .used = size };
	arena->top = block;
	return block->bytes;
}
#else
static void *take(struct arena *arena, size_t size)
{
	size = (size + ALIGN - 1) & ~(ALIGN - 1);
	struct block *top = arena->top;
	if (!top || top->size - top->used < size) {
		size_t want = top ? top->size * 2 : BLOCK_FIRST;
		if (want > BLOCK_MOST)
			want = BLOCK_MOST;
		if (want < size)
			want = size;
		struct block *block = malloc(sizeof(*block) + want);
		if (!block)
			return NULL;
		*block = (struct block){ .next = top, .size = want };
		arena->top = top = block;
	}
	void *p = top->bytes + top->used;
	top->used += size;
	return p;
}
#endif

struct arena *arena_new(size_t cap_bytes)
{
	struct arena *arena = malloc(sizeof(*arena));
	if (arena)
		*arena = (struct arena){ .cap = cap_bytes };
	return arena;
}

static void drop(struct arena *arena, bool keep_first)
{
	while (arena->top && !(keep_first && !arena->top->next)) {
		struct block *next = arena->top->next;
		free(arena->top);
		arena->top = next;
	}
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	drop(arena, false);
	free(arena);
}

void arena_freep(struct arena **arena)
{
	arena_free(*arena);
	*arena = NULL;
}

void arena_reset(struct arena *arena)
{
#ifdef ARENA_MALLOC
	drop(arena, false);
#else
	drop(arena, true);
	if (arena->top)
		arena->top->used = 0;
#endif
	arena->used = 0;
	arena->failed = false;
}

bool arena_failed(const struct arena *arena)
{
	return arena->failed;
}

size_t arena_used(const struct arena *arena)
{
	return arena->used;
}

/* Not zeroed: for callers that fill every byte themselves. */
static void *piece(struct arena *arena, size_t size)
{
	if (size == 0)
		size = 1;
	if (arena->failed || size > arena->cap - arena->used || size > SIZE_MAX / 2) {
		arena->failed = true;
		return NULL;
	}
	void *p = take(arena, size);
	if (!p) {
		arena->failed = true;
		return NULL;
	}
	arena->used += size;
	return p;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	void *p = piece(arena, size);
	if (p)
		memset(p, 0, size ? size : 1);
	return p;
}

void *arena_array(struct arena *arena, size_t n, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(n, size, &bytes)) {
		arena->failed = true;
		return NULL;
	}
	return arena_alloc(arena, bytes);
}

void *arena_dup(struct arena *arena, const void *p, size_t n)
{
	if (n == SIZE_MAX) {
		arena->failed = true;
		return NULL;
	}
	char *copy = piece(arena, n + 1);
	if (!copy)
		return NULL;
	if (n)
		memcpy(copy, p, n);
	copy[n] = '\0';
	return copy;
}

char *arena_strdup(struct arena *arena, const char *s)
{
	return s ? arena_dup(arena, s, strlen(s)) : NULL;
}

char *arena_vprintf(struct arena *arena, const char *fmt, va_list ap)
{
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	char *out = n < 0 ? NULL : piece(arena, (size_t)n + 1);
	if (out)
		vsnprintf(out, (size_t)n + 1, fmt, again);
	else
		arena->failed = true;
	va_end(again);
	return out;
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	char *out = arena_vprintf(arena, fmt, ap);
	va_end(ap);
	return out;
}
