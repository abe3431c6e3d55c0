#include "store/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BYTES "file.bytes"

/* ---- what it is, by content ---- */

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Chunk after chunk from IHDR to an IEND that is the end of the file. */
static bool is_png(const uint8_t *p, size_t n)
{
	static const uint8_t signature[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
	if (n < 8 || memcmp(p, signature, 8) != 0)
		return false;
	bool first = true, data = false;
	for (size_t at = 8; n - at >= 12;) {
		uint32_t length = be32(p + at);
		const uint8_t *type = p + at + 4;
		if (length > n - at - 12 || first != (memcmp(type, "IHDR", 4) == 0) || (first && length != 13))
			return false;
		data = data || memcmp(type, "IDAT", 4) == 0;
		at += 12 + (size_t)length;
		if (memcmp(type, "IEND", 4) == 0)
			return data && length == 0 && at == n;
		first = false;
	}
	return false;
}

/* Segments up to the picture data, then an end marker that is the end of the file. */
static bool is_jpeg(const uint8_t *p, size_t n)
{
	if (n < 8 || p[0] != 0xff || p[1] != 0xd8 || p[n - 2] != 0xff || p[n - 1] != 0xd9)
		return false;
	bool frame = false;
	for (size_t at = 2; n - at >= 4;) {
		if (p[at] != 0xff)
			return false;
		uint8_t marker = p[at + 1];
		if (marker == 0xff) { /* fill byte */
			at++;
			continue;
		}
		size_t length = (size_t)p[at + 2] << 8 | p[at + 3];
		if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd9) || length < 2 || length > n - at - 2)
			return false;
		frame = frame || (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc);
		if (marker == 0xda)
			return frame;
		at += 2 + length;
	}
	return false;
}

static bool is_pdf(const uint8_t *p, size_t n)
{
	if (n < 64 || memcmp(p, "%PDF-", 5) != 0 || (p[5] != '1' && p[5] != '2') || p[6] != '.')
		return false;
	while (n && (p[n - 1] == '\n' || p[n - 1] == '\r' || p[n - 1] == ' '))
		n--;
	return n > 64 && memcmp(p + n - 5, "%%EOF", 5) == 0;
}

const char *files_sniff(const void *p, size_t n)
{
	return is_pdf(p, n) ? "application/pdf" : is_jpeg(p, n) ? "image/jpeg" : is_png(p, n) ? "image/png" : NULL;
}

/* ---- where it lies ---- */

struct place { const char *dir, *path, *temp; };

static enum err_code place_of(struct ctx *ctx, const char *public_id, struct place *ret_place)
{
	const char *root = config_text(ctx->config, "files.dir");
	if (strlen(public_id) < 8 || strspn(public_id, "0123456789abcdef") != strlen(public_id))
		return err_set(&ctx->err, ERR_INTERNAL, "file number");
	struct place place = {
		.dir = arena_printf(ctx->arena, "%s/%.2s", root, public_id),
		.path = arena_printf(ctx->arena, "%s/%.2s/%s", root, public_id, public_id),
		.temp = arena_printf(ctx->arena, "%s/%.2s/%s.%lld.new", root, public_id, public_id, (long long)getpid()),
	};
	if (!place.dir || !place.path || !place.temp)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	*ret_place = place;
	return ERR_OK;
}

static bool sync_folder(const char *dir)
{
	int fd CLEANUP(cleanup_fd) = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && fsync(fd) == 0;
}

static bool write_all(int fd, const uint8_t *p, size_t n)
{
	while (n) {
		ssize_t done = write(fd, p, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

static bool read_all(int fd, uint8_t *p, size_t n)
{
	while (n) {
		ssize_t done = read(fd, p, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

/* A failed fsync means the bytes may be gone: the temporary file is dropped, never used again. */
static bool store(const struct place *place, const struct blob *bytes)
{
	int fd CLEANUP(cleanup_fd) = open(place->temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
	if (fd < 0)
		return false;
	if (write_all(fd, bytes->p, bytes->n) && fsync(fd) == 0 && rename(place->temp, place->path) == 0)
		return sync_folder(place->dir);
	int kept = errno;
	unlink(place->temp);
	errno = kept;
	return false;
}

/* A full disk is no fault of ours: the person is asked to come back, the operator reads the number. */
static enum err_code not_written(struct ctx *ctx)
{
	return err_native(&ctx->err, errno == ENOSPC || errno == EDQUOT ? ERR_UNAVAILABLE : ERR_IO, errno, "files.dir");
}

enum err_code files_put(struct ctx *ctx, const char *public_id, const uint8_t uid[UID_SIZE], const void *p, size_t n, uint8_t ret_sm3[SM3_SIZE])
{
	struct place place;
	struct blob sealed;
	struct stat above;
	uint8_t digest[SM3_SIZE];
	enum err_code code = place_of(ctx, public_id, &place);
	if (!code && !crypto_sm3(p, n, digest))
		code = err_set(&ctx->err, ERR_CRYPTO, "sm3");
	if (!code)
		code = seal(ctx->keys, KEY_FILE, BYTES, uid, p, n, ctx->arena, &sealed, &ctx->err);
	if (code)
		return code;
	if (mkdir(place.dir, 0750) == 0) {
		/* The mode of the folder above: where workers and runners have accounts of their own, both must write into it. */
		if (stat(config_text(ctx->config, "files.dir"), &above) != 0 || chmod(place.dir, above.st_mode & 0777) != 0)
			return not_written(ctx);
		if (!sync_folder(config_text(ctx->config, "files.dir")))
			return not_written(ctx);
	} else if (errno != EEXIST) {
		return not_written(ctx);
	}
	if (!store(&place, &sealed))
		return not_written(ctx);
	memcpy(ret_sm3, digest, SM3_SIZE);
	return ERR_OK;
}

enum err_code files_get(struct ctx *ctx, const char *public_id, const uint8_t uid[UID_SIZE], const uint8_t sm3[SM3_SIZE], struct blob *ret_bytes)
{
	struct place place;
	struct stat st;
	enum err_code code = place_of(ctx, public_id, &place);
	if (code)
		return code;
	int fd CLEANUP(cleanup_fd) = open(place.path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return err_set(&ctx->err, ERR_NOT_FOUND, "file");
	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode))
		return err_native(&ctx->err, ERR_IO, errno, "file");
	size_t n = (size_t)st.st_size;
	uint8_t *raw = arena_alloc(ctx->arena, n);
	if (!raw)
		return err_set(&ctx->err, ERR_NOMEM, "arena");
	if (!read_all(fd, raw, n))
		return err_native(&ctx->err, ERR_IO, errno, "file");
	struct blob sealed = { raw, n }, plain;
	uint8_t digest[SM3_SIZE];
	code = unseal(ctx->keys, KEY_FILE, BYTES, uid, &sealed, ctx->arena, &plain, &ctx->err);
	if (code)
		return code;
	if (!crypto_sm3(plain.p, plain.n, digest) || memcmp(digest, sm3, SM3_SIZE) != 0)
		return err_set(&ctx->err, ERR_CRYPTO, "file: the digest differs");
	*ret_bytes = plain;
	return ERR_OK;
}

void files_drop(struct ctx *ctx, const char *public_id)
{
	struct place place;
	if (place_of(ctx, public_id, &place) == ERR_OK)
		unlink(place.path);
}
