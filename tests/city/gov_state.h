/* State of the government platform 2.0: cases, deliveries, reports, kept in a journal. Every function but gov_new
 * wants the lock held. Shared by peer_gov.c (the platform's wire) and gov_control.c (the hand of the tests). */
#ifndef CITY_GOV_STATE_H
#define CITY_GOV_STATE_H

#include "city/city.h"
#include "city/tool.h"

#include <pthread.h>

#define GOV_PROJID 22
#define GOV_MATERIALS 20

struct gov_material {
	char unid[33];
	const struct material *material;
};

struct gov_report {
	char stage[12];
	int64_t version;
	char *json; /* as it came */
};

struct gov_case {
	char projid[GOV_PROJID], idno[24];
	char *request_no, *name, *phone; /* request_no NULL = born on the platform */
	char *form;                      /* JSON */
	int32_t day;                     /* of filing */
	int version;
	bool is_void;
	size_t n_materials, n_reports, cap_reports, n_deliveries;
	struct gov_material materials[GOV_MATERIALS];
	struct gov_report *reports;
};

struct gov_delivery {
	char *json; /* {"apasinfo":…,"attrs":…,"form":…} */
	int64_t visible_ms;
};

struct gov_peer {
	pthread_mutex_t lock;
	struct journal *journal;
	struct gov_case **cases; /* sorted by nothing; found through the hash table */
	size_t n_cases, cap_cases, n_deliveries, cap_deliveries;
	uint32_t *slots;
	size_t n_slots;
	struct gov_delivery *deliveries;
	uint64_t next_number;
};

struct gov_new {
	const char *request_no, *idno, *name, *phone;
	int32_t day;
	json_object *form, *materials; /* materials: array of codes, or NULL */
};

void gov_lock(struct gov_peer *peer);
void gov_unlock(struct gov_peer *peer);
struct gov_case *gov_find(struct gov_peer *peer, const char *projid);
struct gov_case *gov_find_request(struct gov_peer *peer, const char *request_no);
/* NULL / false = could not be written; then nothing happened. */
struct gov_case *gov_add(struct gov_peer *peer, struct arena *arena, const struct gov_new *n);
bool gov_add_material(struct gov_case *c, const char *code);
/* Writes the case as it is now (a new version of it) to the journal. */
bool gov_save(struct gov_peer *peer, struct arena *arena, const struct gov_case *c);
bool gov_deliver(struct gov_peer *peer, struct arena *arena, struct gov_case *c, int version, const char *old_address,
                 int64_t visible_ms);
bool gov_has_report(const struct gov_case *c, const char *stage, int64_t version);
bool gov_add_report(struct gov_peer *peer, struct arena *arena, struct gov_case *c, json_object *body);
bool gov_material_bytes(struct arena *arena, const struct gov_case *c, const struct gov_material *m, struct blob *ret_bytes);
const char *gov_state_name(const struct gov_case *c);

#endif
