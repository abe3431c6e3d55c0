/* The staff routes of the mock: made-up people and cases, two persons for money, undo that runs out. Any password does; the code 000000
 * is wrong, the login "locked" is locked. Logins: rev1 rev2 lead1 fin1 fin2 aud1 sys1 sec1 pol1. */
import { randomBytes } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import runRoutes from './runs.mjs'
import whitelistRoutes from './whitelists.mjs'

const staff = {
	rev1: ['王审核', 'reviewer'], rev2: ['赵审核', 'reviewer'], lead1: ['钱负责', 'lead', 'reviewer'], fin1: ['孙财务', 'finance'], fin2: ['李财务', 'finance'],
	aud1: ['周审计', 'auditor'], sys1: ['吴系统', 'system_admin'], sec1: ['郑安全', 'security_admin'], pol1: ['何政策', 'policy'],
}
const stateText = { received: '已提交', accepted: '自动核查中', in_review: '人工审核中', supplement: '待补正', decided: '已作决定', approved: '已通过', refused: '未通过', withdrawn: '已撤回', not_accepted: '不予受理' }
const materials = [
	['diploma', '毕业证书'], ['title_cert', '职称证书'], ['vocational_cert', '职业资格证书'], ['household_book', '户口簿'], ['residence_permit', '浙江省居住证'], ['contract', '劳动合同'], ['licence', '营业执照'],
	['tax_cert', '完税证明'], ['insurance_proof', '社保或公积金缴纳证明'], ['income_proof', '收入证明'], ['marriage_proof', '结婚证或离婚证'], ['property_proof', '不动产查询记录'], ['benefit_proof', '住房优惠政策终止证明'],
	['vehicle_proof', '车辆登记或价格证明'], ['lease', '租赁备案证明'], ['id_card', '身份证'], ['bank_card', '银行卡照片'], ['other', '其他材料'],
].map(([code, title]) => ({ code, title, required: false }))
const reasonRows = [
	['T2-HOUSEHOLD', 'T2-HOUSEHOLD', '户籍不在本市市区', '户籍：请带户口簿', '未查到您在本市市区的户籍，也没有有效居住证。请提供户口簿或居住证。', 'household_book'],
	['T2-PERMIT', 'T2-PERMIT', '无有效浙江省居住证', '居住证：请带居住证', '未查到在有效期内、由本市市区签发的浙江省居住证。', 'residence_permit'],
	['T2-DEGREE', 'T2-DEGREE', '学历不符合条件', '学历：请带毕业证书', '未查到符合条件的学历记录。', 'diploma'],
	['T2-INSURANCE', 'T2-INSURANCE', '社会保险缴纳不符合条件', '社保：请带缴纳证明', '在本市连续缴纳社会保险的月数不足。', 'insurance_proof'],
	['T2-INCOME', 'T2-INCOME', '有一项条件不符合', '一项条件不符：请带收入证明', '有一项条件不符合要求，请提供收入证明后重新申请。', 'income_proof'],
	['T2-HOME', 'T2-HOME', '有一项条件不符合', '一项条件不符：请带房产证明', '有一项条件不符合要求，请提供不动产登记查询证明后重新申请。', 'property_proof'],
	['T2-VEHICLE', 'T2-VEHICLE', '机动车辆超出限制', '车辆：请带购车发票', '名下机动车辆的数量或价格超出限制。', 'vehicle_proof'],
	['GENERAL-PAPER', null, '材料不清晰或不完整', '材料：请重新提供', '提交的材料不清晰或不完整，请重新上传。', 'other'],
]
const checkRows = [
	['T2-HOUSEHOLD', '4D-1', '户籍', '户籍在杭州市西湖区', 'household', [['户籍地', '杭州市西湖区']]], ['T2-PERMIT', '4D-2', '居住证', '没有查到居住证', 'residence_permit', []], ['T2-NATIVE', '4D-3', '籍贯', '这一项不要求', 'household', []],
	['T2-VOCATIONAL', '4D-4', '职业资格', '没有查到职业资格证书', 'vocational', []], ['T2-TITLE', '4D-5', '职称', '没有查到职称', 'title', []], ['T2-DEGREE', '4D-6', '学历', '本科，2022 年 6 月毕业，未满七年', 'degree', [['学历', '本科'], ['毕业日期', '2022-06-30']]],
	['T2-CONTRACT', '4D-7', '劳动合同', '合同期限满一年，单位在西湖区', 'labor_contract', [['合同期限', '2024-07-01 至 2027-06-30']]], ['T2-INSURANCE', '4D-8', '社会保险', '连续缴费 26 个月，满 6 个月', 'social_insurance', [['连续月数', '26 个月']]],
	['T2-FUND', '4D-9', '住房公积金', '连续缴存 24 个月，满 6 个月', 'provident_fund', [['连续月数', '24 个月']]], ['T2-INCOME', '4D-10', '人均可支配收入', '人均 52,000.00 元，低于 80,587.00 元', 'income', [['家庭年收入', '104,000.00 元'], ['人数', '2 人']]],
	['T2-HOME', '4D-11', '住房', '家庭在杭州市区没有住宅', 'property', []], ['T2-BENEFIT', '4D-12', '相关住房优惠政策', '没有享受过', 'housing_benefit', []], ['T2-VEHICLE', '4D-13', '机动车', '一辆，12 万元，未超过限制', 'vehicle', [['车辆', '1 辆'], ['价格', '120,000.00 元']]],
]

/* A small picture and a PDF whose Chinese font is not embedded, made on the spot. */
function png(width, height) {
	const crcTable = Array.from({ length: 256 }, (_, n) => { let c = n; for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1; return c >>> 0 })
	const crc = (b) => { let c = 0xffffffff; for (const x of b) c = crcTable[(c ^ x) & 255] ^ (c >>> 8); return (c ^ 0xffffffff) >>> 0 }
	const chunk = (type, data) => { const out = Buffer.alloc(12 + data.length); out.writeUInt32BE(data.length); out.write(type, 4); data.copy(out, 8); out.writeUInt32BE(crc(out.subarray(4, 8 + data.length)), 8 + data.length); return out }
	const raw = Buffer.alloc((width * 3 + 1) * height)
	for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
		const at = y * (width * 3 + 1) + 1 + x * 3
		const line = y % 48 > 30 && x > 60 && x < width - 60 - ((y * 7) % 200)
		const edge = x < 20 || y < 20 || x > width - 20 || y > height - 20
		raw.set(edge ? [150, 40, 40] : line ? [90, 90, 100] : [250, 246, 232], at)
	}
	const head = Buffer.alloc(13)
	head.writeUInt32BE(width); head.writeUInt32BE(height, 4); head.set([8, 2, 0, 0, 0], 8)
	return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(raw)), chunk('IEND', Buffer.alloc(0))])
}
function pdf(title) {
	const ucs2 = (text) => `<${Array.from(text, (ch) => ch.codePointAt(0).toString(16).padStart(4, '0')).join('')}>`
	const page = (n) => { const text = `BT /F1 26 Tf 150 740 Td ${ucs2(title)} Tj ET BT /F1 14 Tf 80 680 Td ${ucs2(`甲方：杭州云栖软件有限公司`)} Tj 0 -28 Td ${ucs2('合同期限：2024年7月1日至2027年6月30日')} Tj 0 -28 Td ${ucs2(`第 ${n} 页`)} Tj ET`; return `<< /Length ${text.length} >>\nstream\n${text}\nendstream` }
	const parts = [
		'<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>',
		'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 7 0 R >> >> >>', '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Resources << /Font << /F1 7 0 R >> >> >>',
		page(1), page(2), '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [8 0 R] >>',
		'<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 9 0 R >>',
		'<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>',
	]
	let out = '%PDF-1.4\n'
	const at = parts.map((body, i) => { const here = out.length; out += `${i + 1} 0 obj\n${body}\nendobj\n`; return here })
	const table = out.length
	out += `xref\n0 ${parts.length + 1}\n0000000000 65535 f \n${at.map((n) => `${String(n).padStart(10, '0')} 00000 n \n`).join('')}trailer << /Size ${parts.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF`
	return Buffer.from(out, 'latin1')
}

function checksOf(app, odd) {
	const fails = {
		'T2-HOME': ['家庭在杭州市区有 1 套住宅', '不动产登记记录有误的，先到登记机构更正；已转让的，交不动产查询记录', ['property_proof'], [['坐落', '西湖区文三路***', '本人'], ['用途', '住宅', '本人'], ['份额', '50 %', '本人'], ['登记日期', '2021-03-15', '本人']]],
		'T2-INSURANCE': ['连续缴费 4 个月，未满 6 个月', '补交本市社会保险缴纳证明', ['insurance_proof'], [['连续月数', '4 个月', '本人']]],
	}
	return checkRows.map(([rule, tender_id, title, explain, source, facts]) => {
		const off = ['T2-NATIVE', 'T2-VOCATIONAL', 'T2-TITLE', 'T2-PERMIT'].includes(rule)
		const outcome = odd[rule] || (off ? 'not_applicable' : 'pass')
		const fail = outcome === 'fail' ? fails[rule] : null
		const shown = fail ? fail[3] : facts.map(([label, value]) => [label, value, '本人'])
		return {
			rule, tender_id, title, outcome, settled: false, overridden: null,
			explain: fail ? fail[0] : outcome === 'unknown' ? '不动产登记暂时查不到，系统会再查' : explain,
			facts: shown.map(([label, value, person]) => ({ label, value, person, source, kind: ['labor_contract', 'income'].includes(source) ? 'declared' : 'shared', request_no: `26112209${tender_id.slice(3)}00${label.length}`, fetched_at: app.now(), as_of: app.day(-1) })),
			threshold: { text: rule === 'T2-HOME' ? '家庭成员在市区没有住宅，五年内没有转让过住宅' : rule === 'T2-INSURANCE' ? '在市区连续缴费满 6 个月' : '按受理当天的政策', clause: '公租房二类保障办法第六条', version: 'T2-2023' },
			next: fail ? { kind: 'supplement', text: fail[1], materials: fail[2] } : outcome === 'unknown' ? { kind: 'wait', text: '系统会自动再查，超过 72 小时转人工', materials: [] } : { kind: 'none', text: '', materials: [] },
		}
	})
}

function makeCases(app) {
	const surnames = '赵钱孙李周吴郑王冯陈沈韩杨朱秦许何吕施张'
	const states = ['in_review', 'in_review', 'in_review', 'accepted', 'supplement', 'approved', 'refused', 'received', 'withdrawn', 'in_review', 'not_accepted']
	return Array.from({ length: 64 }, (_, i) => {
		const state = states[i % states.length]
		const left = i % 7 === 0 ? -2 : i % 5 === 0 ? 2 : 6 + (i % 12)
		const name = `${surnames[i % 20]}*${'明远川河安舒晴宁然岚'[i % 10]}`
		const odd = state === 'in_review' ? (i % 3 === 1 ? { 'T2-HOME': 'unknown' } : i % 3 === 2 ? { 'T2-HOME': 'fail', 'T2-INSURANCE': 'fail' } : { 'T2-HOME': 'fail' }) : state === 'accepted' ? { 'T2-HOME': 'unknown' } : state === 'refused' ? { 'T2-HOME': 'fail' } : {}
		const at = (hours) => new Date(Date.now() + 8 * 3600e3 - hours * 3600e3).toISOString().replace(/\.\d+Z$/, '+08:00')
		const id = app.id()
		return {
			row: {
				id, projid: state === 'received' ? null : `330106${app.day(-i % 9).replace(/-/g, '')}${String(1000 + i).padStart(7, '0')}`, scheme: 'type2', kind: 'admission', applicant_kind: i % 4 ? 'graduate' : 'entrepreneur', applicant: name, state,
				state_text: stateText[state], channel: i % 3 ? 'gov20' : 'zlb', accepted_on: state === 'received' ? null : app.day(-8), due_on: state === 'received' ? null : app.day(left), created_at: at(20 + i * 5),
				waits_for: odd['T2-HOME'] === 'unknown' ? ['property'] : [], light: left < 0 ? 'red' : left < 4 ? 'yellow' : 'green',
			},
			ver: 3, odd, answers: null, members: i % 2 ? 1 : 3, files: i % 4 === 3 ? [] : i % 2 ? ['pdf'] : ['png', 'pdf'], decision: null, supplement: null, undoTimer: 0,
			timeline: [
				{ at: at(20 + i * 5), actor: { kind: i % 3 ? 'gov20' : 'applicant', name: '' }, title: '收到申请', text: i % 3 ? '政务服务平台派件' : '浙里办提交', state: 'received' },
				{ at: at(19 + i * 5), actor: { kind: 'system', name: '' }, title: '受理', text: '承诺 20 个工作日内办结', state: 'accepted' },
				{ at: at(18 + i * 5), actor: { kind: 'system', name: '' }, title: '自动核查', text: odd['T2-HOME'] ? '有核查项需要人工审核' : '全部符合', state },
			],
			payouts: state === 'approved' ? [-2, -1, 0].map((m, k) => ({ id: app.id(), case: id, scheme: 'type2', period: app.day(m * 30).slice(0, 7), amount_fen: 108000, state: ['paid', 'in_flight', 'ready'][k], state_text: '', account: '6217********1234', attempts: k < 2 ? [{ at: at(3), state: 'SENT', code: null, text: '已发银行' }] : [], paid_at: k ? null : at(2), why: '1 人 36 平方米 × 30.00 元' })) : [],
		}
	})
}

export default function staffRoutes(app) {
	const { state, route, problem } = app
	const cases = makeCases(app)
	const reasons = reasonRows.map(([code, check_code, title, sms_text, page_text, list], i) => ({ code, scheme: 'type2', check_code, title, sms_text, page_text, materials: [list], active: true, ver: 1, used: i * 3 }))
	const approvals = []
	const mandates = [{ id: 1, scheme: 'type2', per_payment_fen: 500000, per_day_fen: 100000000, per_day_count: 800, overrides_per_day: 0, run_payees_percent: 20, run_sum_percent: 20, run_new_payees: 100, valid_from: app.day(-200), valid_to: app.day(160), state: 'in_force', today: { fen: 3456000, n: 32, overrides: 0 } }]
	const budgets = [['type2', 3000000000], ['rental', 800000000], ['purchase', 0]].map(([scheme, funded]) => ({ scheme, funded_fen: funded, available_fen: Math.floor(funded * 0.8), reserved_fen: Math.floor(funded * 0.05), paid_fen: funded - Math.floor(funded * 0.8) - Math.floor(funded * 0.05) }))
	const orders = Array.from({ length: 46 }, (_, i) => ({
		id: app.id(), case: cases[(i * 11 + 5) % 64].row.id, applicant: cases[(i * 11 + 5) % 64].row.applicant, scheme: 'type2', period: app.day(-(i % 3) * 30).slice(0, 7), amount_fen: 108000 + (i % 4) * 36000, state: ['ready', 'in_flight', 'paid', 'paid', 'closed'][i % 5],
		account: '6217********1234', held: i % 5 ? null : i % 2 ? `mandate:override@${app.day()}` : 'account', batch_no: i % 5 ? `20261122${String(900 + (i % 3)).padStart(12, '0')}` : null, attempt_state: [null, 'unknown', 'succeeded', 'succeeded', 'failed'][i % 5], attempt: i % 5 ? 100 + i : null, created_at: app.now(),
	}))
	for (const [i, held] of [[5, 'bank_refused'], [10, 'conflict']]) Object.assign(orders[i], { state: 'ready', held })
	const diffs = [
		{ id: 1, kind: 'amount', e2e_id: '20261121000000000900000000000007', ours_fen: 108000, bank_fen: 144000, state: 'open', note: '', asks_paid: false, debited: false, proposed: false },
		{ id: 3, kind: 'state', e2e_id: '20261121000000000900000000000012', ours_fen: 108000, bank_fen: 108000, state: 'open', note: '', asks_paid: true, debited: false, proposed: false },
		{ id: 2, kind: 'only_bank', e2e_id: '20261121000000000900000000000031', ours_fen: null, bank_fen: 108000, state: 'closed', note: '退汇重付，已核实', asks_paid: false, debited: false, proposed: false },
	]
	const hex = () => randomBytes(32).toString('hex')
	const batches = ['CLOSED', 'SENT', 'UNKNOWN'].map((s, i) => ({ id: i + 1, batch_no: `20261122${String(900 + i).padStart(12, '0')}`, scheme: 'type2', n: 32 - i * 4, sum_fen: 3456000 - i * 432000, state: s, ground: i === 1 ? 'approval' : 'mandate', digest: hex(), created_at: app.now(), sent_at: app.now(), closed_at: i ? null : app.now(), counts: { succeeded: i ? 0 : 31, failed: i ? 0 : 1, unknown: i === 2 ? 24 : 0 } }))
	const audit = Array.from({ length: 120 }, (_, i) => ({ seq: 4200 - i, at: app.now(), actor_kind: i % 4 ? 'staff' : 'system', actor: i % 4 ? '王审核' : '', action: ['case.decide', 'staff.sign_on', 'data.reveal', 'file.read'][i % 4], object_kind: ['case', 'staff', 'person', 'file'][i % 4], object_id: 100 + i, purpose: i % 4 === 2 ? '核对申请人身份' : '', result: i % 9 === 1 ? 'wrong' : 'ok', detail: i % 4 ? '' : 'reasons=T2-HOME', chained: i > 2 }))
	const image = png(900, 1200)

	const open = (path, method, handler, flags) => route(method, path, handler, { open: true, ...flags })
	const need = (session, ...roles) => { if (!session?.staff || !roles.some((r) => session.staff.roles.includes(r))) throw problem(403, 'forbidden', '您没有权限做这件事') }
	const seen = (s) => ({ kind: 'staff', name: s.staff.name, login: s.staff.login, roles: s.staff.roles, csrf: s.csrf, last_login_at: '2026-11-21T17:40:00+08:00' })
	const find = (id) => { const c = cases.find((one) => one.row.id === id); if (!c) throw problem(404, 'not_found', '没有这件办件'); return c }
	const event = (c, title, text, kind = 'staff', name = '') => c.timeline.push({ at: app.now(), actor: { kind, name }, title, text, state: c.row.state })
	const move = (c, to) => { c.row.state = to; c.row.state_text = stateText[to]; c.ver++ }
	const page = (rows, query, size = 20) => { const from = Number(query.cursor || 0); return { items: rows.slice(from, from + size), next: rows.length > from + size ? String(from + size) : null } }
	const job = (result) => { const id = app.id(); const ready = Date.now() + 500; state.jobs.set(id, () => (Date.now() < ready ? { id, state: 'running' } : { id, state: 'done', result })); return { job: id } }
	const ask = (session, kind, subject, summary) => { const row = { id: approvals.length + 1, kind, subject, digest: hex(), made_by: session.staff.name, made_at: app.now(), expires_at: `${app.day(1)}T23:59:59+08:00`, summary, by: session.staff.login, open: true }; approvals.push(row); return row }

	const runs = runRoutes(app, { need, ask, cases })
	const lists = whitelistRoutes(app, { need, ask })

	open('/api/staff/sign-on', 'POST', (a) => {
		const { login, code } = a.body
		if (login === 'locked') throw problem(423, 'locked', '账号已锁定')
		if (!staff[login] || code === '000000') throw problem(401, 'not_signed_on', '账号、密码或验证码不对')
		const [name, ...roles] = staff[login]
		const token = app.id()
		state.sessions.set(token, { csrf: app.id(), staff: { login, name, roles } })
		a.setCookie(token)
		return seen(state.sessions.get(token))
	})
	route('GET', '/api/staff/session', ({ session }) => { if (!session.staff) throw problem(401, 'session', '登录已过期'); return seen(session) })
	route('POST', '/api/staff/session/end', (a) => (state.sessions.delete(a.token), a.setCookie(''), null))
	route('GET', '/api/staff/home', () => {
		const n = (s) => cases.filter((c) => c.row.state === s).length
		return { counts: { in_review: n('in_review'), waiting: n('accepted'), supplement: n('supplement'), overdue: cases.filter((c) => c.row.light === 'red').length, approvals: approvals.filter((x) => x.open).length, diffs: 2, alarms: 2 }, alarms: [{ kind: 'source_down', text: '不动产登记 连不上，11 件办件在等它', raised_at: app.now() }, { kind: 'pay_unknown', text: '有 24 笔付款结果待查', raised_at: app.now() }] }
	})
	route('GET', '/api/staff/queue', ({ query }) => {
		const fit = cases.filter(({ row }) => (!query.state || row.state === query.state) && (!query.scheme || row.scheme === query.scheme) && (query.due === 'overdue' ? row.light === 'red' : query.due === 'soon' ? row.light === 'yellow' : true))
		const counts = {}
		for (const { row } of cases) counts[row.state] = (counts[row.state] || 0) + 1
		return { ...page([...fit].sort((x, y) => ((x.row.due_on || '9') < (y.row.due_on || '9') ? -1 : 1)).map((c) => c.row), query), ...(query.cursor ? {} : { counts }) }
	})
	route('POST', '/api/staff/queue/find', ({ body }) => ({ items: cases.filter((c) => (body.projid ? c.row.projid === body.projid : c === cases[0] || c === cases[11])).map((c) => c.row), next: null }))
	route('GET', '/api/staff/case', ({ query, session }) => {
		const c = find(query.id)
		const reviewer = session.staff.roles.some((r) => ['reviewer', 'lead'].includes(r))
		const relations = ['self', 'spouse', 'child']
		return {
			case: c.row, ver: c.ver, answers: c.answers,
			household: relations.slice(0, c.members).map((relation, i) => ({ person: String(i + 1).repeat(32), name: i ? ['', '林*然', '赵*安'][i] : c.row.applicant, idno: `3301**********${3410 + i}`, relation, counted_from: app.day(-20).slice(0, 7) + '-01', confirmed: 'shared' })),
			form_summary: [
				{ group: '身份', rows: [{ label: '申请身份', value: c.row.applicant_kind === 'graduate' ? '新就业大学毕业生' : '创业人员' }, { label: '手机号码', value: '138****8000' }, { label: '现住址', value: '西湖区文三路***' }] },
				{ group: '工作', rows: [{ label: '工作单位', value: '杭州云栖软件有限公司' }, { label: '合同期限', value: '2024-07-01 至 2027-06-30' }] },
				{ group: '收入申报', rows: [{ label: '本人 2025 年', value: '72,000.00 元' }, { label: '配偶 2025 年', value: '32,000.00 元' }] },
				{ group: '收款账户', rows: [{ label: '卡号', value: '6217********1234' }, { label: '开户行', value: '工商银行文三支行' }] },
			],
			checks: c.decision?.yes ? checksOf(app, c.odd).map((k) => (k.outcome === 'fail' ? { ...k, overridden: { by: '王审核', reason: c.decision.opinion } } : k)) : checksOf(app, c.odd), timeline: c.timeline,
			files: c.files.map((kind) => ({ id: (kind === 'pdf' ? '1' : '2').repeat(32), material: kind === 'pdf' ? 'contract' : 'household_book', title: kind === 'pdf' ? '劳动合同' : '户口簿', content_type: kind === 'pdf' ? 'application/pdf' : 'image/png', size: kind === 'pdf' ? 2100 : image.length, created_at: app.now(), source: kind === 'pdf' ? 'upload' : 'gov20' })),
			supplement: c.supplement, decision: c.decision, payouts: c.payouts, months: c.months || null,
			duties: { can_decide: reviewer && c.row.state === 'in_review', can_ask: reviewer && ['in_review', 'accepted'].includes(c.row.state), can_undo: reviewer && c.row.state === 'decided' && Date.parse(c.decision.undo_until) > Date.now(), can_recheck: reviewer && ['in_review', 'accepted'].includes(c.row.state) },
		}
	})
	route('GET', '/api/staff/case/facts', ({ query, session }) => {
		need(session, 'reviewer', 'lead', 'auditor')
		const c = find(query.id)
		const source = (name, title, rows, st = 'ok', kind = 'shared') => ({ source: name, title, state: st, kind, as_of: st === 'ok' ? app.day(-1) : null, fetched_at: st === 'not_fetched' ? null : app.now(), request_no: st === 'not_fetched' ? null : `2611220935${name.length}${title.length}`, rows })
		const r = (o) => Object.entries(o).map(([label, value]) => ({ label, value }))
		const months = Array.from({ length: 26 }, (_, i) => r({ 月份: app.day(-i * 30).slice(0, 7), 缴纳地: '杭州市西湖区' }))
		return {
			members: ['本人', '配偶', '子女'].slice(0, c.members).map((_, i) => ({
				person: String(i + 1).repeat(32), name: i ? ['', '林*然', '赵*安'][i] : c.row.applicant, relation: ['self', 'spouse', 'child'][i],
				sources: [
					source('household', '公安 户籍', [r({ 户籍地: '杭州市西湖区', 籍贯: '浙江省绍兴市' })]), source('residence_permit', '公安 居住证', []), source('marriage', '民政 婚姻登记', i < 2 ? [r({ 登记日期: '2023-05-20', 状态: '已婚' })] : []),
					...(i === 0 ? [source('social_insurance', '人社 社会保险', months), source('degree', '教育 学历', [r({ 学历: '本科', 毕业日期: '2022-06-30', 学习形式: '全日制' })]), source('labor_contract', '劳动合同（本人申报）', [r({ 单位地区: '西湖区', 开始: '2024-07-01', 结束: '2027-06-30' })], 'ok', 'declared')] : []),
					source('property', '不动产登记', c.odd['T2-HOME'] === 'fail' && i === 0 ? [r({ 坐落: '西湖区文三路***', 用途: '住宅', 份额: '50 %', 登记日期: '2021-03-15', 转移日期: '' })] : [], c.odd['T2-HOME'] === 'unknown' ? 'down' : 'ok'), source('vehicle', '公安 机动车', i ? [] : [r({ 使用性质: '非营运', 价格: '120,000.00 元' })]), source('housing_benefit', '住房保障 相关住房优惠政策', [], i === 2 ? 'not_fetched' : 'ok'),
				],
			})),
		}
	})
	route('GET', '/api/staff/file', (a) => { need(a.session, 'reviewer', 'lead'); return a.query.id.endsWith('1') ? a.sendFile(pdf('劳动合同'), 'application/pdf') : a.sendFile(image, 'image/png') })
	route('POST', '/api/staff/case/decide', (a) => {
		need(a.session, 'reviewer', 'lead')
		const c = find(a.body.id)
		if (c.ver !== a.body.ver || c.row.state !== 'in_review') throw problem(409, 'stale', '办件已在别处更新')
		if (!a.body.yes && !a.body.reasons?.length) throw problem(422, 'invalid', '请选择不通过原因', [{ pointer: '/reasons', code: 'required', text: '请选择不通过原因' }])
		if (a.body.yes && !a.body.opinion) throw problem(422, 'invalid', '请写认定依据', [{ pointer: '/opinion', code: 'required', text: '请写认定依据' }])
		const until = new Date(Date.now() + 30000 + 8 * 3600e3).toISOString().replace(/\.\d+Z$/, '+08:00')
		c.decision = { yes: a.body.yes, at: app.now(), by: a.session.staff.name, opinion: a.body.opinion || '', undo_until: until, reasons: reasons.filter((r) => a.body.reasons?.includes(r.code)).map((r) => ({ code: r.code, title: r.title, text: r.page_text, materials: materials.filter((m) => r.materials.includes(m.code)) })) }
		move(c, 'decided')
		event(c, a.body.yes ? '审核通过' : '审核不通过', '30 秒后生效', 'staff', a.session.staff.name)
		c.undoTimer = setTimeout(() => { move(c, c.decision.yes ? 'approved' : 'refused'); event(c, stateText[c.row.state], '已短信告知申请人', 'system') }, 30000)
		a.status = 201
		return { id: c.row.id, takes_effect_at: until }
	}, { key: true })
	route('POST', '/api/staff/case/undo', (a) => {
		const c = find(a.body.id)
		if (c.row.state !== 'decided') throw problem(409, 'state', '决定已经生效，不能撤销')
		clearTimeout(c.undoTimer)
		c.decision = null
		move(c, 'in_review')
		event(c, '撤销决定', '', 'staff', a.session.staff.name)
		return { id: c.row.id, state: c.row.state }
	}, { key: true })
	route('POST', '/api/staff/case/ask', (a) => {
		const c = find(a.body.id)
		if (c.ver !== a.body.ver) throw problem(409, 'stale', '办件已在别处更新')
		c.supplement = { materials: materials.filter((m) => a.body.materials.includes(m.code)), note: a.body.note, due_on: app.day(a.body.due_days), needs_account: false }
		move(c, 'supplement')
		event(c, '要求补正', a.body.note, 'staff', a.session.staff.name)
		return { id: c.row.id, state: c.row.state }
	}, { key: true })
	route('POST', '/api/staff/case/recheck', (a) => { const c = find(a.body.id); event(c, '重新核查', '', 'staff', a.session.staff.name); a.status = 202; return job({}) }, { key: true })
	route('POST', '/api/staff/reveal', ({ body }) => ({ value: { name: '赵明远', idno: '330106199903070012', account: '6217001234561234', phone: '13800138000', address: '西湖区文三路 1 号' }[body.field] }))
	route('GET', '/api/staff/reasons', () => ({ items: reasons, materials }))
	route('POST', '/api/staff/reasons', ({ body, session }) => {
		need(session, 'lead')
		if (Array.from(body.sms_text).length > 20) throw problem(422, 'invalid', '短信文字太长', [{ pointer: '/sms_text', code: 'maxLength', text: '短信文字最多 20 个字' }])
		const at = reasons.findIndex((r) => r.code === body.code)
		const row = { ...body, ver: body.ver + 1, used: at < 0 ? 0 : reasons[at].used }
		if (at < 0) reasons.unshift(row)
		else reasons[at] = row
		return row
	}, { key: true })
	route('GET', '/api/staff/payouts', ({ query }) => page(orders.filter((o) => !query.state || o.state === query.state), query))
	route('GET', '/api/staff/batches', ({ query }) => page([...batches].reverse(), query))
	route('POST', '/api/staff/batch/make', (a) => {
		need(a.session, 'finance')
		const id = batches.length + 1
		batches.push({ id, batch_no: `20261122${String(900 + id).padStart(12, '0')}`, scheme: a.body.scheme, n: 5, sum_fen: 684000, state: 'DRAFT', ground: null, digest: hex(), created_at: app.now(), sent_at: null, closed_at: null, counts: {} })
		const row = ask(a.session, 'BATCH', id, { scheme: a.body.scheme, batch_no: batches.at(-1).batch_no, n: 5, sum_fen: 684000 })
		a.status = 202
		return job({ id, n: 5, sum_fen: 684000, digest: row.digest, approval: row.id })
	}, { key: true })
	route('GET', '/api/staff/job', ({ query }) => { const one = state.jobs.get(query.id); if (!one) throw problem(404, 'not_found', '没有找到'); return one() })
	route('GET', '/api/staff/approvals', ({ session }) => ({ items: approvals.filter((x) => x.open).map(({ by, open: _open, ...row }) => ({ ...row, mine: by === session.staff.login })) }))
	route('POST', '/api/staff/approval/decide', (a) => {
		const row = approvals.find((x) => x.id === a.body.id)
		need(a.session, row?.kind === 'WHITELIST' ? 'policy' : 'finance', 'lead')
		if (row.by === a.session.staff.login) throw problem(403, 'forbidden', '自己提出的不能自己复核')
		if (row.summary.sum_fen !== undefined && a.body.yes && a.body.sum_fen !== row.summary.sum_fen) throw problem(422, 'invalid', '总额不一致')
		row.open = false
		if (row.kind === 'BATCH') batches.find((b) => b.id === row.subject).state = a.body.yes ? 'SENT' : 'CANCELLED'
		if (row.kind === 'RUN') runs.decided(row.subject, a.body.yes)
		if (row.kind === 'WHITELIST') lists.decided(row.subject, a.body.yes, a.session.staff.name, a.body.note)
		if (row.kind === 'DIFF' && a.body.yes) diffs.find((d) => d.id === row.subject).state = 'closed'
		if (row.kind === 'MANDATE') mandates.find((m) => m.id === row.subject).state = a.body.yes ? 'in_force' : 'refused'
		return { id: row.id, yes: a.body.yes }
	}, { key: true })
	route('GET', '/api/staff/mandates', () => ({ items: [...mandates].reverse() }))
	route('POST', '/api/staff/mandate', (a) => { need(a.session, 'finance'); const limits = { run_payees_percent: null, run_sum_percent: null, run_new_payees: null, ...a.body }; mandates.push({ id: mandates.length + 1, ...limits, state: 'proposed', today: {} }); a.status = 201; return { approval: ask(a.session, 'MANDATE', mandates.length, limits).id } }, { key: true })
	route('POST', '/api/staff/mandate/revoke', ({ body, session }) => {
		need(session, 'finance', 'lead')
		const row = mandates.find((m) => m.id === body.id)
		if (row?.state !== 'in_force') throw problem(409, 'state', '授权已经停用')
		row.state = 'revoked'
		return null
	}, { key: true })
	route('POST', '/api/staff/order/release', ({ body, session }) => {
		need(session, 'finance')
		const row = orders.find((o) => o.id === body.id)
		if (!body.reason) throw problem(422, 'invalid', '请说明理由')
		if (row?.state !== 'ready' || !row.held) throw problem(409, 'state', '这笔没有挂起')
		setTimeout(() => (row.held = null), 500)
		return null
	}, { key: true })
	route('POST', '/api/staff/diff/close', (a) => {
		need(a.session, 'finance')
		const row = diffs.find((d) => d.id === a.body.id)
		if (!a.body.note) throw problem(422, 'invalid', '请说明差异的原因')
		if (row?.state !== 'open') throw problem(409, 'state', '差异已经处理')
		if (row.proposed) throw problem(409, 'state', '这笔已经申请过，等另一人复核；复核之后或七天过期后才能再申请')
		if (row.asks_paid && typeof a.body.paid !== 'boolean') throw problem(422, 'invalid', '请说明这笔钱是否已经付出')
		row.proposed = true
		a.status = 201
		return { approval: ask(a.session, 'DIFF', row.id, { scheme: null, e2e_id: row.e2e_id, day: app.day(-1), ours_fen: row.ours_fen, bank_fen: row.bank_fen, outcome: a.body.paid === undefined ? null : a.body.paid ? 'SUCCEEDED' : 'FAILED', evidence: a.body.evidence ?? null, note: a.body.note }).id }
	}, { key: true })
	route('POST', '/api/staff/unknown/leave', (a) => {
		need(a.session, 'finance')
		if (!a.body.evidence) throw problem(422, 'invalid', '请填写银行凭证编号')
		a.status = 201
		return { approval: ask(a.session, 'UNKNOWN', a.body.attempt, { scheme: null, outcome: a.body.paid ? 'SUCCEEDED' : 'FAILED', evidence: a.body.evidence, note: a.body.note || '' }).id }
	}, { key: true })
	route('GET', '/api/staff/budget', () => ({ items: budgets }))
	route('POST', '/api/staff/budget', (a) => { need(a.session, 'finance'); a.status = 201; return { approval: ask(a.session, 'BUDGET', 0, a.body).id } }, { key: true })
	route('GET', '/api/staff/recon', ({ query }) => {
		const days = Array.from({ length: 14 }, (_, i) => ({ day: app.day(-i), state: i < 2 ? 'OPEN' : 'CLOSED', diffs: i === 1 ? 2 : 0, ours_fen: 3456000 - i * 108000, bank_fen: i ? 3456000 - i * 108000 + (i === 1 ? 36000 : 0) : 0 }))
		const one = days.find((d) => d.day === query.day) || days[1]
		return {
			day: one.day, state: one.state, ours: { n: 32, fen: one.ours_fen }, bank: { n: one.bank_fen ? 32 : 0, fen: one.bank_fen }, ledger_fen: one.ours_fen, days,
			diffs: one.diffs ? diffs : [],
		}
	})
	route('GET', '/api/staff/calls', ({ query }) => {
		const rows = Array.from({ length: 90 }, (_, i) => ({ at: app.now(), peer: ['data', 'gov', 'bank', 'sms'][i % 4], operation: ['property', 'accept', 'batch', 'send'][i % 4], case: i % 4 === 2 ? null : cases[i % 64].row.id, ground: i % 4 ? '' : '公租房二类保障办法第六条', request_no: i % 4 ? null : `26112209${String(i).padStart(6, '0')}`, outcome: i % 11 === 0 ? 'down' : i % 13 === 0 ? 'unclear' : 'ok', http_status: i % 11 ? 200 : 0, ms: 12 + ((i * 37) % 400) }))
		return { ...page(rows.filter((r) => !query.peer || r.peer === query.peer), query), peers: [['data', 431, 9, 21], ['gov', 120, 0, 35], ['sms', 44, 0, 18], ['bank', 12, 1, 140], ['sso', 0, 0, 0]].map(([peer, ok, down, mean_ms]) => ({ peer, ok, down, mean_ms, last_ok_at: ok ? app.now() : null })) }
	})
	route('GET', '/api/staff/audit', ({ query, session }) => { need(session, 'auditor'); return page(audit, query, 50) })
	route('GET', '/api/staff/jobs', ({ session }) => {
		need(session, 'lead', 'system_admin')
		const kinds = ['verify_case', 'gov_report', 'notice', 'pay_send', 'pay_returns', 'apply_decision', 'audit_chain', 'recon_day']
		return { counts: kinds.flatMap((kind, i) => [{ kind, state: 'DONE', n: 120 * (i + 1) }, { kind, state: 'READY', n: i % 3 }, ...(i === 2 ? [{ kind, state: 'UNKNOWN', n: 1 }] : [])]), oldest_due_at: app.now(), trouble: [{ id: app.id(), kind: 'notice', state: 'UNKNOWN', attempts: 1, last_error: 'timeout: 5000 ms', created_at: app.now() }] }
	})
}
