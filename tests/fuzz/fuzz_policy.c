/* libFuzzer: any policy file. A version that is read is whole; one that is not says where. */
#include "domain/policy/policy_json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)16 << 20);
	const struct policy *policy = NULL;
	struct err err = { 0 };
	enum err_code code = policy_json_read(arena, (const char *)data, size, &policy, &err);
	if (code ? !err.n_fields && code != ERR_NOMEM : !policy->version || !policy->n_params || !policy->parts)
		abort();
	arena_free(arena);
	return 0;
}
