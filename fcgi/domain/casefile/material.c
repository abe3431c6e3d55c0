#include "domain/casefile/material.h"

#include "base/text.h"

#include <string.h>

const struct material materials[] = {
	{ "id_card", "居民身份证" },
	{ "diploma", "毕业证书" },
	{ "title_cert", "职称证书" },
	{ "vocational_cert", "职业资格证书" },
	{ "contract", "劳动合同" },
	{ "licence", "营业执照" },
	{ "tax_cert", "完税证明" },
	{ "insurance_proof", "社保或公积金缴纳证明" },
	{ "household_book", "户口簿" },
	{ "residence_permit", "居住证" },
	{ "marriage_proof", "婚姻证明" },
	{ "income_proof", "收入证明" },
	{ "property_proof", "不动产登记查询证明" },
	{ "benefit_proof", "住房优惠退出证明" },
	{ "vehicle_proof", "购车发票" },
	{ "lease", "租赁备案证明" },
	{ "bank_card", "银行卡" },
	{ "talent_cert", "人才认定证书" },
	{ "purchase_contract", "购房合同" },
	{ "relocation", "征收补偿协议" },
	{ "other", "其他材料" },
};
const size_t materials_n = ARRAY_LEN(materials);

const char *material_title(const char *code)
{
	for (size_t i = 0; i < materials_n; i++)
		if (text_eq(materials[i].code, code))
			return materials[i].title;
	return NULL;
}

bool material_list_ok(const char *codes)
{
	char one[32];
	for (const char *p = codes;; p++) {
		size_t n = strcspn(p, ",");
		if (n == 0 || n >= sizeof one)
			return false;
		memcpy(one, p, n);
		one[n] = 0;
		if (!material_title(one))
			return false;
		p += n;
		if (!*p)
			return true;
	}
}

void material_titles(struct buf *b, const char *codes)
{
	for (const char *p = codes; *p; p += *p == ',') {
		size_t n = strcspn(p, ",");
		const char *one = arena_dup(b->arena, p, n), *title = one ? material_title(one) : NULL;
		buf_str(b, p == codes ? "" : "、");
		buf_str(b, title ? title : one ? one : "");
		p += n;
	}
}
