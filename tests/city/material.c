/* Materials are small but real: a PDF page, a grey JPEG, a PNG gradient. The label is inside each, so that two
 * materials never have the same digest. Written by hand, because the city links no picture library. */
#include "city/city.h"

#include <string.h>

static const struct material materials[] = {
	{ "id_card", "身份证", "jpg", "image/jpeg" },
	{ "diploma", "学历证书", "pdf", "application/pdf" },
	{ "title_cert", "职称证书", "pdf", "application/pdf" },
	{ "vocational_cert", "职业资格证书", "pdf", "application/pdf" },
	{ "contract", "劳动合同", "pdf", "application/pdf" },
	{ "licence", "营业执照", "jpg", "image/jpeg" },
	{ "tax_cert", "完税证明", "pdf", "application/pdf" },
	{ "insurance_proof", "社保缴费证明", "pdf", "application/pdf" },
	{ "household_book", "户口簿", "jpg", "image/jpeg" },
	{ "residence_permit", "居住证", "jpg", "image/jpeg" },
	{ "marriage_proof", "婚姻证明", "png", "image/png" },
	{ "income_proof", "收入证明", "pdf", "application/pdf" },
	{ "property_proof", "住房情况证明", "pdf", "application/pdf" },
	{ "benefit_proof", "住房优惠情况证明", "pdf", "application/pdf" },
	{ "vehicle_proof", "车辆情况证明", "png", "image/png" },
	{ "lease", "租赁合同备案", "pdf", "application/pdf" },
	{ "bank_card", "银行卡", "png", "image/png" },
	{ "other", "其他材料", "pdf", "application/pdf" },
};

const struct material *material_find(const char *code)
{
	for (size_t i = 0; i < ARRAY_LEN(materials); i++)
		if (strcmp(materials[i].code, code) == 0)
			return &materials[i];
	return NULL;
}

static void make_pdf(struct buf *b, const char *label)
{
	size_t at[6];
	struct buf text;
	buf_init(&text, b->arena, 256);
	buf_printf(&text, "BT /F1 18 Tf 72 760 Td (Simulated city) Tj 0 -28 Td (%s) Tj ET", label);
	buf_str(b, "%PDF-1.4\n");
	at[1] = b->n;
	buf_str(b, "1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n");
	at[2] = b->n;
	buf_str(b, "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n");
	at[3] = b->n;
	buf_str(b, "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R\n"
	           "/Resources << /Font << /F1 5 0 R >> >> >>\nendobj\n");
	at[4] = b->n;
	buf_printf(b, "4 0 obj\n<< /Length %zu >>\nstream\n", text.n);
	buf_add(b, text.p, text.n);
	buf_str(b, "\nendstream\nendobj\n");
	at[5] = b->n;
	buf_str(b, "5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n");
	size_t xref = b->n;
	buf_str(b, "xref\n0 6\n0000000000 65535 f \n");
	for (int i = 1; i < 6; i++)
		buf_printf(b, "%010zu 00000 n \n", at[i]);
	buf_printf(b, "trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%zu\n%%%%EOF\n", xref);
	b->failed = b->failed || text.failed;
}

static void be32(uint8_t out[4], uint32_t v)
{
	for (int i = 0; i < 4; i++)
		out[i] = (uint8_t)(v >> (24 - 8 * i));
}

static uint32_t crc32_of(const uint8_t *p, size_t n)
{
	uint32_t c = UINT32_MAX;
	for (size_t i = 0; i < n; i++) {
		c ^= p[i];
		for (int k = 0; k < 8; k++)
			c = c & 1 ? (c >> 1) ^ 0xEDB88320u : c >> 1;
	}
	return ~c;
}

static void png_chunk(struct buf *b, const char *type, const void *data, size_t n)
{
	uint8_t word[4];
	be32(word, (uint32_t)n);
	buf_add(b, word, 4);
	size_t start = b->n;
	buf_add(b, type, 4);
	buf_add(b, data, n);
	be32(word, b->failed ? 0 : crc32_of((const uint8_t *)b->p + start, n + 4));
	buf_add(b, word, 4);
}

#define PNG_W 96
#define PNG_H 60

static void make_png(struct buf *b, const char *label)
{
	static const uint8_t head[13] = { 0, 0, 0, PNG_W, 0, 0, 0, PNG_H, 8, 0, 0, 0, 0 }; /* 8 bit grey */
	enum { RAW = PNG_H * (PNG_W + 1) };
	uint8_t z[2 + 5 + RAW + 4] = { 0x78, 0x01, 0x01, RAW & 255, RAW >> 8, (uint8_t)~(RAW & 255), (uint8_t)~(RAW >> 8) };
	uint8_t *raw = z + 7;
	uint32_t s1 = 1, s2 = 0;
	for (int y = 0; y < PNG_H; y++)
		for (int x = -1; x < PNG_W; x++) {
			uint8_t v = x < 0 ? 0 : (uint8_t)(80 + x + y);
			*raw++ = v;
			s1 = (s1 + v) % 65521;
			s2 = (s2 + s1) % 65521;
		}
	be32(raw, s2 << 16 | s1);
	struct buf text;
	buf_init(&text, b->arena, 128);
	buf_add(&text, "Comment", 8);
	buf_str(&text, label);
	buf_add(b, "\x89PNG\r\n\x1a\n", 8);
	png_chunk(b, "IHDR", head, sizeof(head));
	png_chunk(b, "tEXt", text.p, text.n);
	png_chunk(b, "IDAT", z, sizeof(z));
	png_chunk(b, "IEND", "", 0);
}

struct bits {
	struct buf *b;
	uint32_t acc;
	int n;
};

static void put_bits(struct bits *w, uint32_t value, int n)
{
	for (int i = n - 1; i >= 0; i--) {
		w->acc = w->acc << 1 | (value >> i & 1);
		if (++w->n < 8)
			continue;
		buf_char(w->b, (char)w->acc);
		if ((w->acc & 255) == 255)
			buf_char(w->b, 0);
		w->n = 0;
		w->acc = 0;
	}
}

/* 8 x 8 blocks of one grey each: only the DC term is coded, twelve codes of four bits; the AC table knows "end of block". */
static void make_jpeg(struct buf *b, const char *label)
{
	static const uint8_t quant[] = { 0xff, 0xdb, 0, 67, 0 };
	static const uint8_t frame[] = { 0xff, 0xc0, 0, 11, 8, 0, 64, 0, 96, 1, 1, 0x11, 0 };
	static const uint8_t dc[] = { 0xff, 0xc4, 0, 31, 0x00, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0,  0, 0,
		                      0,    0,    0, 0,  0,    1, 2, 3, 4,  5, 6, 7, 8, 9, 10, 11 };
	static const uint8_t ac[] = { 0xff, 0xc4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
	static const uint8_t scan[] = { 0xff, 0xda, 0, 8, 1, 1, 0x00, 0, 63, 0 };
	size_t label_n = strlen(label);
	uint8_t comment[4] = { 0xff, 0xfe, (uint8_t)((label_n + 2) >> 8), (uint8_t)(label_n + 2) };
	buf_add(b, "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0", 20);
	buf_add(b, comment, 4);
	buf_add(b, label, label_n);
	buf_add(b, quant, sizeof(quant));
	for (int i = 0; i < 64; i++)
		buf_char(b, 16);
	buf_add(b, frame, sizeof(frame));
	buf_add(b, dc, sizeof(dc));
	buf_add(b, ac, sizeof(ac));
	buf_add(b, scan, sizeof(scan));
	struct bits w = { .b = b };
	int before = 0;
	for (int i = 0; i < 12 * 8; i++) {
		int grey = (int)((uint8_t)label[(size_t)i % (label_n ? label_n : 1)] + 7 * i) % 90 - 45;
		int diff = grey - before, size = 0;
		for (int v = diff < 0 ? -diff : diff; v; v >>= 1)
			size++;
		put_bits(&w, (uint32_t)size, 4);
		put_bits(&w, (uint32_t)(diff < 0 ? diff + (1 << size) - 1 : diff), size);
		put_bits(&w, 0, 1);
		before = grey;
	}
	put_bits(&w, 0x7f, w.n ? 8 - w.n : 0);
	buf_add(b, "\xff\xd9", 2);
}

bool material_make(struct arena *arena, const struct material *material, const char *label, struct blob *ret_bytes)
{
	struct buf b;
	buf_init(&b, arena, 8192);
	if (strcmp(material->suffix, "pdf") == 0)
		make_pdf(&b, label);
	else if (strcmp(material->suffix, "png") == 0)
		make_png(&b, label);
	else
		make_jpeg(&b, label);
	if (b.failed)
		return false;
	*ret_bytes = (struct blob){ (const uint8_t *)b.p, b.n };
	return true;
}
