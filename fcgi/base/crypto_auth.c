#include "base/crypto.h"

#include "base/crypto_private.h"

#include <stdio.h>
#include <string.h>

#define PASSWORD_PREFIX "pbkdf2-sm3$"
#define PASSWORD_ROUNDS 300000 /* about a fifth of a second on one core */
#define ROUNDS_LEAST 1000
#define ROUNDS_MOST 10000000
#define PASSWORD_SALT 16
#define PASSWORD_MOST 1024

#define TOTP_STEP_MS 30000

bool crypto_password_hash(const char *password, char out[160])
{
	uint8_t salt[PASSWORD_SALT], hash[SM3_SIZE];
	if (!password || strnlen(password, PASSWORD_MOST + 1) > PASSWORD_MOST || !crypto_random(salt, sizeof(salt)) ||
	    !crypto_pbkdf2_sm3(password, salt, sizeof(salt), PASSWORD_ROUNDS, hash))
		return false;
	struct arena *arena CLEANUP(arena_freep) = arena_new(1024);
	const char *salt_text = arena ? text_base64(arena, salt, sizeof(salt)) : NULL;
	const char *hash_text = salt_text ? text_base64(arena, hash, sizeof(hash)) : NULL;
	if (!hash_text)
		return false;
	snprintf(out, 160, PASSWORD_PREFIX "%d$%s$%s", PASSWORD_ROUNDS, salt_text, hash_text);
	return true;
}

struct stored {
	int64_t rounds;
	struct blob salt, hash;
};

static bool stored_parse(struct arena *arena, const char *text, struct stored *ret)
{
	if (!text_starts(text, PASSWORD_PREFIX) || strnlen(text, 161) > 160)
		return false;
	char *rounds = arena_strdup(arena, text + strlen(PASSWORD_PREFIX));
	char *salt = rounds ? strchr(rounds, '$') : NULL;
	char *hash = salt ? strchr(salt + 1, '$') : NULL;
	if (!hash)
		return false;
	*salt++ = '\0';
	*hash++ = '\0';
	return text_i64(rounds, &ret->rounds) && ret->rounds >= ROUNDS_LEAST && ret->rounds <= ROUNDS_MOST &&
	       text_unbase64(arena, salt, strlen(salt), &ret->salt) && ret->salt.n >= 8 &&
	       text_unbase64(arena, hash, strlen(hash), &ret->hash) && ret->hash.n == SM3_SIZE;
}

bool crypto_password_ok(const char *password, const char *hash)
{
	uint8_t got[SM3_SIZE];
	static const uint8_t no_salt[PASSWORD_SALT];
	struct stored stored = { 0 };
	struct arena *arena CLEANUP(arena_freep) = arena_new(2048);
	if (!arena || !password || strnlen(password, PASSWORD_MOST + 1) > PASSWORD_MOST)
		return false;
	/* An account that does not exist must not answer faster than a wrong password. */
	if (!stored_parse(arena, hash, &stored)) {
		bool ignored = crypto_pbkdf2_sm3(password, no_salt, sizeof(no_salt), PASSWORD_ROUNDS, got);
		(void)ignored;
		return false;
	}
	bool ok = crypto_pbkdf2_sm3(password, stored.salt.p, stored.salt.n, (uint64_t)stored.rounds, got) &&
	          crypto_equal(got, stored.hash.p, SM3_SIZE);
	crypto_wipe(got, sizeof(got));
	return ok;
}

bool crypto_totp(const struct blob *secret, int64_t step, char out[7])
{
	uint8_t counter[8], mac[20];
	for (int i = 0; i < 8; i++)
		counter[i] = (uint8_t)((uint64_t)step >> (56 - i * 8));
	if (!secret->p || step < 0 || !crypto_hmac_sha1(secret->p, secret->n, counter, sizeof(counter), mac))
		return false;
	unsigned at = mac[19] & 15;
	uint32_t number = (uint32_t)(mac[at] & 0x7F) << 24 | (uint32_t)mac[at + 1] << 16 | (uint32_t)mac[at + 2] << 8 | mac[at + 3];
	snprintf(out, 7, "%06u", number % 1000000);
	return true;
}

bool crypto_totp_ok(const struct blob *secret, const char *code, int64_t now_ms, int64_t *ret_step)
{
	if (!code || strnlen(code, 7) != 6 || !text_all_digits(code, 6) || now_ms < 0)
		return false;
	int64_t now = now_ms / TOTP_STEP_MS, found = -1;
	for (int64_t step = now - 1; step <= now + 1; step++) {
		char expected[7];
		if (step >= 0 && !crypto_totp(secret, step, expected))
			return false;
		if (step >= 0 && crypto_equal(expected, code, 6))
			found = step;
	}
	if (found < 0)
		return false;
	*ret_step = found;
	return true;
}
