/* What the journeys share: the town's people, sign-on, the application filled as a person would, and the checks made on every page. */
import { createHmac } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, request, type BrowserContext, type Page } from '@playwright/test'

const need = (name: string): string => {
	const value = process.env[name]
	if (!value) throw new Error(`${name} is not set: these tests run against a site (scripts/test-browser)`)
	return value
}
export const env = {
	get publicUrl(): string { return need('ANJU_PUBLIC') },
	get staffUrl(): string { return need('ANJU_STAFF') },
	get cityUrl(): string { return need('ANJU_CITY') },
}

/* ---- the town ---- */
interface Work { employer?: string; name?: string; uscc: string; division: string; from: string; to: string | null }
export interface TownForm {
	kind: 'graduate' | 'entrepreneur'
	mobile: string
	address: string
	members: { name: string; idno: string; relation: string }[]
	contract?: Work
	licence?: Work
	tax_months?: string[]
	income: { idno: string; year: number; amount_fen: number }[]
	payee?: { account: string; holder: string; bank: string }
}
export interface TownPerson { tag: string; name: string; idno: string; phone: string; account: string; form: TownForm }

export async function townPerson(tag: string): Promise<TownPerson> {
	const city = await request.newContext({ baseURL: env.cityUrl })
	const list = (await (await city.get('/city/people', { params: { tag } })).json()) as TownPerson[]
	await city.dispose()
	const person = list.find((one) => one.tag === tag)
	if (!person) throw new Error(`the town has no ${tag}`)
	return person
}
export async function messagesTo(phone: string): Promise<string> {
	const city = await request.newContext({ baseURL: env.cityUrl })
	const text = await (await city.get('/city/sms', { params: { phone } })).text()
	await city.dispose()
	return text
}
export async function fault(body: object): Promise<void> {
	const city = await request.newContext({ baseURL: env.cityUrl })
	expect((await city.post('/city/fault', { data: body })).ok()).toBe(true)
	await city.dispose()
}

/* ---- checks on every page ---- */
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const seen = new WeakMap<BrowserContext, string[]>()

/* Notes every CSP violation, uncaught error and request to a host that is not ours or the portal's. Call before the first page. */
export async function watch(context: BrowserContext): Promise<void> {
	const notes: string[] = []
	seen.set(context, notes)
	const own = [env.publicUrl, process.env.ANJU_STAFF, process.env.ANJU_CITY].filter(Boolean).map((url) => new URL(url as string).origin)
	await context.exposeBinding('anjuNote', (_source, text: string) => void notes.push(text))
	await context.addInitScript(() => {
		document.addEventListener('securitypolicyviolation', (event) => {
			void (window as unknown as { anjuNote: (text: string) => void }).anjuNote(`CSP ${event.violatedDirective} ${event.blockedURI}`)
		})
	})
	context.on('request', (one) => {
		if (/^https?:/.test(one.url()) && !own.includes(new URL(one.url()).origin)) notes.push(`foreign host ${one.url()}`)
	})
	context.on('weberror', (one) => notes.push(`error ${one.error().message}`))
}

interface AxeRun { violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }

/* U6 U7 U23: axe finds nothing, every target is large enough, nothing scrolls sideways, the policy reported nothing. */
export async function clean(page: Page, target = 44): Promise<void> {
	await page.waitForTimeout(350)
	/* Evaluated by the debugger, which the page's policy does not concern. */
	await page.evaluate(axeSource)
	const violations = await page.evaluate(async () => {
		const axe = (window as unknown as { axe: { run: (root: Document, options: object) => Promise<AxeRun> } }).axe
		const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
		const run = await axe.run(document, { runOnly: { type: 'tag', values: tags } })
		return run.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')}`)
	})
	expect(violations, `axe on ${page.url()}`).toEqual([])
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
	expect(wide, `side scroll on ${page.url()}`).toBeLessThanOrEqual(0)
	const small = await page.evaluate((least) => {
		const box = (e: Element): DOMRect => {
			const own = e.matches('input[type=radio],input[type=checkbox],input[type=file]')
			const label = own ? e.closest('label') || document.querySelector(`label[for="${e.id}"]`) : null
			return (label || e).getBoundingClientRect()
		}
		return Array.from(document.querySelectorAll('a,button,input,select,textarea,summary'))
			.filter((e) => !e.matches('.skip') && !e.closest('.sr-only:not(input)') && !e.closest('[aria-hidden=true]'))
			.map((e) => ({ html: e.outerHTML.slice(0, 100), r: box(e) }))
			.filter(({ r }) => r.width > 1 && r.height > 1 && (r.height < least - 0.5 || r.width < least - 0.5))
			.map(({ html, r }) => `${html} ${Math.round(r.width)}×${Math.round(r.height)}`)
	}, target)
	expect(small, `targets under ${target} px on ${page.url()}`).toEqual([])
	expect(seen.get(page.context()), `notes on ${page.url()}`).toEqual([])
}

/* A picture for the documentation, when a folder is named. */
export async function picture(page: Page, name: string): Promise<void> {
	const folder = process.env.ANJU_PICTURES
	if (!folder) return
	mkdirSync(folder, { recursive: true })
	const width = page.viewportSize()?.width
	await page.evaluate(() => window.scrollTo(0, 0))
	await page.waitForTimeout(350)
	await page.screenshot({ path: join(folder, `${name}-${width}.png`) })
}

/* ---- the applicant ---- */
export const heading = (page: Page, text: string | RegExp) => page.getByRole('heading', { level: 1, name: text })

/* Agree to the notice, choose a person on the portal's page, come back signed on. */
export async function signOn(page: Page, tag: string): Promise<void> {
	await page.goto(`${env.publicUrl}/m/`)
	await page.getByRole('button', { name: '同意并登录' }).click()
	await page.locator('button, a').filter({ hasText: new RegExp(`${tag}(?![A-Z])`) }).first().click()
	await page.waitForURL(/\/m\//)
	const inside = page.getByRole('heading', { level: 1 }).filter({ hasNotText: /登录住房补贴|统一身份认证/ })
	await expect(inside.or(page.getByRole('alert')).first()).toBeVisible({ timeout: 30_000 })
}

/* The same person again in a browser that remembers nothing. */
export async function freshPage(context: BrowserContext): Promise<Page> {
	await context.clearCookies()
	return context.newPage()
}

export const next = (page: Page) => page.getByRole('button', { name: '下一步' }).click()
export const today = (): string => new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)

export async function openApplication(page: Page): Promise<void> {
	await page.goto(`${env.publicUrl}/m/#/apply`)
	await page.getByRole('button', { name: '开始申请' }).click()
	await expect(heading(page, /哪种身份/)).toBeVisible()
}

async function fillFamily(page: Page, form: TownForm): Promise<void> {
	await expect(heading(page, '核对身份与家庭')).toBeVisible()
	await expect(page.getByText('正在查询共享数据')).toHaveCount(0, { timeout: 30_000 })
	const shared = new Set<string>()
	for (const member of form.members) {
		const word = { spouse: '配偶', child: '子女' }[member.relation] || '其他'
		const known = page.getByRole('checkbox', { name: new RegExp(word) })
		if ((await known.count()) && !shared.has(word)) {
			shared.add(word)
			await known.first().check()
			continue
		}
		await page.getByRole('button', { name: '添加其他家庭成员' }).click()
		const card = page.getByRole('group', { name: /^家庭成员 [0-9]/ }).last()
		await card.getByLabel('姓名').fill(member.name)
		await card.getByLabel('身份证号码').fill(member.idno)
		await card.getByLabel('和您的关系').selectOption({ label: word })
	}
	if (!(await page.getByLabel('手机号码').inputValue())) await page.getByLabel('手机号码').fill(form.mobile)
	await page.getByLabel('现住址').fill(form.address)
}

async function fillWork(page: Page, work: Work, nameLabel: string, endLabel: string): Promise<void> {
	await page.getByLabel(nameLabel).fill(work.employer || work.name || '')
	await page.getByLabel('统一社会信用代码').fill(work.uscc)
	await page.getByLabel(/所在区县/).selectOption(work.division)
	await page.getByLabel(/开始日期/).fill(work.from)
	if (work.to === null) await page.getByLabel(/没有结束日期/).check()
	else await page.getByRole('textbox', { name: endLabel }).or(page.locator(`input[type=date][aria-label="${endLabel}"]`)).first().fill(work.to)
}

async function fillTax(page: Page, months: string[]): Promise<void> {
	const sorted = [...months].sort()
	await page.getByLabel('开始月份').selectOption(sorted[0] as string)
	await page.getByLabel('结束月份').selectOption(sorted[sorted.length - 1] as string)
}

export interface ApplyOptions {
	/* Called on every page once it is filled in. */
	each?: (name: string) => Promise<void>
	/* A paper to hand in on the materials page. */
	paper?: { material: string; name: string; mimeType: string; buffer: Buffer }
}

/* From the first question to the summary, as a person would. */
export async function fillApplication(page: Page, person: TownPerson, options: ApplyOptions = {}): Promise<void> {
	const { form } = person
	const each = options.each || (async () => undefined)
	await page.getByLabel(form.kind === 'graduate' ? /新就业大学毕业生/ : /创业人员/).check()
	await each('kind')
	await next(page)
	await fillFamily(page, form)
	await each('family')
	await next(page)
	if (form.contract) {
		await expect(heading(page, /劳动合同/)).toBeVisible()
		await fillWork(page, form.contract, '工作单位全称', '合同结束日期')
	} else if (form.licence) {
		await expect(heading(page, /营业执照/)).toBeVisible()
		await fillWork(page, form.licence, '营业执照上的名称', '营业期限结束日期')
		await fillTax(page, form.tax_months || [])
	}
	await each('work')
	await next(page)
	await expect(heading(page, /家庭收入/)).toBeVisible()
	const amounts = page.getByLabel(/可支配收入/)
	await expect(amounts).toHaveCount(form.income.length)
	for (let i = 0; i < form.income.length; i++) await amounts.nth(i).fill(String((form.income[i]?.amount_fen || 0) / 100))
	await each('income')
	await next(page)
	await expect(heading(page, /银行卡/)).toBeVisible()
	await page.getByLabel('银行卡号').fill(person.account)
	await page.getByLabel('开户银行').fill('西湖银行')
	await each('account')
	await next(page)
	await expect(heading(page, '需要补充的材料')).toBeVisible()
	await expect(page.getByText('正在查询共享数据')).toHaveCount(0, { timeout: 30_000 })
	if (options.paper) await handIn(page, options.paper)
	await each('materials')
	await next(page)
	await expect(heading(page, '核对并提交')).toBeVisible()
	await each('check')
}

export async function handIn(page: Page, paper: NonNullable<ApplyOptions['paper']>): Promise<void> {
	const input = page.locator(`#file-${paper.material}`)
	if (!(await input.isVisible())) await page.getByText('其他材料（一般不需要）').click()
	await input.setInputFiles({ name: paper.name, mimeType: paper.mimeType, buffer: paper.buffer })
	await expect(page.locator('.file-field', { has: input }).getByText('已上传')).toBeVisible()
}

/* Agree, submit once; gives the case's number in the address. */
export async function submit(page: Page): Promise<string> {
	await page.getByLabel('我已阅读并承诺以上内容').check()
	await page.getByRole('button', { name: '提交申请' }).click()
	await page.waitForURL(/#\/case\/[0-9a-f]{32}\/result/)
	return /case\/([0-9a-f]{32})/.exec(page.url())?.[1] as string
}

/* A page of one square, small and real. */
export const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

/* ---- staff, by the interface: the office's own pages have tests of their own ---- */
export function totp(secret: string, step: number): string {
	const bits = Array.from(secret.replace(/=+$/, ''), (c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
	const key = Buffer.from((bits.match(/.{8}/g) || []).map((byte) => parseInt(byte, 2)))
	const counter = Buffer.alloc(8)
	counter.writeBigUInt64BE(BigInt(step))
	const mac = createHmac('sha1', key).update(counter).digest()
	const at = (mac[19] as number) & 15
	return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0')
}

export interface StaffCase {
	ver: number
	case: { id: string; state: string }
	checks: { rule: string; outcome: string; explain: string }[]
}

export class Staff {
	private cookie = ''
	private csrf = ''

	async call<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
		const http = await request.newContext({ baseURL: env.staffUrl })
		const key = Math.random().toString(36).slice(2).padEnd(12, 'x')
		const headers = { Cookie: this.cookie, 'X-CSRF': this.csrf, 'X-Request-Key': key }
		const answer = await http.fetch(path, { method, headers, data: body, failOnStatusCode: false })
		const text = await answer.text()
		const cookie = /(__Host-anju=[^;]*)/.exec(answer.headers()['set-cookie'] || '')
		if (cookie) this.cookie = cookie[1] as string
		await http.dispose()
		if (!answer.ok()) throw new Error(`${method} ${path} answered ${answer.status()}: ${text.slice(0, 300)}`)
		return JSON.parse(text || 'null') as T
	}
	/* A code works once in its 30 seconds, so the neighbours are tried too. */
	async signOn(login: string): Promise<void> {
		const step = Math.floor(Date.now() / 30000)
		let last: unknown
		for (const one of [step, step + 1, step - 1]) {
			try {
				const body = { login, password: need('ANJU_STAFF_PASSWORD'), code: totp(need('ANJU_STAFF_TOTP'), one) }
				this.csrf = (await this.call<{ csrf: string }>('POST', '/api/staff/sign-on', body)).csrf
				return
			} catch (error) {
				last = error
			}
		}
		throw last
	}
	read(id: string): Promise<StaffCase> {
		return this.call<StaffCase>('GET', `/api/staff/case?id=${id}`)
	}
	async inReview(id: string): Promise<StaffCase> {
		let found: StaffCase | undefined
		await expect.poll(async () => (found = await this.read(id)).case.state, { timeout: 40_000 }).toBe('in_review')
		return found as StaffCase
	}
	async decide(id: string, yes: boolean, reasons: string[], opinion: string): Promise<void> {
		const found = await this.inReview(id)
		await this.call('POST', '/api/staff/case/decide', { id, ver: found.ver, yes, reasons, opinion })
	}
	async ask(id: string, materials: string[], note: string): Promise<void> {
		const found = await this.inReview(id)
		await this.call('POST', '/api/staff/case/ask', { id, ver: found.ver, materials, note, due_days: 10 })
	}
}
