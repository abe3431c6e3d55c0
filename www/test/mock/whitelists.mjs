/* Talent white lists of the mock: one in force that is nearly too old, one before it. A file is read as UTF-8 and only its ID numbers are looked
 * at; loading takes six seconds. Text "PK" in front is a spreadsheet's own file. */
const names = '赵钱孙李周吴郑王冯陈'
const TAKES_MS = 6000
const PAGE = 50
const READERS = ['policy', 'reviewer', 'lead', 'finance', 'auditor']

export default function whitelistRoutes(app, { need, ask }) {
	const { route, problem } = app
	const make = (more) => ({ id: app.id(), state: 'loading', loaded: 0, added: 0, gone: 0, changed: 0, why: '', decided_by: null, created_at: app.now(), active_at: null, began: 0, ...more })
	const lists = [
		make({ as_of: app.day(-91), state: 'active', total: 3204, loaded: 3204, added: 96, gone: 12, changed: 31, made_by: '何政策', decided_by: '钱负责', active_at: app.now() }),
		make({ as_of: app.day(-182), state: 'replaced', total: 3120, loaded: 3120, added: 3120, made_by: '何政策', decided_by: '钱负责', active_at: app.now() }),
	]
	const tick = (list) => {
		const part = list.began ? Math.min(1, (Date.now() - list.began) / TAKES_MS) : 1
		if (list.state !== 'loading') return list
		list.loaded = Math.floor(list.total * part)
		if (part === 1) {
			Object.assign(list, { state: 'waiting', added: 120, gone: 7, changed: 0 })
			ask(list.by, 'WHITELIST', list.id, { scheme: null, list: list.id, as_of: list.as_of, n: list.total, added: list.added, gone: list.gone, changed: list.changed, note: null })
		}
		return list
	}
	const shown = ({ began, by, ...list }) => list
	route('GET', '/api/staff/whitelist', ({ session }) => {
		need(session, ...READERS)
		const items = lists.map((list) => shown(tick(list)))
		const now = items.find((list) => list.state === 'active')
		const age = now ? Math.round((Date.parse(app.day()) - Date.parse(now.as_of)) / 86400e3) : 0
		return { current: now ? { id: now.id, as_of: now.as_of, total: now.total, active_at: now.active_at, days_left: 100 - age } : null, items }
	})
	route('GET', '/api/staff/whitelist/changes', ({ query, session }) => {
		need(session, ...READERS)
		const list = lists.find((one) => one.id === query.id)
		if (!list) throw problem(404, 'not_found', '没有这份名单')
		const from = Number(query.cursor || 0)
		const n = list[query.kind || 'added']
		const items = Array.from({ length: Math.max(0, Math.min(PAGE, n - from)) }, (_, k) => {
			const i = from + k
			return { name: `${names[i % 10]}*${'明远川河安'[i % 5]}`, idno: `330106********${String(1000 + i)}`, before: query.kind === 'added' ? null : 'E类 2024-01-01至2026-12-31', after: query.kind === 'gone' ? null : `${query.kind === 'changed' ? 'D' : 'E'}类 2024-01-01至2029-12-31` }
		})
		return { items, next: from + PAGE < n ? String(from + PAGE) : null }
	})
	route('POST', '/api/staff/whitelist', (a) => {
		need(a.session, 'policy', 'lead')
		if (lists.some((list) => ['loading', 'waiting'].includes(list.state))) throw problem(409, 'state', '另一份名单还在办理')
		const text = a.raw.toString('utf8').replace(/^\ufeff/, '')
		if (text.startsWith('PK')) throw problem(415, 'media_type', '这是表格软件自己的格式，请另存为 CSV 后再导入')
		const rows = text.split(/\r?\n/).filter(Boolean)
		if (!/证件号码/.test(rows[0] || '')) throw problem(422, 'invalid', '有内容需要更正', [{ pointer: '/rows/1/证件号码', code: 'required', text: '缺少这一列' }])
		const at = rows[0].split(',').indexOf('证件号码')
		const errors = rows.slice(1).flatMap((row, i) => (/^[0-9]{17}[0-9X]$/.test(row.split(',')[at] || '') ? [] : [{ pointer: `/rows/${i + 2}/证件号码`, code: 'format', text: '不是正确的证件号码' }]))
		if (errors.length) throw problem(422, 'invalid', '有内容需要更正', errors.slice(0, 16))
		lists.unshift(make({ as_of: a.query.as_of, total: rows.length - 1, made_by: a.session.staff.name, by: a.session, began: Date.now() }))
		a.status = 201
		return { id: lists[0].id }
	}, { raw: true })
	route('POST', '/api/staff/whitelist/find', ({ body, session }) => {
		need(session, 'policy', 'reviewer', 'lead', 'auditor')
		if (!/^[0-9]{17}[0-9X]$/.test(body.idno || '')) throw problem(422, 'invalid', '有内容需要更正', [{ pointer: '/idno', code: 'format', text: '不是正确的证件号码' }])
		if (body.idno.endsWith('X')) return { items: [] }
		return { items: lists.slice(-2).map((list) => ({ list: list.id, as_of: list.as_of, state: list.state, class: 'E', recognised_on: '2024-01-01', valid_from: '2024-01-01', valid_to: list.state === 'active' ? null : '2026-12-31', issuer: '杭州市人才管理服务中心', document_no: '杭人才〔2024〕1号' })) }
	})
	return {
		decided: (id, yes, name, note) => {
			const list = lists.find((one) => one.id === id)
			if (yes) for (const one of lists) if (one.state === 'active') one.state = 'replaced'
			Object.assign(list, yes ? { state: 'active', active_at: app.now() } : { state: 'refused', why: note || '' }, { decided_by: name })
		},
	}
}
