/* Inside of the town maker: shared by people.c (population) and people_hand.c (hand-made people) only. */
#ifndef CITY_PEOPLE_MAKE_H
#define CITY_PEOPLE_MAKE_H

#include "city/people.h"

struct maker {
	struct person *rows; /* room for `cap`, so pointers stay good */
	uint32_t n, cap, *slots, n_slots;
	uint32_t hand_until;
	uint64_t rng;
	int32_t day; /* the day of birth of the town */
	bool failed;
};

/* An applicant who passes everything; first17 NULL = invented. NULL when there is no room. */
struct person *make_applicant(struct maker *m, const char *first17, const char *name);
/* Members must be made directly after their applicant. */
struct person *make_spouse(struct maker *m, struct person *applicant, int64_t income_fen);
struct person *make_child(struct maker *m, struct person *applicant, int age, int nth);
void make_home(struct person *p, const char *division, const char *use, int32_t registered, int32_t transferred);
void make_entrepreneur(struct maker *m, struct person *p, int licence_months, int tax_months);
void make_outsider(struct maker *m, struct person *p, bool with_permit);
bool make_hand_people(struct maker *m);

#endif
