#include "store/ctx.h"

const char *actor_kind_name(enum actor_kind kind)
{
	switch (kind) {
	case ACTOR_APPLICANT:
		return "applicant";
	case ACTOR_STAFF:
		return "staff";
	case ACTOR_OPERATOR:
		return "operator";
	case ACTOR_GOV:
		return "gov20";
	case ACTOR_SYSTEM:
		break;
	}
	return "system";
}
