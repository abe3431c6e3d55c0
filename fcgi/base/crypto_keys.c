#include "base/crypto.h"

#include "base/crypto_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEK_SIZE 32
#define KEY_SIZE 64 /* 0-15 SM4, 16-31 spare (a longer cipher key), 32-63 HMAC-SM3 */
#define MAC_AT 32
#define MAC_SIZE 32
#define RING_MOST 128

#define VER 1
#define ALG 1 /* SM4-CTR + HMAC-SM3 */
#define IV_AT 6
#define TEXT_AT (IV_AT + SM4_IV_SIZE)

static const char *const purpose_names[KEY_PURPOSES] = {
	[KEY_C4] = "c4",           [KEY_C3] = "c3",           [KEY_C2] = "c2",   [KEY_INDEX] = "index", [KEY_AUDIT] = "audit",
	[KEY_SESSION] = "session", [KEY_REQUEST] = "request", [KEY_ROW] = "row", [KEY_FILE] = "file",
};

struct kek {
	uint8_t key[KEK_SIZE];
};

struct key {
	enum key_purpose purpose;
	uint32_t kid;
	uint8_t bytes[KEY_SIZE];
};

struct keys {
	size_t n;
	struct key ring[RING_MOST];
	const struct key *active[KEY_PURPOSES];
};

const char *key_purpose_name(enum key_purpose purpose)
{
	return (unsigned)purpose < KEY_PURPOSES ? purpose_names[purpose] : "?";
}

/* ---- memory that is not swapped, dumped or left behind ---- */

static void *secret_new(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	/* Where the lock limit is too low we go on: better a swappable key than no service. */
	(void)!mlock(p, n);
	(void)!madvise(p, n, MADV_DONTDUMP);
	return p;
}

static void secret_free(void *p, size_t n)
{
	if (!p)
		return;
	crypto_wipe(p, n);
	munmap(p, n);
}

/* ---- sealing ---- */

static void put_u32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (24 - i * 8));
}

static uint32_t get_u32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Header and iv, then the place the value belongs to, then the ciphertext. The place ends in NUL and the uid has a fixed
 * length, so no two different inputs run together to the same bytes. */
static bool tag(const uint8_t *key, const char *place, const uint8_t uid[UID_SIZE], const uint8_t *sealed, size_t text_n,
                uint8_t out[SM3_SIZE])
{
	const struct part parts[] = {
		{ sealed, TEXT_AT }, { place, strlen(place) + 1 }, { uid, UID_SIZE }, { sealed + TEXT_AT, text_n }
	};
	return crypto_hmac_sm3_parts(key + MAC_AT, MAC_SIZE, parts, ARRAY_LEN(parts), out);
}

static enum err_code seal_with(const uint8_t *key, uint32_t kid, const char *place, const uint8_t uid[UID_SIZE], const void *plain,
                               size_t n, struct arena *arena, struct blob *ret_sealed, struct err *err)
{
	uint8_t *out = n <= SIZE_MAX / 2 ? arena_alloc(arena, n + SEAL_OVERHEAD) : NULL;
	if (!out)
		return err_set(err, ERR_NOMEM, "no room to seal %zu bytes", n);
	out[0] = VER;
	out[1] = ALG;
	put_u32(out + 2, kid);
	if (!crypto_random(out + IV_AT, SM4_IV_SIZE) || !crypto_sm4_ctr(key, out + IV_AT, plain, n, out + TEXT_AT) ||
	    !tag(key, place, uid, out, n, out + TEXT_AT + n))
		return err_set(err, ERR_CRYPTO, "sealing failed");
	*ret_sealed = (struct blob){ out, n + SEAL_OVERHEAD };
	return ERR_OK;
}

/* One error for every way a value can be wrong: a caller must not be able to tell them apart. */
static enum err_code unseal_with(const uint8_t *key, const char *place, const uint8_t uid[UID_SIZE], const struct blob *sealed,
                                 struct arena *arena, struct blob *ret_plain, struct err *err)
{
	size_t n = sealed->n - SEAL_OVERHEAD;
	uint8_t expected[SM3_SIZE];
	if (!tag(key, place, uid, sealed->p, n, expected) || !crypto_equal(expected, sealed->p + TEXT_AT + n, SM3_SIZE))
		return err_set(err, ERR_CRYPTO, "a sealed value does not open");
	uint8_t *out = arena_alloc(arena, n + 1);
	if (!out)
		return err_set(err, ERR_NOMEM, "no room to open %zu bytes", n);
	if (!crypto_sm4_ctr(key, sealed->p + IV_AT, sealed->p + TEXT_AT, n, out))
		return err_set(err, ERR_CRYPTO, "a sealed value does not open");
	*ret_plain = (struct blob){ out, n };
	return ERR_OK;
}

static bool envelope_ok(const struct blob *sealed)
{
	return sealed->n >= SEAL_OVERHEAD && sealed->p[0] == VER && sealed->p[1] == ALG;
}

static const struct key *find(const struct keys *keys, enum key_purpose purpose, uint32_t kid)
{
	for (size_t i = 0; i < keys->n; i++)
		if (keys->ring[i].purpose == purpose && keys->ring[i].kid == kid)
			return &keys->ring[i];
	return NULL;
}

static const struct key *active(const struct keys *keys, enum key_purpose purpose)
{
	return (unsigned)purpose < KEY_PURPOSES ? keys->active[purpose] : NULL;
}

enum err_code seal(const struct keys *keys, enum key_purpose purpose, const char *table_column, const uint8_t uid[UID_SIZE],
                   const void *plain, size_t n, struct arena *arena, struct blob *ret_sealed, struct err *err)
{
	if (!plain) {
		*ret_sealed = (struct blob){ NULL, 0 };
		return ERR_OK;
	}
	const struct key *key = active(keys, purpose);
	if (!key)
		return err_set(err, ERR_CRYPTO, "no active key for %s", key_purpose_name(purpose));
	return seal_with(key->bytes, key->kid, table_column, uid, plain, n, arena, ret_sealed, err);
}

enum err_code unseal(const struct keys *keys, enum key_purpose purpose, const char *table_column, const uint8_t uid[UID_SIZE],
                     const struct blob *sealed, struct arena *arena, struct blob *ret_plain, struct err *err)
{
	if (!sealed->p) {
		*ret_plain = (struct blob){ NULL, 0 };
		return ERR_OK;
	}
	const struct key *key = envelope_ok(sealed) ? find(keys, purpose, get_u32(sealed->p + 2)) : NULL;
	if (!key)
		return err_set(err, ERR_CRYPTO, "a sealed value does not open");
	return unseal_with(key->bytes, table_column, uid, sealed, arena, ret_plain, err);
}

enum err_code keyed_mac(const struct keys *keys, enum key_purpose purpose, const char *label, const void *p, size_t n,
                        uint8_t out[SM3_SIZE], struct err *err)
{
	const struct key *key = active(keys, purpose);
	if (!key)
		return err_set(err, ERR_CRYPTO, "no active key for %s", key_purpose_name(purpose));
	const struct part parts[] = { { label, strlen(label) + 1 }, { p, n } };
	if (!crypto_hmac_sm3_parts(key->bytes + MAC_AT, MAC_SIZE, parts, ARRAY_LEN(parts), out))
		return err_set(err, ERR_CRYPTO, "a keyed digest failed");
	return ERR_OK;
}

/* ---- the key-encrypting key ---- */

enum err_code kek_read(const char *path, struct kek **ret_kek, struct err *err)
{
	int fd CLEANUP(cleanup_fd) = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return err_native(err, ERR_CONFIG, errno, "cannot open the key file %s", path);
	struct stat st;
	if (fstat(fd, &st) != 0)
		return err_native(err, ERR_CONFIG, errno, "cannot look at the key file %s", path);
	if (!S_ISREG(st.st_mode) || (st.st_uid != geteuid() && st.st_uid != 0) || (st.st_mode & 07777) != 0400 ||
	    st.st_size != KEK_SIZE)
		return err_set(err, ERR_CONFIG, "the key file %s must be a file of %d bytes, ours or root's, mode 0400", path, KEK_SIZE);
	struct kek *kek = secret_new(sizeof(*kek));
	if (!kek)
		return err_set(err, ERR_NOMEM, "no memory for the key");
	if (read(fd, kek->key, KEK_SIZE) != KEK_SIZE) {
		int native = errno;
		kek_freep(&kek);
		return err_native(err, ERR_IO, native, "cannot read the key file %s", path);
	}
	*ret_kek = kek;
	return ERR_OK;
}

static bool write_key(int fd)
{
	uint8_t key[KEK_SIZE];
	bool ok = crypto_random_key(key, sizeof(key)) && write(fd, key, sizeof(key)) == KEK_SIZE && fsync(fd) == 0;
	crypto_wipe(key, sizeof(key));
	return ok;
}

enum err_code kek_create(const char *path, struct err *err)
{
	int fd CLEANUP(cleanup_fd) = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0400);
	if (fd < 0)
		return err_native(err, ERR_IO, errno, "cannot create the key file %s", path);
	if (!write_key(fd)) {
		int native = errno;
		unlink(path);
		return err_native(err, ERR_IO, native, "cannot write the key file %s", path);
	}
	return ERR_OK;
}

void kek_freep(struct kek **kek)
{
	secret_free(*kek, sizeof(**kek));
	*kek = NULL;
}

/* ---- the ring ---- */

struct keys *keys_new(void)
{
	return secret_new(sizeof(struct keys));
}

void keys_freep(struct keys **keys)
{
	secret_free(*keys, sizeof(**keys));
	*keys = NULL;
}

/* The two working keys of the key-encrypting key, each derived under its own label. */
static bool kek_working(const struct kek *kek, uint8_t out[KEY_SIZE])
{
	static const char cipher[] = "anju key ring cipher", mac[] = "anju key ring mac";
	return crypto_hmac_sm3(kek->key, KEK_SIZE, cipher, sizeof(cipher), out) &&
	       crypto_hmac_sm3(kek->key, KEK_SIZE, mac, sizeof(mac), out + MAC_AT);
}

/* A wrapped key is bound to its purpose and number: swapped rows do not open. */
static void wrap_place(enum key_purpose purpose, uint32_t kid, uint8_t uid[UID_SIZE])
{
	memset(uid, 0, UID_SIZE);
	put_u32(uid, (uint32_t)purpose);
	put_u32(uid + 4, kid);
	memcpy(uid + 8, key_purpose_name(purpose), strlen(key_purpose_name(purpose)));
}

enum err_code keys_make(const struct kek *kek, enum key_purpose purpose, uint32_t kid, struct arena *arena, struct blob *ret_wrapped,
                        struct err *err)
{
	if ((unsigned)purpose >= KEY_PURPOSES)
		return err_set(err, ERR_INTERNAL, "no such key purpose");
	uint8_t working[KEY_SIZE], fresh[KEY_SIZE], uid[UID_SIZE];
	wrap_place(purpose, kid, uid);
	enum err_code code = ERR_OK;
	if (!kek_working(kek, working) || !crypto_random_key(fresh, sizeof(fresh)))
		code = err_set(err, ERR_CRYPTO, "cannot make a key");
	else
		code = seal_with(working, kid, "key_ring.wrapped", uid, fresh, sizeof(fresh), arena, ret_wrapped, err);
	crypto_wipe(working, sizeof(working));
	crypto_wipe(fresh, sizeof(fresh));
	return code;
}

/* Opens into an arena of its own, so that the key does not stay behind in the caller's. */
static enum err_code unwrap(const struct kek *kek, const struct blob *wrapped, const uint8_t uid[UID_SIZE], uint8_t out[KEY_SIZE],
                            struct err *err)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(4096);
	uint8_t working[KEY_SIZE];
	struct blob plain = { NULL, 0 };
	if (!arena)
		return err_set(err, ERR_NOMEM, "no memory for a key");
	if (!kek_working(kek, working))
		return err_set(err, ERR_CRYPTO, "cannot open a key");
	enum err_code code = unseal_with(working, "key_ring.wrapped", uid, wrapped, arena, &plain, err);
	crypto_wipe(working, sizeof(working));
	if (code)
		return code;
	memcpy(out, plain.p, KEY_SIZE);
	crypto_wipe((void *)(uintptr_t)plain.p, plain.n);
	return ERR_OK;
}

enum err_code keys_add(struct keys *keys, const struct kek *kek, enum key_purpose purpose, uint32_t kid, const struct blob *wrapped,
                       bool active, struct err *err)
{
	if ((unsigned)purpose >= KEY_PURPOSES || keys->n == RING_MOST || find(keys, purpose, kid))
		return err_set(err, ERR_INTERNAL, "key %u of %s is there already or has no place", kid, key_purpose_name(purpose));
	if (!wrapped->p || wrapped->n != SEAL_OVERHEAD + KEY_SIZE || !envelope_ok(wrapped))
		return err_set(err, ERR_CRYPTO, "key %u of %s is not a wrapped key", kid, key_purpose_name(purpose));
	uint8_t uid[UID_SIZE];
	wrap_place(purpose, kid, uid);
	struct key *key = &keys->ring[keys->n];
	enum err_code code = unwrap(kek, wrapped, uid, key->bytes, err);
	if (code)
		return code;
	key->purpose = purpose;
	key->kid = kid;
	keys->n++;
	if (active)
		keys->active[purpose] = key;
	return ERR_OK;
}

bool keys_complete(const struct keys *keys)
{
	for (int i = 0; i < KEY_PURPOSES; i++)
		if (!keys->active[i])
			return false;
	return true;
}
