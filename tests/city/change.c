/* POST /city/change: what happens to a person after the town was made. Kept in memory; the people themselves stay as they are. */
#include "city/city.h"

#include "base/date.h"

#include <json-c/json.h>
#include <pthread.h>
#include <string.h>

#define CHANGES 64

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct change changes[CHANGES];
static size_t n_changes;

bool change_of(const struct person *p, struct change *ret_change)
{
	bool found = false;
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < n_changes && !found; i++)
		if (strcmp(changes[i].idno, p->idno) == 0) {
			*ret_change = changes[i];
			found = true;
		}
	pthread_mutex_unlock(&lock);
	return found;
}

static bool keep(const struct change *change)
{
	bool kept = true;
	size_t i = 0;
	pthread_mutex_lock(&lock);
	while (i < n_changes && strcmp(changes[i].idno, change->idno) != 0)
		i++;
	if (i < CHANGES) {
		changes[i] = *change;
		n_changes += i == n_changes;
	} else {
		kept = false;
	}
	pthread_mutex_unlock(&lock);
	return kept;
}

static bool day_of(json_object *o, const char *key, int32_t *ret_day)
{
	json_object *v;
	if (!json_object_object_get_ex(o, key, &v))
		return true;
	return json_object_is_type(v, json_type_string) && date_parse(json_object_get_string(v), ret_day);
}

/* {"tag", "home": day of registration, "lease_to": last day, "died_on": day, "rent_fen": n}: replaces what was said of him before. */
void change_serve(struct city *city, struct call *call)
{
	json_object *o = call->body ? json_tokener_parse((const char *)call->body) : NULL, *v;
	struct change change = { .home = DATE_NONE, .lease_to = DATE_NONE, .died_on = DATE_NONE };
	const struct person *p = NULL;
	if (json_object_is_type(o, json_type_object) && json_object_object_get_ex(o, "tag", &v) && json_object_is_type(v, json_type_string))
		p = people_by_tag(city->people, json_object_get_string(v));
	bool ok = p && day_of(o, "home", &change.home) && day_of(o, "lease_to", &change.lease_to) && day_of(o, "died_on", &change.died_on);
	if (ok && json_object_object_get_ex(o, "rent_fen", &v))
		change.rent_fen = json_object_get_int64(v);
	if (ok) {
		memcpy(change.idno, p->idno, sizeof(change.idno));
		ok = keep(&change);
	}
	json_object_put(o);
	if (ok)
		answer_text(call, 200, "application/json", "{\"changed\":true}");
	else
		answer_error(call, 400, "no such person or day");
}
