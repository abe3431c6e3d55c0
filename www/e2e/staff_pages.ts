/* What the journeys of staff share: signing on with a one-time code, finding a case by a number, the town's platform dispatching one. */
import { expect, request, type Page } from '@playwright/test'
import { env, heading, totp } from './helpers'

const need = (name: string): string => {
	const value = process.env[name]
	if (!value) throw new Error(`${name} is not set: these tests run against a site (scripts/test-browser)`)
	return value
}
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
