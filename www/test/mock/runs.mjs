/* Runs of the mock: one that waits for two persons, one that paid by itself, and those that are started, which take eight seconds. */
const names = '赵钱孙李周吴郑王冯陈'
const checks = { type2: ['T2-INSURANCE', 'T2-FUND', 'T2-HOME', 'T2-BENEFIT', 'T2-LEASE'], rental: ['TR-WHITELIST', 'TR-INSURANCE', 'TR-HOME', 'TR-BENEFIT', 'TR-LEASE'] }
const TAKES_MS = 8000

export default function runRoutes(app, { need, ask, cases }) {
	const { route, problem } = app
	const month = (back) => { const now = app.day().slice(0, 7).split('-').map(Number); const n = now[0] * 12 + now[1] - 1 - back; return `${Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}` }
	const counts = { total: 4120, judged: 4120, payable: 3604, payable_fen: 389232000, not_payable: 287, cap_reached: 41, waiting: 88, kept: 76, late: 24, new: 212, gone: 96, changed: 33, before: 3488, before_fen: 376704000, granted: 0, granted_fen: 0 }
	const make = (more) => ({ id: app.id(), scheme: 'type2', month: month(0), months: 1, state: 'waiting', scheduled: true, by_mandate: false, why: '', created_at: app.now(), judged_at: app.now(), ended_at: null, ...counts, proposed: false, began: 0, ...more })
	const runs = [
		make({ why: '新增212人，超过授权的100人' }), make({ month: month(1), state: 'done', by_mandate: true, ended_at: app.now(), new: 12, gone: 4, granted: 3604, granted_fen: 389232000 }),
		make({ month: month(2), state: 'cancelled', scheduled: false, why: '数据平台当天异常，重新核查', ended_at: app.now() }),
	]
	const open = (id) => { const run = runs.find((one) => one.id === id); if (!run) throw problem(404, 'not_found', '没有这次核查'); return run }
	/* A started run goes on by the clock. */
	const tick = (run) => {
		const part = run.began ? Math.min(1, (Date.now() - run.began) / TAKES_MS) : 1
		if (run.state === 'judging' && part < 1) for (const key of ['judged', 'payable', 'payable_fen', 'not_payable', 'waiting']) run[key] = Math.floor(counts[key] * part)
		if (run.state === 'judging' && part === 1) Object.assign(run, counts, { state: 'waiting', judged_at: app.now(), why: '没有有效的批量发放授权' })
		return run
	}
	const shown = ({ began, proposed, ...run }) => run
	route('GET', '/api/staff/runs', ({ session }) => { need(session, 'finance', 'lead', 'auditor'); return { items: runs.map((run) => shown(tick(run))) } })
	route('GET', '/api/staff/run', ({ query, session }) => {
		need(session, 'finance', 'lead', 'auditor')
		const run = tick(open(query.id))
		const moves = run.state === 'judging'
		return {
			...shown(run), proposed: run.proposed, per_second: moves ? 515 : 0, seconds_left: moves ? Math.ceil((TAKES_MS - (Date.now() - run.began)) / 1000) : null,
			checks: checks[run.scheme].map((code, i) => ({ code, pass: run.judged - 100 - i * 60, fail: 40 + i * 50, unknown: i % 2 ? 0 : 20, not_applicable: 60 + i * 10 - (i % 2 ? 0 : 20) })),
		}
	})
	route('GET', '/api/staff/run/people', ({ query, session }) => {
		need(session, 'finance', 'lead', 'auditor')
		const run = open(query.id)
		if (!query.outcome && !query.change) throw problem(400, 'bad_request', '请选择结果或变化')
		const n = query.change ? run[query.change] : query.code ? 60 : run[query.outcome === 'held' ? 'payable' : query.outcome]
		const from = Number(query.cursor || 0)
		const outcome = query.change === 'gone' ? 'not_payable' : query.change || query.outcome === 'payable' ? (run.state === 'done' ? 'payable' : 'held') : query.outcome
		const items = Array.from({ length: Math.min(50, Math.max(0, n - from)) }, (_, k) => {
			const i = from + k
			return { case: cases[(i * 11 + 5) % 64].row.id, name: `${names[i % 10]}*${'明远川河安'[i % 5]}`, number: `T2${String(2026000001 + i)}`, month: run.month, outcome, codes: outcome === 'not_payable' ? [query.code || checks[run.scheme][i % 5]] : [], amount_fen: ['payable', 'held'].includes(outcome) ? 108000 : 0, change: query.change || (i % 9 ? null : 'new') }
		})
		return { items, next: from + 50 < n ? from + 50 : null }
	})
	route('POST', '/api/staff/run/start', (a) => {
		need(a.session, 'finance', 'lead')
		if (runs.some((run) => run.scheme === a.body.scheme && run.month === a.body.month && !['cancelled', 'refused'].includes(run.state))) throw problem(409, 'state', '这个月已经核查过，或正在核查')
		const none = Object.fromEntries(Object.keys(counts).map((key) => [key, 0]))
		runs.unshift(make({ ...none, total: counts.total, scheme: a.body.scheme, month: a.body.month, months: a.body.scheme === 'rental' ? 3 : 1, state: 'judging', scheduled: false, judged_at: null, began: Date.now() }))
		a.status = 201
		return { id: runs[0].id }
	}, { key: true })
	route('POST', '/api/staff/run/stop', ({ body, session }) => {
		need(session, 'finance', 'lead')
		const run = open(body.id)
		if (!body.reason) throw problem(422, 'invalid', '请说明理由，最多200个字')
		if (!['judging', 'waiting'].includes(run.state)) throw problem(409, 'state', '核查已经结束')
		Object.assign(run, { state: 'cancelled', why: body.reason, ended_at: app.now() })
		return null
	}, { key: true })
	route('POST', '/api/staff/run/propose', (a) => {
		need(a.session, 'finance', 'lead')
		const run = open(a.body.id)
		if (run.state !== 'waiting' || run.proposed) throw problem(409, 'state', '这次核查不在等待批准')
		run.proposed = true
		a.status = 201
		return { approval: ask(a.session, 'RUN', run.id, { scheme: run.scheme, month: run.month, n: run.payable, sum_fen: run.payable_fen, why: run.why, run: run.id, note: a.body.note || null }).id }
	}, { key: true })
	return { decided: (id, yes) => Object.assign(open(id), yes ? { state: 'done', granted: open(id).payable, granted_fen: open(id).payable_fen } : { state: 'refused' }, { ended_at: app.now(), proposed: false }) }
}
