/* The applicant's routes of the mock: made-up people, cases that move by timers. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const form = JSON.parse(readFileSync(join(import.meta.dirname, '../../../conf/forms/type2.json'), 'utf8'))
const stateText = { received: '已提交', accepted: '自动核查中', in_review: '人工审核中', supplement: '待补齐材料', decided: '已作决定', approved: '已通过', refused: '未通过', withdrawn: '已撤回', not_accepted: '不予受理' }
const people = [
	{ tag: 'P-PASS', name: '周*远', note: '单身毕业生，全部条件通过', end: 'approved' },
	{ tag: 'P-FAMILY', name: '沈*川', note: '已婚有一孩', end: 'approved', members: true },
	{ tag: 'P-HOME', name: '陆*河', note: '本市有住宅', end: 'in_review' },
	{ tag: 'P-NO', name: '许*安', note: '会被拒绝', end: 'refused' },
	{ tag: 'P-DOWN', name: '江*舒', note: '数据没到', end: 'waiting' },
	{ tag: 'P-NOACCOUNT', name: '苏*晴', note: '要补材料', end: 'supplement' },
	{ tag: 'P-SLOW', name: '何*宁', note: '一直在核查', end: 'accepted' },
	{ tag: 'P-NOTREAL', name: '戴*起', note: '没有实名', end: 'forbidden' },
]
const titles = [
	['T2-HOUSEHOLD', '4D-1', '户籍', '户籍在杭州市西湖区'], ['T2-PERMIT', '4D-2', '居住证', '有有效的浙江省居住证'], ['T2-NATIVE', '4D-3', '籍贯', '这一项不要求'],
	['T2-VOCATIONAL', '4D-4', '职业资格', '没有查到职业资格证书'], ['T2-TITLE', '4D-5', '职称', '没有查到职称'], ['T2-DEGREE', '4D-6', '学历', '本科，2022年6月毕业，未满七年'],
	['T2-CONTRACT', '4D-7', '劳动合同', '合同期限满一年'], ['T2-INSURANCE', '4D-8', '社会保险', '连续缴费 26 个月，满 6 个月'], ['T2-FUND', '4D-9', '住房公积金', '连续缴存 24 个月，满 6 个月'],
	['T2-INCOME', '4D-10', '人均可支配收入', '低于标准'], ['T2-HOME', '4D-11', '住房', '家庭在杭州没有住宅'], ['T2-BENEFIT', '4D-12', '相关住房优惠政策', '没有享受过'], ['T2-VEHICLE', '4D-13', '机动车', '没有机动车'],
]

function check(app, [rule, tender_id, title, explain], outcome) {
	const sources = { 'T2-HOUSEHOLD': 'household', 'T2-HOME': 'property', 'T2-DEGREE': 'degree', 'T2-INSURANCE': 'social_insurance', 'T2-FUND': 'provident_fund', 'T2-PERMIT': 'residence_permit' }
	const texts = {
		fail: { explain: '有一项条件不满足，请带不动产查询记录', next: { kind: 'supplement', text: '房子已经卖掉或不是您的，请交不动产查询记录', materials: ['property_proof'] } },
		unknown: { explain: '不动产登记暂时查不到', next: { kind: 'wait', text: '系统会自动再查，您不需要做什么', materials: [] } },
	}
	return {
		rule, tender_id, title, outcome, overridden: null, as_of: app.day(-1), source: sources[rule] || 'household', kind: 'shared',
		facts: outcome === 'not_applicable' ? [] : [{ label: title, value: explain, person: '本人', source: sources[rule] || 'household', request_no: `R${rule.length}20261122${tender_id}`, fetched_at: app.now(), as_of: app.day(-1), kind: rule === 'T2-CONTRACT' || rule === 'T2-INCOME' ? 'declared' : 'shared' }],
		threshold: { text: `按受理当天的政策：${title}符合规定`, clause: '公租房二类保障办法第六条', version: 'T2-2023' },
		explain: texts[outcome]?.explain || explain, next: texts[outcome]?.next || { kind: 'none', text: '' },
	}
}
function checksOf(app, end) {
	const odd = { in_review: ['T2-HOME', 'fail'], refused: ['T2-HOME', 'fail'], waiting: ['T2-HOME', 'unknown'] }[end]
	const off = ['T2-NATIVE', 'T2-VOCATIONAL', 'T2-TITLE', 'T2-PERMIT']
	return titles.map((row) => check(app, row, odd && odd[0] === row[0] ? odd[1] : off.includes(row[0]) ? 'not_applicable' : 'pass'))
}

export default function applicantRoutes(app) {
	const { state, route, problem } = app
	const tickets = new Map()

	app.portal = (url, response) => {
		const sp = url.searchParams.get('sp') || '/m/'
		const rows = people.map((p) => {
			const ticket = app.id()
			tickets.set(ticket, p)
			const [page, hash] = sp.split('#')
			return `<li><a href="${page}${page.includes('?') ? '&' : '?'}ticketId=${ticket}${hash ? `#${hash}` : ''}">${p.tag} ${p.note}</a></li>`
		})
		response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
		response.end(`<!doctype html><html lang="zh"><title>统一身份认证</title><main><h1>统一身份认证</h1><ul>${rows.join('')}</ul></main></html>`)
	}

	const mine = (session) => state.cases.filter((c) => c.owner === session.person.tag).sort((a, b) => (a.created_at < b.created_at ? 1 : -1))
	const event = (c, title, text = null, kind = 'system') => c.timeline.push({ at: app.now(), actor: { kind, name: kind === 'staff' ? '王审核' : '' }, title, text, state: c.state })
	const move = (c, to) => {
		if (c.state === 'withdrawn') return
		c.state = to
		c.state_text = stateText[to]
		if (['approved', 'refused', 'withdrawn'].includes(to)) c.light = 'none'
		event(c, stateText[to])
	}
	function finish(c, end) {
		c.checks = checksOf(app, end)
		if (end === 'waiting') {
			c.waits_for = ['property']
			event(c, '等待数据', '不动产登记暂时查不到，系统会自动再查')
			return
		}
		if (end === 'refused') {
			c.decision = { yes: false, at: app.now(), reasons: [{ code: 'R-HOME', title: '住房条件未满足', text: '有一项住房条件没有满足，请带不动产查询记录。', materials: [{ code: 'property_proof', title: '不动产查询记录' }] }] }
		}
		if (end === 'approved') {
			const months = [-2, -1, 0]
			c.payouts = months.map((m, i) => ({
				id: app.id(), case: c.id, scheme: 'type2', period: app.day(m * 30).slice(0, 7), amount_fen: 108000, state: ['paid', 'in_flight', 'ready'][i], state_text: ['已到账', '银行处理中', '待发放'][i],
				account: '6217********1234', attempts: i < 2 ? [{ at: app.now(), state: 'sent', text: '已交银行' }] : [], paid_at: i === 0 ? app.now() : null, why: '36 平方米 × 30.00 元 = 1,080.00 元，不超过备案租金',
			}))
		}
		move(c, end)
	}
	function start(c, end) {
		c.timer = setTimeout(() => {
			move(c, 'accepted')
			c.accepted_on = app.day()
			c.due_on = app.day(14)
			c.projid = `330106${app.day().replace(/-/g, '')}${String(state.cases.length).padStart(7, '0')}`
			if (end !== 'accepted') setTimeout(() => finish(c, end), 900)
		}, 600)
	}
	function stepsOf(c) {
		const order = { received: 0, accepted: 1, in_review: 2, supplement: 1, decided: 2, approved: 3, refused: 3, withdrawn: 3, not_accepted: 1 }[c.state]
		const names = [['received', '已提交'], ['check', '自动核查'], ['decide', '审核决定'], ['pay', '发放']]
		return names.map(([key, title], i) => ({
			key, title, state: i < order || (c.state === 'approved' && i < 3) ? 'done' : i === order ? 'current' : 'todo',
			at: i <= order ? c.timeline[Math.min(i, c.timeline.length - 1)].at : null, waiting_for: i === order && c.waits_for.length ? '等待相关部门的数据' : null,
		}))
	}
	const row = ({ timer: _timer, owner: _owner, ...c }) => Object.fromEntries(['id', 'projid', 'scheme', 'kind', 'applicant_kind', 'applicant', 'state', 'state_text', 'channel', 'accepted_on', 'due_on', 'created_at', 'waits_for', 'light'].map((k) => [k, c[k]]))
	const full = (c) => ({
		case: row(c), answers: c.answers, form_summary: [{ group: '身份与家庭', rows: [{ label: '申请身份', value: '新就业大学毕业生' }, { label: '手机号码', value: '138****8000' }] }, { group: '收款账户', rows: [{ label: '银行卡号', value: '6217********1234' }] }],
		steps: stepsOf(c), checks: c.checks, timeline: c.timeline, files: c.files, decision: c.decision, payouts: c.payouts, months: c.months || null,
		supplement: c.state === 'supplement' ? { materials: [{ code: 'insurance_proof', title: '社保或公积金缴纳证明', hint: '近 6 个月' }], note: '请补收款账户和缴纳证明。', due_on: app.day(10), needs_account: true } : null,
		can: { withdraw: ['received', 'accepted', 'in_review', 'supplement'].includes(c.state), supplement: c.state === 'supplement', reapply: c.state === 'refused' },
	})
	const find = (session, id) => {
		const c = state.cases.find((one) => one.id === id && one.owner === session.person.tag)
		if (!c) throw problem(404, 'not_found', '没有找到')
		return c
	}
	function job(result, fail) {
		const id = app.id()
		const ready = Date.now() + 700
		state.jobs.set(id, () => (Date.now() < ready ? { id, state: 'running' } : fail ? { id, state: 'failed', problem: fail } : { id, state: 'done', result }))
		return { job: id }
	}

	route('POST', '/api/session/start', (ask) => {
		const person = tickets.get(ask.body.ticket)
		tickets.delete(ask.body.ticket)
		const token = app.id()
		state.sessions.set(token, { pending: true, person })
		ask.setCookie(token)
		ask.status = 202
		return job({}, person ? null : '没有办成，请稍后再试')
	}, { open: true })
	route('POST', '/api/session/finish', (ask) => {
		const { person } = ask.session || {}
		if (!person) throw problem(401, 'session', '登录已过期')
		if (person.end === 'forbidden') throw problem(403, 'forbidden', '您没有权限做这件事')
		const token = app.id()
		state.sessions.set(token, { person, csrf: app.id() })
		ask.setCookie(token)
		return seen(state.sessions.get(token))
	}, { open: true })
	const seen = (s) => ({ kind: 'applicant', name: s.person.name, idno: '330106********0013', phone: '138****8000', csrf: s.csrf })
	route('GET', '/api/session', ({ session }) => seen(session))
	route('POST', '/api/session/end', (ask) => {
		state.sessions.delete(ask.token)
		ask.setCookie('')
		return null
	})
	route('GET', '/api/job', ({ query }) => {
		const one = state.jobs.get(query.id)
		if (!one) throw problem(404, 'not_found', '没有找到')
		return one()
	}, { open: true })
	route('GET', '/api/home', ({ session }) => {
		const cases = mine(session)
		const ask = cases.find((c) => c.state === 'supplement')
		const d = state.drafts.get(session.person.tag)
		return {
			name: session.person.name,
			next: ask ? { title: '补齐材料', text: '还差收款账户和一份缴纳证明', href: `#/supplement/${ask.id}`, due_on: app.day(10) } : null,
			cases: cases.slice(0, 5).map(row), drafts: d ? [{ id: d.id, form: 'type2', updated_at: d.updated_at, step: d.step }] : [],
			services: [{ id: 'type2', title: '公租房二类补贴', minutes: 2, hint: '新就业大学毕业生、创业人员，按月发到银行卡', open: true, why_not: null }, { id: 'rental', title: '人才租赁补贴', minutes: 2, hint: '高层次人才租房', open: false, why_not: '请在城市住房平台办理' }],
		}
	})
	route('GET', '/api/forms', () => ({ ...form, today: app.day() }))
	route('POST', '/api/prefill', (ask) => {
		ask.status = 202
		const { person } = ask.session
		const member = (n, name, relation, source) => ({ person: String(n).repeat(32), name, idno_masked: '330106********2021', relation, source, as_of: app.day(-1) })
		return job({
			members: person.members ? [member(1, '林*然', 'spouse', 'marriage'), member(2, '沈*安', 'child', 'household')] : [],
			fields: {
				'/mobile': { value: '13800138000', source: 'sso', source_title: '统一身份认证', as_of: null, request_no: null },
				'/contract/employer': { value: '杭州云栖软件有限公司', source: 'social_insurance', source_title: '人社 社会保险', as_of: app.day(-1), request_no: 'R1' },
				'/contract/division': { value: '330106', source: 'social_insurance', source_title: '人社 社会保险', as_of: app.day(-1), request_no: 'R1' },
			},
			checks_hint: [
				{ rule: 'T2-HOUSEHOLD', title: '户籍', outcome: 'pass', explain: '户籍在杭州市西湖区', materials: [] },
				{ rule: 'T2-INSURANCE', title: '社会保险', outcome: 'pass', explain: '连续缴费 26 个月', materials: [] },
				...(person.tag === 'P-PASS' ? [] : [{ rule: 'T2-DEGREE', title: '学历', outcome: 'fail', explain: '没有查到学历', materials: ['diploma'] }]),
			],
		})
	})
	route('POST', '/api/self-check', (ask) => {
		ask.status = 202
		const end = ask.session.person.end
		const checks = checksOf(app, end).map((one) => ({ ...one, settled: false, ...(one.rule === 'T2-CONTRACT' || one.rule === 'T2-INCOME' ? { outcome: 'unknown', need: 'proof' } : one.outcome === 'unknown' ? { need: 'source' } : {}) }))
		const [answer, title, text] = { in_review: ['not_yet', '暂不可申请', '因为：有一项条件不满足。'], waiting: ['source_down', '暂时查不到', '有的数据暂时查不到，这不影响您申请；也可以稍后再试。'] }[end] ||
			['may_apply', '可以申请', '查到的条件都符合。还有 2 项在申请时由您填写。']
		return job({ scheme: 'type2', answer, title, text, version: 'T2-2023', checks })
	})
	route('GET', '/api/draft', ({ session }) => {
		const d = state.drafts.get(session.person.tag)
		if (!d) throw problem(404, 'not_found', '没有找到')
		return d
	})
	route('POST', '/api/draft', ({ session, body }) => {
		const d = state.drafts.get(session.person.tag) || { id: app.id(), form: 'type2', form_version: '1', version: 0, files: [] }
		if (body.version !== d.version) throw problem(409, 'stale', '内容已在别处更新')
		Object.assign(d, { version: d.version + 1, data: body.data, step: body.step, updated_at: app.now() })
		state.drafts.set(session.person.tag, d)
		return { id: d.id, version: d.version, updated_at: d.updated_at }
	})
	route('POST', '/api/draft/remove', ({ session }) => (state.drafts.delete(session.person.tag), null))
	route('POST', '/api/file', (ask) => {
		if (ask.raw.length > 10485760) throw problem(413, 'too_large', '文件太大')
		const title = form.materials.find((m) => m.code === ask.query.material)?.title || '材料'
		const file = { id: app.id(), material: ask.query.material, title, content_type: ask.request.headers['content-type'], size: ask.raw.length, created_at: app.now(), source: 'upload' }
		state.files.set(file.id, { ...file, bytes: ask.raw })
		const home = ask.query.case ? find(ask.session, ask.query.case) : state.drafts.get(ask.session.person.tag)
		home.files.push(file)
		ask.status = 201
		return file
	}, { raw: true })
	route('GET', '/api/file', (ask) => {
		const file = state.files.get(ask.query.id)
		if (!file) throw problem(404, 'not_found', '没有找到')
		return ask.sendFile(file.bytes, file.content_type)
	})
	route('POST', '/api/file/remove', ({ session, body }) => {
		const d = state.drafts.get(session.person.tag)
		if (d) d.files = d.files.filter((f) => f.id !== body.id)
		return null
	})
	route('POST', '/api/case/submit', (ask) => {
		const { session, body } = ask
		const d = state.drafts.get(session.person.tag)
		if (!d || d.id !== body.draft) throw problem(404, 'not_found', '草稿不在了')
		if (d.version !== body.version) throw problem(409, 'stale', '内容已在别处更新')
		const c = {
			id: app.id(), owner: session.person.tag, projid: null, scheme: 'type2', kind: 'apply', applicant_kind: d.data.kind, applicant: session.person.name, state: 'received', state_text: stateText.received, channel: 'web',
			accepted_on: null, due_on: null, created_at: app.now(), waits_for: [], light: 'green', checks: [], timeline: [], files: d.files, decision: null, payouts: [], answers: d.answers || null,
		}
		event(c, '提交申请', null, 'applicant')
		state.cases.push(c)
		state.drafts.delete(session.person.tag)
		start(c, d.answers ? 'approved' : session.person.end)
		ask.status = 201
		return { id: c.id, state: c.state }
	}, { key: true })
	route('GET', '/api/cases', ({ session, query }) => {
		const all = mine(session)
		const from = Number(query.cursor || 0)
		return { items: all.slice(from, from + 10).map(row), next: all.length > from + 10 ? String(from + 10) : null }
	})
	route('GET', '/api/case', ({ session, query }) => full(find(session, query.id)))
	route('POST', '/api/case/withdraw', ({ session, body }) => {
		const c = find(session, body.id)
		move(c, 'withdrawn')
		return { id: c.id, state: c.state }
	}, { key: true })
	route('POST', '/api/case/supplement', ({ session, body }) => {
		const c = find(session, body.id)
		move(c, 'accepted')
		setTimeout(() => finish(c, 'approved'), 900)
		return { id: c.id, state: c.state }
	}, { key: true })
	route('POST', '/api/case/reapply', (ask) => {
		const c = find(ask.session, ask.body.id)
		const d = {
			id: app.id(), form: 'type2', form_version: '1', version: 1, step: 'materials', files: [], updated_at: app.now(), answers: c.id, needs: c.decision.reasons.flatMap((r) => r.materials),
			data: { kind: 'graduate', mobile: '13800138000', address: '西湖区文三路 1 号 2 幢 301 室', members: [], contract: { employer: '杭州云栖软件有限公司', uscc: '91330106MA2B0CDE47', division: '330106', from: '2024-07-01', to: null }, income: [{ person: 'self', year: Number(app.day().slice(0, 4)) - 1, amount_fen: 7200000 }], payee: { account: '6217000000000000004', bank: '中国工商银行杭州文三支行' } },
		}
		state.drafts.set(ask.session.person.tag, d)
		ask.status = 201
		return { id: d.id, version: d.version }
	}, { key: true })
	route('GET', '/api/payouts', ({ session }) => ({ items: mine(session).flatMap((c) => c.payouts), next: null }))
}
