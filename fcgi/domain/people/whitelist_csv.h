/* The talent white list as the talent office sends it (2.9(4)): a CSV with Chinese heads, in UTF-8 or GB18030 as office programs save it.
 * Heads in any order: 姓名, 证件号码, 人才类别, 认定日期 (required), 有效期起 (empty: the day of recognition), 有效期止 (empty: open), 发证机关, 文号;
 * 工作单位 may stand there and is not kept. Pure; nothing is stored. */
#ifndef DOMAIN_PEOPLE_WHITELIST_CSV_H
#define DOMAIN_PEOPLE_WHITELIST_CSV_H

#include "base/err.h"
#include "base/text.h"

#define WHITELIST_BYTES_MAX (8 << 20)
#define WHITELIST_ROWS_MAX 50000

struct whitelist_row {
	int64_t seq;                            /* the row under the heads is 1 */
	const char *name, *idno;                /* normalised, checked */
	const char *class;                      /* A … F3 */
	const char *recognised_on, *valid_from; /* YYYY-MM-DD */
	const char *valid_to;                   /* NULL: open */
	const char *issuer, *document_no;       /* "" when not said */
};
/* All or nothing: a list that lacks somebody would take his subsidy. ERR_INVALID: err_field for each fault, pointer "/rows/ROW/HEAD" with the row
 * of the sheet as people count it (heads are row 1), as many as fit; never a value. ERR_MEDIA_TYPE: no text table at all. ERR_LIMIT, ERR_NOMEM. */
enum err_code whitelist_csv_read(struct arena *arena, const struct blob *bytes, struct whitelist_row **ret_rows, size_t *ret_n, struct err *err) MUST_CHECK;

#endif
