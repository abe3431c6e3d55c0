/* store/keys and store/files: the key ring opens with its key file only, sealed things open in their own place only. */
#define _GNU_SOURCE /* memmem */
#include "tests/flow/harness.h"
#include "tests/unit/unit.h"

#include "store/files.h"
#include "store/keys.h"

#include <sys/stat.h>
#include <unistd.h>

static struct harness h;

static int set_up(void **state)
{
	(void)state;
	harness_open(&h, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	harness_close(&h);
	return 0;
}

static int each(void **state)
{
	(void)state;
	harness_next(&h);
	return 0;
}

static enum err_code load(const char *kek_file, struct keys **ret_keys)
{
	struct err err = { 0 };
	enum err_code code = keys_load(h.ctx.db, kek_file, ret_keys, &err);
	db_use(h.ctx.db, h.ctx.arena, &h.ctx.err);
	return code;
}

static void one_active_key_for_each_purpose(void **state)
{
	(void)state;
	struct err err = { 0 };
	assert_int_equal(harness_int(&h, "SELECT COUNT(*) FROM key_ring WHERE state = 'ACTIVE'"), KEY_PURPOSES);
	assert_int_equal(keys_init(h.ctx.db, config_text(h.config, "keys.kek_file"), &err), ERR_OK);
	assert_int_equal(harness_int(&h, "SELECT COUNT(*) FROM key_ring"), KEY_PURPOSES); /* again: nothing new */
	assert_int_equal(harness_try(&h, "INSERT INTO key_ring (kid, purpose, wrapped, state, created_at) SELECT kid + 100, purpose, wrapped, 'ACTIVE', 0 FROM key_ring LIMIT 1"),
	                 ERR_DUPLICATE);
}

static void another_key_file_opens_nothing(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct keys *keys = NULL;
	char path[300];
	snprintf(path, sizeof(path), "%s/other-kek", h.dir);
	assert_int_equal(kek_create(path, &err), ERR_OK);
	assert_true(load(path, &keys) != ERR_OK);
	assert_null(keys);
	assert_int_equal(chmod(path, 0644), 0);
	assert_true(load(path, &keys) != ERR_OK);
	snprintf(path, sizeof(path), "%s/no-kek", h.dir);
	assert_true(load(path, &keys) != ERR_OK);
}

static void an_old_key_opens_and_the_new_one_seals(void **state)
{
	(void)state;
	const char *kek = config_text(h.config, "keys.kek_file");
	uint8_t uid[UID_SIZE] = { 1, 2, 3 };
	struct blob old, fresh, plain;
	struct keys *keys = NULL;
	struct err err = { 0 };
	assert_int_equal(seal(h.keys, KEY_C3, "t.c", uid, "text", 4, h.ctx.arena, &old, &err), ERR_OK);
	harness_sql(&h, "UPDATE key_ring SET state = 'OPEN_ONLY' WHERE purpose = 'c3'");
	assert_true(load(kek, &keys) != ERR_OK); /* no active key for c3 */
	assert_int_equal(keys_init(h.ctx.db, kek, &err), ERR_OK);
	assert_int_equal(load(kek, &keys), ERR_OK);
	assert_int_equal(seal(keys, KEY_C3, "t.c", uid, "text", 4, h.ctx.arena, &fresh, &err), ERR_OK);
	assert_memory_not_equal(old.p + 2, fresh.p + 2, 4); /* another kid */
	assert_int_equal(unseal(keys, KEY_C3, "t.c", uid, &old, h.ctx.arena, &plain, &err), ERR_OK);
	assert_memory_equal(plain.p, "text", 4);
	assert_int_equal(unseal(keys, KEY_C3, "t.c", uid, &fresh, h.ctx.arena, &plain, &err), ERR_OK);
	keys_freep(&keys);
}

/* ---- files ---- */

static const uint8_t png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 1, 2, 3, 4,
	                       0, 0, 0, 2, 'I', 'D', 'A', 'T', 9, 9, 1, 2, 3, 4, 0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82 };
static const uint8_t jpeg[] = { 0xff, 0xd8, 0xff, 0xe0, 0, 4, 'J', 'F', 0xff, 0xc0, 0, 5, 8, 0, 1, 0xff, 0xda, 0, 3, 1, 0x11, 0x22, 0xff, 0xd9 };
static const char pdf[] = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 1\ntrailer\n<< >>\nstartxref\n9\n%%EOF\n";

static void content_decides_the_type(void **state)
{
	(void)state;
	static const char svg[] = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>                                ";
	static const char html[] = "<!doctype html><script>alert(1)</script>%PDF-1.4 …                                        %%EOF";
	uint8_t tail[sizeof(png) + 4], broken[sizeof(png)], cut[sizeof(jpeg)], pdf_tail[sizeof(pdf) + 40];
	memcpy(tail, png, sizeof(png));
	memcpy(tail + sizeof(png), "<?ph", 4);
	memcpy(broken, png, sizeof(png));
	broken[8] = 0xff; /* length of the first chunk */
	memcpy(cut, jpeg, sizeof(jpeg));
	snprintf((char *)pdf_tail, sizeof(pdf_tail), "%s<script>alert(1)</script>", pdf);
	const struct {
		const void *p;
		size_t n;
		const char *type;
	} rows[] = {
		{ png, sizeof(png), "image/png" },
		{ jpeg, sizeof(jpeg), "image/jpeg" },
		{ pdf, sizeof(pdf) - 1, "application/pdf" },
		{ svg, sizeof(svg) - 1, NULL },
		{ html, sizeof(html) - 1, NULL },
		{ tail, sizeof(tail), NULL },
		{ broken, sizeof(broken), NULL },
		{ png, sizeof(png) - 1, NULL },
		{ png, 20, NULL },
		{ cut, sizeof(cut) - 1, NULL },
		{ cut, 10, NULL },
		{ pdf_tail, strlen((char *)pdf_tail), NULL },
		{ pdf, 40, NULL },
		{ "GIF89a                                                                             ", 70, NULL },
		{ "PK\3\4                                                                             ", 70, NULL },
		{ "", 0, NULL },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ROW_STR(i, files_sniff(rows[i].p, rows[i].n), rows[i].type);
}

#define FILE_ID "0123456789abcdef0123456789abcdef"

static void files_are_sealed_and_checked(void **state)
{
	(void)state;
	uint8_t uid[UID_SIZE] = { 7 }, other[UID_SIZE] = { 8 }, sm3[SM3_SIZE], wrong[SM3_SIZE] = { 0 };
	struct blob back = { 0 };
	char path[400], text[4000];
	struct stat st;
	/* Workers and runners of different accounts share the folder by its group: what lies below is as open as it is. */
	snprintf(path, sizeof(path), "%s/files", h.dir);
	assert_int_equal(chmod(path, 0770), 0);
	assert_int_equal(files_put(&h.ctx, FILE_ID, uid, pdf, sizeof(pdf) - 1, sm3), ERR_OK);
	snprintf(path, sizeof(path), "%s/files/01", h.dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0770);
	assert_int_equal(files_get(&h.ctx, FILE_ID, uid, sm3, &back), ERR_OK);
	assert_int_equal(back.n, sizeof(pdf) - 1);
	assert_memory_equal(back.p, pdf, back.n);
	assert_int_equal(files_get(&h.ctx, FILE_ID, other, sm3, &back), ERR_CRYPTO);
	assert_int_equal(files_get(&h.ctx, FILE_ID, uid, wrong, &back), ERR_CRYPTO);
	assert_int_equal(files_get(&h.ctx, "ffffffffffffffffffffffffffffffff", uid, sm3, &back), ERR_NOT_FOUND);
	assert_int_equal(files_get(&h.ctx, "../../../../etc/passwd", uid, sm3, &back), ERR_INTERNAL);

	snprintf(path, sizeof(path), "%s/files/01/" FILE_ID, h.dir);
	FILE *file = fopen(path, "r+e");
	assert_non_null(file);
	size_t n = fread(text, 1, sizeof(text), file);
	assert_int_equal(n, sizeof(pdf) - 1 + SEAL_OVERHEAD);
	assert_null(memmem(text, n, "Catalog", 7)); /* nothing of it is readable on the disk */
	fseek(file, 60, SEEK_SET);
	fputc(text[60] ^ 1, file);
	fclose(file);
	assert_int_equal(files_get(&h.ctx, FILE_ID, uid, sm3, &back), ERR_CRYPTO);
	files_drop(&h.ctx, FILE_ID);
	assert_int_equal(files_get(&h.ctx, FILE_ID, uid, sm3, &back), ERR_NOT_FOUND);
}

static void a_lost_folder_is_told(void **state)
{
	(void)state;
	uint8_t uid[UID_SIZE] = { 7 }, sm3[SM3_SIZE];
	char path[300];
	snprintf(path, sizeof(path), "%s/files", h.dir);
	char moved[320];
	snprintf(moved, sizeof(moved), "%s.away", path);
	assert_int_equal(rename(path, moved), 0);
	assert_int_equal(files_put(&h.ctx, FILE_ID, uid, pdf, sizeof(pdf) - 1, sm3), ERR_IO);
	assert_int_equal(rename(moved, path), 0);
}

int main(void)
{
#define T(name, fn) { (name), (fn), each, NULL, NULL }
	const struct CMUnitTest tests[] = {
		T("one active key for each purpose", one_active_key_for_each_purpose),
		T("another key file opens nothing (S21)", another_key_file_opens_nothing),
		T("an old key opens, the new one seals", an_old_key_opens_and_the_new_one_seals),
		T("content decides the type of a file (S15)", content_decides_the_type),
		T("files are sealed and checked (S18)", files_are_sealed_and_checked),
		T("a folder that is gone is told", a_lost_folder_is_told),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
