#include "domain/rules/rules_text.h"

#define SUPPLEMENT RULES_NEXT_SUPPLEMENT
#define FIX RULES_NEXT_FIX_AT_SOURCE
#define WAIT RULES_NEXT_WAIT
#define NONE RULES_NEXT_NONE
#define WAIT_TEXT "无需操作，系统会自动再次查询"

/* Per code: failed, then not known yet. */
static const struct rules_text texts[CHECK_CODES][2] = {
	[CHECK_T2_HOUSEHOLD] = {
		{ "申请人户籍不在规定的区域内", SUPPLEMENT, "户籍已迁入的请补交户口簿；也可凭居住证申请", "household_book" },
		{ "暂时查不到户籍信息", WAIT, WAIT_TEXT, "household_book" } },
	[CHECK_T2_PERMIT] = {
		{ "没有在有效期内的本市居住证", FIX, "请到居住地派出所办理或换领居住证后再申请", "residence_permit" },
		{ "暂时查不到居住证信息", WAIT, WAIT_TEXT, "residence_permit" } },
	[CHECK_T2_NATIVE] = {
		{ "申请人籍贯不在规定的区域内", SUPPLEMENT, "登记有误的请补交户口簿", "household_book" },
		{ "暂时查不到籍贯信息", WAIT, WAIT_TEXT, "household_book" } },
	[CHECK_T2_VOCATIONAL] = {
		{ "没有取得满规定时间的高级工及以上职业资格", SUPPLEMENT, "有证书的请补交；也可凭职称或学历申请", "vocational_cert" },
		{ "暂时查不到职业资格信息", WAIT, WAIT_TEXT, "vocational_cert" } },
	[CHECK_T2_TITLE] = {
		{ "没有中级及以上职称", SUPPLEMENT, "有证书的请补交；也可凭职业资格或学历申请", "title_cert" },
		{ "暂时查不到职称信息", WAIT, WAIT_TEXT, "title_cert" } },
	[CHECK_T2_DEGREE] = {
		{ "没有符合条件的全日制或经认证的学历", SUPPLEMENT, "有学历证书的请补交；也可凭职称或职业资格申请", "diploma" },
		{ "暂时查不到学历信息", WAIT, WAIT_TEXT, "diploma" } },
	[CHECK_T2_CONTRACT] = {
		{ "没有符合期限的本市劳动合同或营业执照", SUPPLEMENT, "请补交劳动合同；创业人员请补交营业执照", "contract,licence" },
		{ "劳动合同或营业执照尚未核实", SUPPLEMENT, "请补交劳动合同；创业人员请补交营业执照", "contract,licence" } },
	[CHECK_T2_INSURANCE] = {
		{ "社会保险没有按规定连续缴纳", FIX, "请到社保经办机构核对缴费记录；也可看公积金", "insurance_proof" },
		{ "暂时查不到社会保险信息", WAIT, WAIT_TEXT, "insurance_proof" } },
	[CHECK_T2_FUND] = {
		{ "住房公积金没有按规定连续缴存", FIX, "请到公积金中心核对缴存记录；也可看社保", "insurance_proof" },
		{ "暂时查不到住房公积金信息", WAIT, WAIT_TEXT, "insurance_proof" } },
	[CHECK_T2_TAX] = {
		{ "没有按规定连续完税的记录", SUPPLEMENT, "请到税务部门开具完税证明后补交", "tax_cert" },
		{ "完税情况尚未核实", SUPPLEMENT, "请补交完税证明", "tax_cert" } },
	[CHECK_T2_INCOME] = {
		{ "家庭上一年度人均可支配收入没有低于规定标准", SUPPLEMENT, "收入有误的请补交收入证明", "income_proof" },
		{ "家庭收入情况尚未核实", SUPPLEMENT, "请补交家庭成员上一年度收入证明", "income_proof" } },
	[CHECK_T2_HOME] = {
		{ "家庭成员在市区有住房或规定期限内转让过住房", FIX, "登记有误的请先到不动产登记中心更正", "property_proof" },
		{ "暂时查不到不动产登记信息", WAIT, WAIT_TEXT, "property_proof" } },
	[CHECK_T2_BENEFIT] = {
		{ "家庭成员正在享受或享受过其他住房优惠政策", SUPPLEMENT, "已经退出的请补交退出证明", "benefit_proof" },
		{ "暂时查不到住房优惠信息", WAIT, WAIT_TEXT, "benefit_proof" } },
	[CHECK_T2_VEHICLE] = {
		{ "家庭机动车辆的数量或价格超出规定", SUPPLEMENT, "已过户或报废的请补交证明", "vehicle_proof" },
		{ "暂时查不到机动车辆信息", WAIT, WAIT_TEXT, "vehicle_proof" } },
	[CHECK_T2_LEASE] = {
		{ "没有覆盖整个月的市区租赁备案", FIX, "请到住房租赁平台办理租赁备案", "lease" },
		{ "暂时查不到租赁备案信息", WAIT, WAIT_TEXT, "lease" } },
	[CHECK_TR_WHITELIST] = {
		{ "不在有效的人才名单内，或该类别没有补贴标准", FIX, "请向人才认定部门核对人才类别", "talent_cert" },
		{ "人才名单暂时未更新", WAIT, WAIT_TEXT, "talent_cert" } },
	[CHECK_TR_INSURANCE] = {
		{ "没有在本区缴纳社会保险", FIX, "请到社保经办机构核对参保地和缴费记录", "insurance_proof" },
		{ "暂时查不到社会保险信息", WAIT, WAIT_TEXT, "insurance_proof" } },
	[CHECK_TR_HOME] = {
		{ "家庭成员在市区有住房", FIX, "登记有误的请先到不动产登记中心更正", "property_proof" },
		{ "暂时查不到不动产登记信息", WAIT, WAIT_TEXT, "property_proof" } },
	[CHECK_TR_BENEFIT] = {
		{ "家庭已享受其他住房优惠或领取过购房补贴", SUPPLEMENT, "已经退出的请补交退出证明", "benefit_proof" },
		{ "暂时查不到住房优惠信息", WAIT, WAIT_TEXT, "benefit_proof" } },
	[CHECK_TR_LEASE] = {
		{ "没有有效的市区租赁备案", FIX, "请到住房租赁平台办理租赁备案", "lease" },
		{ "暂时查不到租赁备案信息", WAIT, WAIT_TEXT, "lease" } },
	[CHECK_TP_WHITELIST] = {
		{ "不在有效的人才名单内，或该类别没有补贴标准", FIX, "请向人才认定部门核对人才类别", "talent_cert" },
		{ "人才名单暂时未更新", WAIT, WAIT_TEXT, "talent_cert" } },
	[CHECK_TP_INSURANCE] = {
		{ "社会保险没有在市区按规定连续缴纳", FIX, "请到社保经办机构核对缴费记录", "insurance_proof" },
		{ "暂时查不到社会保险信息", WAIT, WAIT_TEXT, "insurance_proof" } },
	[CHECK_TP_HOME] = {
		{ "除所购住房外，家庭成员在市区还有住房", FIX, "登记有误的请先到不动产登记中心更正", "property_proof" },
		{ "暂时查不到不动产登记信息", WAIT, WAIT_TEXT, "property_proof" } },
	[CHECK_TP_BENEFIT] = {
		{ "家庭享受过经适房、房改房或领取过购房补贴", SUPPLEMENT, "登记有误的请补交证明", "benefit_proof" },
		{ "暂时查不到住房优惠信息", WAIT, WAIT_TEXT, "benefit_proof" } },
	[CHECK_TP_COUPLE] = {
		{ "配偶已有同等或更高类别的购房补贴资格", SUPPLEMENT, "夫妻就高享受一次；登记有误的请补交证明", "marriage_proof" },
		{ "配偶的购房补贴资格暂时无法比较", WAIT, WAIT_TEXT, "marriage_proof" } },
	[CHECK_TP_TIME] = {
		{ "购房时间不在人才认定后的规定期限内", SUPPLEMENT, "日期有误的请补交购房合同和认定证书", "purchase_contract,talent_cert" },
		{ "人才认定时间暂时未更新", WAIT, WAIT_TEXT, "purchase_contract,talent_cert" } },
	[CHECK_TP_AMOUNT] = {
		{ "扣除后没有可以发放的补贴", SUPPLEMENT, "金额有误的请补交购房合同或征收协议", "purchase_contract,relocation" },
		{ "补贴金额暂时无法计算", WAIT, WAIT_TEXT, "purchase_contract" } },
	[CHECK_CAP] = {
		{ "累计发放月数已达到上限", NONE, "补贴已按规定发满，不再发放", "" },
		{ "累计发放月数暂时无法核实", WAIT, WAIT_TEXT, "" } },
};

const struct rules_text *rules_text_find(enum check_code code, enum outcome outcome)
{
	if (outcome != OUTCOME_FAIL && outcome != OUTCOME_UNKNOWN)
		return NULL;
	return &texts[code][outcome == OUTCOME_UNKNOWN];
}

const char *rules_sentence(enum check_code code, enum outcome outcome, bool settled)
{
	if (settled)
		return "已由同组的其他条件满足";
	const struct rules_text *text = rules_text_find(code, outcome);
	return text ? text->sentence : outcome == OUTCOME_PASS ? "符合条件" : "此项不适用";
}

void rules_why(struct buf *b, const enum check_code *codes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_str(b, i ? "；" : "");
		buf_str(b, texts[codes[i]][0].sentence);
	}
}

const char *rules_next_name(enum rules_next next)
{
	static const char *const names[] = { "supplement", "fix_at_source", "wait", "none" };
	return names[next];
}
