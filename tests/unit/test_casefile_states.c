/* The one state table: every state, event and actor, allowed and not (G2, 4C-1, 4C-2, 1.6). Pure. */
#include "tests/unit/unit.h"

#include "domain/casefile/casefile.h"

#define A (1u << ACTOR_APPLICANT)
#define S (1u << ACTOR_SYSTEM)
#define P (1u << ACTOR_STAFF)
#define G (1u << ACTOR_GOV)

/* Written from the design's table, not from the code. */
static const struct {
	enum case_state from;
	enum case_event event;
	enum case_state to;
	unsigned who;
} book[] = {
	{ CASE_NONE, EVENT_DISPATCH, CASE_RECEIVED, G },
	{ CASE_NONE, EVENT_SUBMIT, CASE_RECEIVED, A },
	{ CASE_DRAFT, EVENT_SUBMIT, CASE_RECEIVED, A },
	{ CASE_RECEIVED, EVENT_ACCEPT, CASE_ACCEPTED, S },
	{ CASE_RECEIVED, EVENT_NOT_ACCEPT, CASE_NOT_ACCEPTED, S },
	{ CASE_ACCEPTED, EVENT_ALL_PASS, CASE_DECIDED, S },
	{ CASE_ACCEPTED, EVENT_FAIL, CASE_IN_REVIEW, S },
	{ CASE_ACCEPTED, EVENT_WAITED_TOO_LONG, CASE_IN_REVIEW, S },
	{ CASE_ACCEPTED, EVENT_ASK_SUPPLEMENT, CASE_SUPPLEMENT, S },
	{ CASE_IN_REVIEW, EVENT_ASK_SUPPLEMENT, CASE_SUPPLEMENT, P },
	{ CASE_IN_REVIEW, EVENT_DECIDE, CASE_DECIDED, P },
	{ CASE_SUPPLEMENT, EVENT_HANDED_IN, CASE_ACCEPTED, A | G },
	{ CASE_SUPPLEMENT, EVENT_DUE_PASSED, CASE_IN_REVIEW, S },
	{ CASE_DECIDED, EVENT_UNDO, CASE_IN_REVIEW, P },
	{ CASE_DECIDED, EVENT_APPLY_YES, CASE_APPROVED, S },
	{ CASE_DECIDED, EVENT_APPLY_NO, CASE_REFUSED, S },
	{ CASE_DRAFT, EVENT_WITHDRAW, CASE_WITHDRAWN, A },
	{ CASE_RECEIVED, EVENT_WITHDRAW, CASE_WITHDRAWN, A | G },
	{ CASE_ACCEPTED, EVENT_WITHDRAW, CASE_WITHDRAWN, A | G },
	{ CASE_IN_REVIEW, EVENT_WITHDRAW, CASE_WITHDRAWN, A | G },
	{ CASE_SUPPLEMENT, EVENT_WITHDRAW, CASE_WITHDRAWN, A | G },
};

static void every_edge(void **state)
{
	size_t allowed = 0;
	(void)state;
	for (int from = CASE_NONE; from < CASE_STATES; from++)
		for (int event = 0; event < CASE_EVENTS; event++)
			for (int actor = ACTOR_SYSTEM; actor <= ACTOR_GOV; actor++) {
				enum case_state expected = CASE_STATES;
				for (size_t i = 0; i < ARRAY_LEN(book); i++)
					if ((int)book[i].from == from && (int)book[i].event == event && (book[i].who & (1u << actor)))
						expected = book[i].to;
				enum case_state got = casefile_next((enum case_state)from, (enum case_event)event, (enum actor_kind)actor);
				if (got != expected)
					fail_msg("%s + %s by %s: %s, not %s", case_state_name((enum case_state)from), case_event_name((enum case_event)event),
					         actor_kind_name((enum actor_kind)actor), case_state_name(got), case_state_name(expected));
				allowed += expected != CASE_STATES;
			}
	assert_int_equal(allowed, ARRAY_LEN(book) + 5); /* five edges have two actors */
}

static void ends_are_ends(void **state)
{
	static const enum case_state ends[] = { CASE_APPROVED, CASE_REFUSED, CASE_NOT_ACCEPTED, CASE_WITHDRAWN };
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		for (int event = 0; event < CASE_EVENTS; event++)
			for (int actor = ACTOR_SYSTEM; actor <= ACTOR_GOV; actor++)
				if (casefile_next(ends[i], (enum case_event)event, (enum actor_kind)actor) != CASE_STATES)
					fail_msg("row %zu: %s leaves an end", i, case_event_name((enum case_event)event));
}

static void names_round(void **state)
{
	(void)state;
	for (int i = CASE_DRAFT; i < CASE_STATES; i++) {
		assert_int_equal(case_state_of(case_state_name((enum case_state)i)), i);
		assert_true(strlen(case_state_text((enum case_state)i)) > 0);
	}
	assert_int_equal(case_state_of("paid"), CASE_NONE);
	assert_int_equal(case_state_of(NULL), CASE_NONE);
	for (int i = 0; i < CASE_EVENTS; i++)
		assert_true(strlen(case_event_name((enum case_event)i)) > 0);
}

UNIT_MAIN(UNIT("G2 4C-1 4C-2 1.6: the state table, each edge and actor", every_edge), UNIT("an ended case stays as it is", ends_are_ends),
          UNIT("names of states and events", names_round))
