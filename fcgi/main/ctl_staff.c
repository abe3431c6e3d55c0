#include "main/ctl.h"

#include "base/date.h"
#include "domain/people/staff.h"
#include "main/ctl_sql.h"
#include "store/audit.h"
#include "store/conn.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

static const char usage[] = "staff add --login LOGIN --name NAME --roles ROLE[,ROLE] --ends DATE [--password-stdin] [--totp BASE32] | staff end --login LOGIN | staff list  [-c FILE] [--json]";

#define ROLES_MAX 9

struct add {
	struct ctl *c;
	struct staff_new staff;
	const char *roles[ROLES_MAX];
	size_t n_roles;
	int64_t id;
};

static enum err_code add_tx(struct db *db, void *arg)
{
	struct add *add = arg;
	struct ctx *ctx = &add->c->ctx;
	(void)db;
	enum err_code code = staff_insert(ctx, &add->staff, &add->id);
	for (size_t i = 0; i < add->n_roles && !code; i++)
		code = staff_grant(ctx, add->id, add->roles[i], add->staff.ends_on);
	struct audit_row row = { .action = "staff.add", .object_kind = "staff", .object_id = add->id, .purpose = "anjuctl", .detail = "console" };
	return code ? code : audit_write(ctx, &row);
}

/* Twenty letters and digits without look-alikes: more than 110 bits. */
static char *random_password(struct ctl *c)
{
	static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
	uint8_t random[64];
	char *out = arena_alloc(c->ctx.arena, 21);
	if (!out || !crypto_random(random, sizeof(random)))
		return NULL;
	size_t n = 0;
	for (size_t i = 0; i < sizeof(random) && n < 20; i++)
		if (random[i] < 224) /* 4 × 56: every letter is as likely */
			out[n++] = letters[random[i] % 56];
	crypto_wipe(random, sizeof(random));
	return n == 20 ? out : NULL;
}

static char *read_password(struct ctl *c)
{
	char line[202];
	if (!fgets(line, sizeof(line), stdin))
		return NULL;
	line[strcspn(line, "\r\n")] = '\0';
	char *out = strlen(line) >= 10 && strlen(line) <= 200 ? arena_strdup(c->ctx.arena, line) : NULL;
	crypto_wipe(line, sizeof(line));
	return out;
}

static int print_new(struct add *add, const char *password, bool password_given)
{
	struct ctl *c = add->c;
	char *secret = text_base32(c->ctx.arena, add->staff.totp_secret.p, add->staff.totp_secret.n);
	struct buf out;
	buf_init(&out, c->ctx.arena, 512);
	if (c->json) {
		buf_char(&out, '{');
		buf_key_int(&out, "id", add->id);
		buf_key_str(&out, "login", add->staff.login);
		if (!password_given)
			buf_key_str(&out, "password", password);
		buf_key_str(&out, "totp", secret);
		buf_str(&out, "}\n");
	} else {
		buf_printf(&out, "staff %lld: %s\n", (long long)add->id, add->staff.login);
		if (!password_given)
			buf_printf(&out, "password: %s\n", password);
		buf_printf(&out, "one-time codes: otpauth://totp/anju:%s?secret=%s&issuer=anju\n", add->staff.login, secret);
		buf_str(&out, "Shown once. Hand it over in person.\n");
	}
	return ctl_print(&out);
}

static bool split_roles(struct ctl *c, const char *list, struct add *add)
{
	char *rest = arena_strdup(c->ctx.arena, list);
	for (char *role; rest && (role = strsep(&rest, ","));) {
		if (add->n_roles == ROLES_MAX || !role[0])
			return false;
		add->roles[add->n_roles++] = role;
	}
	return add->n_roles > 0;
}

static int add_verb(struct ctl *c, struct add *add, const char *roles, const char *totp, bool from_stdin)
{
	int32_t day;
	struct staff_new *s = &add->staff;
	if (!s->login || !s->name || !roles || !s->ends_on || !date_parse(s->ends_on, &day) || !split_roles(c, roles, add))
		return ctl_usage(usage);
	if (day < clock_today())
		return ctl_fail(c, err_set(&c->ctx.err, ERR_INVALID, "--ends lies in the past"));
	s->password = from_stdin ? read_password(c) : random_password(c);
	if (!s->password)
		return ctl_fail(c, err_set(&c->ctx.err, ERR_INVALID, "the password needs 10 to 200 characters"));
	uint8_t secret[20];
	if (totp ? !text_unbase32(c->ctx.arena, totp, &s->totp_secret) || s->totp_secret.n < 10 : !crypto_random(secret, sizeof(secret)))
		return ctl_fail(c, err_set(&c->ctx.err, ERR_INVALID, "--totp wants 10 or more bytes in base32"));
	if (!totp)
		s->totp_secret = (struct blob){ secret, sizeof(secret) };
	int rc = ctl_connect(c);
	if (!rc)
		rc = ctl_keys(c);
	if (rc)
		return rc;
	enum err_code code = tx_run(c->ctx.db, "staff_add", add_tx, add);
	if (code)
		return ctl_fail(c, code);
	rc = print_new(add, s->password, from_stdin);
	crypto_wipe(secret, sizeof(secret));
	return rc;
}

static enum err_code end_tx(struct db *db, void *arg)
{
	struct add *end = arg;
	struct ctx *ctx = &end->c->ctx;
	struct staff staff;
	enum err_code code = staff_by_login(ctx, end->staff.login, &staff);
	if (code)
		return code == ERR_NOT_FOUND ? err_set(&ctx->err, code, "no such login") : code;
	end->id = staff.id;
	code = db_do(db, &ctl_stmts[CTL_STAFF_END], &(struct ctl_row){ .id = staff.id }, NULL);
	struct audit_row row = { .action = "staff.end", .object_kind = "staff", .object_id = staff.id, .purpose = "anjuctl", .detail = "console" };
	return code ? code : audit_write(ctx, &row);
}

/* At once: a session carries its roles with it, so the account's sessions end together with it. */
static int end_verb(struct ctl *c, struct add *end)
{
	if (!end->staff.login)
		return ctl_usage(usage);
	int rc = ctl_connect(c);
	if (rc)
		return rc;
	enum err_code code = tx_run(c->ctx.db, "staff_end", end_tx, end);
	if (!code)
		code = conn_redis(c->start.config, &c->ctx.redis, &c->ctx.err);
	if (!code)
		code = session_drop_all(c->ctx.redis, SESSION_STAFF, end->id, &c->ctx.err);
	return code ? ctl_fail(c, code) : 0;
}

static int list_verb(struct ctl *c)
{
	void *rows;
	size_t n;
	struct buf out;
	int rc = ctl_connect(c);
	if (rc)
		return rc;
	enum err_code code = db_list(c->ctx.db, &ctl_stmts[CTL_STAFF_LIST], NULL, 10000, &rows, &n);
	if (code)
		return ctl_fail(c, code);
	const struct ctl_row *row = rows;
	buf_init(&out, c->ctx.arena, 4096);
	buf_str(&out, c->json ? "{\"items\":[" : "");
	for (size_t i = 0; i < n; i++) {
		if (!c->json) {
			buf_printf(&out, "%-16s %-12s %s %-8s %s\n", row[i].login, row[i].name, row[i].day, row[i].n ? "disabled" : "", row[i].roles);
			continue;
		}
		buf_str(&out, i ? ",{" : "{");
		buf_key_int(&out, "id", row[i].id);
		buf_key_str(&out, "login", row[i].login);
		buf_key_str(&out, "name", row[i].name);
		buf_key_str(&out, "ends_on", row[i].day);
		buf_key_bool(&out, "disabled", row[i].n != 0);
		buf_key_int(&out, "last_login_ms", row[i].at);
		buf_key_str(&out, "roles", row[i].roles);
		buf_char(&out, '}');
	}
	buf_str(&out, c->json ? "]}\n" : "");
	return ctl_print(&out);
}

int ctl_staff(int argc, char **argv)
{
	struct ctl c CLEANUP(ctl_end) = { 0 };
	struct add add = { .c = &c };
	const char *roles = NULL, *totp = NULL;
	bool from_stdin = false;
	const struct ctl_option options[] = {
		{ "--login", &add.staff.login, NULL }, { "--name", &add.staff.name, NULL }, { "--roles", &roles, NULL },   { "--role", &roles, NULL },
		{ "--ends", &add.staff.ends_on, NULL }, { "--totp", &totp, NULL },          { "--password-stdin", NULL, &from_stdin },
	};
	int rc = ctl_begin(&c, argc, argv, options, ARRAY_LEN(options), usage);
	if (rc)
		return rc;
	if (c.n_words == 1 && strcmp(c.words[0], "add") == 0)
		return add_verb(&c, &add, roles, totp, from_stdin);
	if (c.n_words == 1 && strcmp(c.words[0], "end") == 0)
		return end_verb(&c, &add);
	if (c.n_words == 1 && strcmp(c.words[0], "list") == 0)
		return list_verb(&c);
	return ctl_usage(usage);
}
