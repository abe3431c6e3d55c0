/* Small tools of the city: reading JSON objects, growing arrays. Memory that runs out ends the program: a simulator
 * has nothing better to do. */
#ifndef CITY_TOOL_H
#define CITY_TOOL_H

#include <json-c/json.h>

#include <stddef.h>
#include <stdint.h>

/* "" and `otherwise` where o is no object, or the key is missing or of another kind. o may be NULL. */
const char *json_text(json_object *o, const char *key);
int64_t json_number(json_object *o, const char *key, int64_t otherwise);
const char *json_plain(json_object *o); /* its text, owned by o */

/* Room for one more than n things of this size; returns where they are now. */
void *tool_grow(void *p, size_t *cap, size_t n, size_t size);
char *tool_copy(const char *s, size_t n);
uint64_t tool_hash(const char *s, size_t n);

#endif
