/* Memory of one request or one job item: allocated piece by piece, freed at once.
 * An arena has a cap; past it (or when malloc fails) arena_alloc returns NULL and arena_failed() stays true.
 * With -DARENA_MALLOC (the sanitizer builds) every piece is its own malloc, so that ASan sees overruns. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/cleanup.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(size_t cap_bytes) MUST_CHECK; /* NULL when out of memory */
void arena_free(struct arena *arena);                  /* NULL is fine */
void arena_freep(struct arena **arena);                /* for CLEANUP */
void arena_reset(struct arena *arena);                 /* everything in it is gone, a failure too; keeps the first block */
bool arena_failed(const struct arena *arena);
size_t arena_used(const struct arena *arena);

void *arena_alloc(struct arena *arena, size_t size) MUST_CHECK;                /* zeroed, aligned for any type */
void *arena_array(struct arena *arena, size_t n, size_t size) MUST_CHECK;     /* overflow checked */
void *arena_dup(struct arena *arena, const void *p, size_t n) MUST_CHECK;     /* + a NUL behind it */
char *arena_strdup(struct arena *arena, const char *s) MUST_CHECK;            /* NULL in, NULL out */
char *arena_printf(struct arena *arena, const char *fmt, ...) PRINTF_LIKE(2, 3) MUST_CHECK;
char *arena_vprintf(struct arena *arena, const char *fmt, va_list ap) MUST_CHECK;

#endif
