/* Scope-bound release of foreign handles. Plain memory belongs to an arena and needs none of this. */
#ifndef BASE_CLEANUP_H
#define BASE_CLEANUP_H

/* CLEANUP(fn): fn gets a pointer to the variable when it goes out of scope; fn accepts "never set" (NULL, -1). */
#define CLEANUP(fn) __attribute__((cleanup(fn)))
#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* STEAL(p): hand the handle to somebody else; the variable forgets it, so its CLEANUP does nothing. */
#define STEAL(p) __extension__({ __typeof__(p) stolen_ = (p); (p) = NULL; stolen_; })

void cleanup_fd(int *fd);

#endif
