/* The outside systems behind the gateway headers, in memory, linked instead of fcgi/gateway (the bank is fake_bank). Facts are those of a
 * graduate who passes, unless a switch says otherwise. Everything is emptied by fake_reset. */
#ifndef TESTS_FLOW_FAKE_GATEWAY_H
#define TESTS_FLOW_FAKE_GATEWAY_H

#include "gateway/data.h"
#include "gateway/gov.h"

#include <stdint.h>

#define FAKE_MOST 64

struct fake_person {
	char idno[24];
	char spouse[24];    /* married to; "" = nobody */
	char book[16], role[16]; /* number of the household book, head spouse child parent; "" = registered alone */
	bool cancelled;      /* the identity card */
	char home_on[12], lease_to[12], ended_on[12], died_on[12]; /* days of a home's registration, a lease's last day, a marriage's end, death; "" = the rule */
	char paid_until[8];  /* last month of insurance and fund; "" = the current one */
	int64_t rent_fen;    /* 0 = 3 000 yuan */
	bool home, no_insurance, no_lease, no_degree, married_twice; /* twice: the register gives the same marriage in two rows */
};
struct fake_report {
	char projid[24], result[24], text[200], document_no[40];
	enum gov_stage stage;
	int64_t dataversion;
};
struct fake_sms {
	char mobile[20], text[400], ref[24];
};
struct fake_world {
	struct fake_person people[FAKE_MOST];
	size_t n_people;
	const char *down;      /* this source gives no answer; "*" = all */
	const char *conflict;  /* this source tells of somebody else */
	bool no_token;
	int64_t asked;         /* single questions about people */
	bool gov_down, sms_unclear, sms_lost; /* unclear: sent, answer cut; lost: not sent, answer cut */
	int64_t gov_filed;
	struct gov_case queue[FAKE_MOST];
	size_t n_queue;
	struct fake_report reports[FAKE_MOST];
	size_t n_reports;
	struct fake_sms sms[FAKE_MOST];
	size_t n_sms;
	bool sso_refuses, sso_unverified;
	const char *sso_name, *sso_idno;
	int64_t in_tx_calls; /* outside calls while a transaction was open: must stay 0 */
};
extern struct fake_world fake;

void fake_reset(void);
struct fake_person *fake_person(const char *idno); /* made when new */
const struct fake_report *fake_report_last(const char *projid, enum gov_stage stage); /* NULL: none */
const struct fake_sms *fake_sms_last(void);

#endif
