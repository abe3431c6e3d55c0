#include "base/config.h"

#define TEXT(key, standard, paragraph) { key, CONFIG_TEXT, standard, 0, 0, false, paragraph }
#define SECRET(key, standard, paragraph) { key, CONFIG_TEXT, standard, 0, 0, true, paragraph }
#define INT(key, standard, min, max, paragraph) { key, CONFIG_INT, standard, min, max, false, paragraph }
#define BOOL(key, standard, paragraph) { key, CONFIG_BOOL, standard, 0, 0, false, paragraph }

/* The one list of keys. Defaults are a private layout under var/, as the demo uses it; an installed system overrides
 * them. Passwords and signing secrets are never values here, only paths of files that hold them. */
const struct config_key config_keys[] = {
	TEXT("run.dir", "var/run", "Folder of sockets and pid files."),
	TEXT("log.level", "info", "Least level that is written: debug, info, warn or error."),
	TEXT("log.file", "", "File that log lines are appended to. Empty: standard error."),

	TEXT("db.socket", "var/run/mariadb.sock", "Unix socket of MariaDB. Empty: db.host and db.port are used."),
	TEXT("db.host", "", "Host name, or several as host:port,host:port in the order in which they are tried."),
	INT("db.port", "3306", 1, 65535, "TCP port of db.host."),
	TEXT("db.name", "anju", "Name of the database."),
	TEXT("db.user", "anju", "Database user of this program; the programs have different ones."),
	TEXT("db.password_file", "", "File whose first line is the password of db.user. Empty: none is sent."),
	INT("db.statement_s", "10", 1, 600, "Longest time one statement may run, in seconds."),

	TEXT("redis.socket", "var/run/redis.sock", "Unix socket of Redis."),
	TEXT("redis.password_file", "", "File whose first line is the Redis password. Empty: none is sent."),

	TEXT("keys.kek_file", "var/keys/kek", "File with the 32-byte key that opens the key ring: ours or root's, mode 0400."),

	TEXT("files.dir", "var/files", "Folder of sealed attachments and papers."),
	INT("files.max_bytes", "10485760", 1024, 104857600, "Largest attachment, in bytes."),
	INT("files.max_per_case", "20", 1, 200, "Most attachments of one case."),

	TEXT("policy.dir", "", "Folder of the policy versions. Empty: the installed folder, else the source's conf/policy."),
	TEXT("forms.dir", "", "Folder of the form definitions. Empty: the installed folder, else the source's conf/forms."),

	TEXT("worker.socket", "var/run/worker.sock", "Unix socket of the FastCGI workers when no supervisor hands one over."),
	INT("worker.threads", "4", 1, 256, "Threads of one worker process, each with its own connections."),
	INT("worker.requests", "20000", 0, 1000000000, "Requests after which a worker ends and is replaced, give or take a tenth. 0: never."),

	INT("session.idle_s", "1800", 60, 86400, "Seconds without a request after which an applicant's session ends."),
	INT("session.absolute_s", "28800", 60, 604800, "Seconds after which any session ends, busy or not."),
	INT("session.staff_idle_s", "1800", 60, 86400, "Seconds without a request after which a staff session ends."),
	BOOL("session.gateway", "no", "Accept the session token as field _s of the body, for a gateway that passes no cookies."),

	INT("sms.code_ttl_s", "300", 30, 3600, "Seconds a code sent by SMS stays valid."),
	INT("sms.per_phone_day", "10", 1, 1000, "Codes sent to one mobile in 24 hours, at most."),
	INT("sms.per_device_hour", "10", 1, 1000, "Codes asked for by one device in an hour, at most."),
	INT("sms.daily_budget", "20000", 1, 100000000, "Messages of all kinds in 24 hours, at most."),

	INT("decide.undo_s", "30", 0, 3600, "Seconds in which a reviewer can take a decision back before it takes effect."),
	INT("case.wait_hours", "72", 1, 8760, "Hours a case waits for a source before a person looks at it."),
	INT("case.supplement_days", "15", 1, 365, "Days an applicant has to hand in what is missing."),
	INT("case.promise_days", "20", 1, 365, "Working days promised for a case whose matter names none."),

	INT("run.month_day", "5", 1, 28, "Day of the month from which the month of every qualification is checked and paid."),
	INT("run.watch_days", "7", 1, 90, "Days in which the sources of every live qualification are asked once, between the runs."),
	INT("run.recheck_months", "12", 1, 120, "Settled months so far back are judged again when facts change; sources do not tell of older ones reliably."),

	INT("policy.trial_chunk", "2000", 1, 5000, "Qualifications or applications that a trial of a policy draft judges before it writes down where it is."),

	INT("jobd.poll_ms", "1000", 10, 60000, "Milliseconds between looks into the queue when nothing wakes the runner."),
	INT("jobd.lease_s", "60", 5, 3600, "Seconds a runner holds a job before another one may take it."),
	INT("jobd.parallel", "16", 1, 256, "Jobs one runner has in hand at once."),

	BOOL("outside.allow_plain_loopback", "no", "Allow plain http to this machine itself; for tests, refused together with production keys."),
	INT("outside.timeout_ms", "5000", 100, 120000, "Milliseconds one outside call may take."),
	INT("outside.max_bytes", "16777216", 4096, 1073741824, "Largest answer of an outside system, in bytes."),

	TEXT("gov.url", "", "Base address of the government platform 2.0."),
	SECRET("gov.access_key", "", "Our access key at the government platform."),
	TEXT("gov.secret_file", "", "File with the signing secret of the government platform."),
	TEXT("data.url", "", "Base address of the shared-data platform."),
	SECRET("data.app_key", "", "Our appKey at the shared-data platform."),
	TEXT("data.secret_file", "", "File with the appSecret of the shared-data platform."),
	TEXT("sms.url", "", "Base address of the SMS gateway."),
	TEXT("sms.ec_name", "", "Our enterprise name at the SMS gateway."),
	SECRET("sms.ap_id", "", "Our account at the SMS gateway."),
	TEXT("sms.secret_file", "", "File with the secret of the SMS gateway."),
	TEXT("sms.sign", "", "Number of the signature that messages carry."),
	TEXT("bank.url", "", "Base address of the bank."),
	SECRET("bank.access_key", "", "Our access key at the bank."),
	TEXT("bank.secret_file", "", "File with the signing secret of the bank."),
	SECRET("bank.payer_account", "", "Account that subsidies are paid from."),

	TEXT("sso.irs_url", "", "Base address of the unified sign-on gateway (IRS)."),
	TEXT("sso.irs_app_id", "", "Our application id at the unified sign-on."),
	SECRET("sso.irs_access_key", "", "Our access key at the unified sign-on."),
	TEXT("sso.irs_secret_file", "", "File with the signing secret of the unified sign-on."),
	TEXT("sso.legacy_url", "", "Base address of the older personal sign-on."),
	TEXT("sso.legacy_code", "", "Our service code at the older personal sign-on."),
	TEXT("sso.legacy_secret_file", "", "File with the service password of the older personal sign-on."),
	TEXT("sso.portal_login_url", "", "Sign-on page of the service portal that desktop browsers are sent to."),
	TEXT("site.public_url", "http://127.0.0.1:8080", "Address at which people reach us; sign-on returns and QR codes use it."),

	INT("whitelist.days", "100", 0, 3650, "Days for which a talent white list may be used, from the day it speaks of."),
	INT("retry.first_ms", "1000", 10, 3600000, "Milliseconds before the first repetition of a failed job; doubled each time."),
	INT("retry.max_ms", "600000", 10, 86400000, "Longest pause between repetitions, in milliseconds."),
	TEXT("chain.head_file", "var/audit/heads", "File that heads of the audit chain are appended to; another account owns it in production."),
};

const size_t config_keys_n = sizeof(config_keys) / sizeof(config_keys[0]);
