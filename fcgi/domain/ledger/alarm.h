/* Alarms: one open row per kind and subject, so that raising the same twice is one. Inside the caller's transaction. */
#ifndef DOMAIN_LEDGER_ALARM_H
#define DOMAIN_LEDGER_ALARM_H

#include "store/ctx.h"

/* text: a Chinese sentence for staff, without personal data. */
enum err_code alarm_raise(struct ctx *ctx, const char *kind, int64_t subject_id, const char *text) MUST_CHECK;
enum err_code alarm_clear(struct ctx *ctx, const char *kind, int64_t subject_id) MUST_CHECK;

#endif
