/* What the journeys of staff share: signing on with a one-time code, finding a case by a number, the town's platform dispatching one. */
import { expect, request, type Page } from '@playwright/test'
import { clean, env, heading, picture, totp } from './helpers'

const need = (name: string): string => {
	const value = process.env[name]
	if (!value) throw new Error(`${name} is not set: these tests run against a site (scripts/test-browser)`)
	return value
}
export const dialog = (page: Page) => page.getByRole('dialog').filter({ visible: true })
export const staffPage = (page: Page, path: string) => page.goto(`${env.staffUrl}/admin/#${path}`)

async function tryCode(page: Page, login: string, step: number): Promise<boolean> {
	await page.getByLabel('账号').fill(login)
	await page.getByLabel('密码').fill(need('ANJU_STAFF_PASSWORD'))
	await page.getByLabel('动态验证码').fill(totp(need('ANJU_STAFF_TOTP'), step))
	const answer = page.waitForResponse((one) => one.url().endsWith('/api/staff/sign-on'))
	await page.getByRole('button', { name: '登录', exact: true }).click()
	return (await answer).ok()
}
/* A code works once: when this half minute's and the next one's are used up, the one after that is waited for. */
export async function staffSignOn(page: Page, login: string): Promise<void> {
	await staffPage(page, '/sign-on')
	await expect(heading(page, '业务人员登录')).toBeVisible()
	const step = Math.floor(Date.now() / 30000)
	let inside = (await tryCode(page, login, step)) || (await tryCode(page, login, step + 1))
	if (!inside) {
		await page.waitForTimeout((step + 1) * 30000 - Date.now() + 500)
		inside = await tryCode(page, login, step + 2)
	}
	expect(inside, `${login} signs on`).toBe(true)
	await expect(heading(page, '工作台')).toBeVisible()
}
export async function staffSignOff(page: Page): Promise<void> {
	await page.getByRole('button', { name: '退出登录' }).click()
	await expect(heading(page, '业务人员登录')).toBeVisible()
}

export async function dispatch(tag: string, materials: string[]): Promise<string> {
	const city = await request.newContext({ baseURL: env.cityUrl })
	const answer = await city.post('/city/gov/dispatch', { data: { tag, materials } })
	expect(answer.ok(), await answer.text()).toBe(true)
	const { projid } = (await answer.json()) as { projid: string }
	await city.dispose()
	return projid
}

/* Looks a number up until a case in the wanted state is there, and opens it. */
export async function openCase(page: Page, number: string, state: string): Promise<string> {
	await expect(async () => {
		await staffPage(page, '/queue')
		await expect(heading(page, '待办队列')).toBeVisible()
		await page.getByLabel('查证件号或申报号').fill(number)
		await page.getByRole('button', { name: '查询' }).click()
		await expect(page.locator('tbody tr', { hasText: state }).first()).toBeVisible({ timeout: 3_000 })
	}).toPass({ timeout: 60_000 })
	expect(page.url(), 'an ID number is never in an address').not.toContain(number)
	await page.locator('tbody tr', { hasText: state }).first().getByRole('link').first().click()
	await page.waitForURL(/#\/case\/[0-9a-f]{32}/)
	await expect(page.getByRole('heading', { level: 2, name: '核查结果' })).toBeVisible()
	return /case\/([0-9a-f]{32})/.exec(page.url())?.[1] as string
}
/* The page follows a case by itself; coming back to it must show the same. */
export async function caseState(page: Page, id: string, state: string): Promise<void> {
	await expect(async () => {
		await staffPage(page, '/queue')
		await staffPage(page, `/case/${id}`)
		await expect(page.locator('.case-head .chip').first()).toHaveText(state, { timeout: 3_000 })
	}).toPass({ timeout: 60_000 })
}

/* Says yes to the first waiting thing of that kind, money only with its total typed again. */
export async function decideApproval(page: Page, kind: string): Promise<void> {
	await staffPage(page, '/approvals')
	await page.getByRole('button', { name: '刷新' }).click()
	const row = page.locator(`[data-kind=${kind}]`).filter({ has: page.getByRole('button') }).first()
	await expect(row).toBeVisible()
	const total = ((await row.locator('dt', { hasText: '总额' }).count()) ? await row.locator('dt:text-is("总额") + dd').textContent() : null)?.replace(/[元\s]/g, '')
	await row.locator('[data-test=approval-yes]').click()
	if (total) {
		await dialog(page).getByLabel(/再输一遍/).fill('1.23')
		await dialog(page).getByRole('button', { name: '同意' }).click()
		await expect(dialog(page).getByRole('alert')).toContainText('总额不一致')
		await clean(page, 24)
		await picture(page, 'S17-approval')
		await dialog(page).getByLabel(/再输一遍/).fill(total)
	}
	await dialog(page).getByRole('button', { name: '同意' }).click()
	await expect(page.locator('.note', { hasText: '已同意' })).toBeVisible()
}
/* The limits of runs, all three or none. */
export async function proposeMandate(page: Page, per: string, runs: string[] = []): Promise<void> {
	await staffPage(page, '/mandates')
	await page.getByRole('button', { name: '提出授权' }).click()
	await dialog(page).getByLabel('单笔上限（元）').fill(per)
	await dialog(page).getByLabel('每日金额上限（元）').fill('2000000')
	await dialog(page).getByLabel('每日笔数上限').fill('500')
	await dialog(page).getByLabel(/人工认定上限/).fill('50')
	for (const [i, label] of ['人数变动不超过（%）', '金额变动不超过（%）', '新增人数不超过（人）'].entries()) await dialog(page).getByLabel(label).fill(runs[i] || '')
	await dialog(page).getByLabel('截止日').fill(`${new Date().getFullYear() + 1}-12-31`)
	await dialog(page).getByRole('button', { name: '提出授权' }).click()
	await expect(page.locator('.note', { hasText: '已提出，等另一人复核' })).toBeVisible()
}
