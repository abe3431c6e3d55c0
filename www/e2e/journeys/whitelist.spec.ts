/* S13: the talent white list in a browser, on the real stack: imported with a fault, then well, looked through, agreed on by another person, looked up. */
import { expect, request, test } from '@playwright/test'
import { clean, env, heading, picture, watch } from '../helpers'
import { decideApproval, staffPage, staffSignOff, staffSignOn } from '../staff_pages'

test.beforeEach(async ({ context }, info) => {
	test.skip(info.project.name !== 'desktop', 'an office has desks')
	await watch(context)
})
const heads = '姓名,证件号码,人才类别,认定日期'
const sheet = (...lines: string[]) => ({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${[heads, ...lines].join('\r\n')}\r\n`) })
const day = (back: number): string => new Date(Date.now() + 8 * 3600e3 - back * 86400e3).toISOString().slice(0, 10)

test('2.9(4): a list is imported, named row by row where it is wrong, agreed on by another person and in force', async ({ page, browser }) => {
	test.setTimeout(180_000)
	const city = await request.newContext({ baseURL: env.cityUrl })
	const people = (await (await city.get('/city/people?n=4')).json()) as { name: string; idno: string }[]
	await city.dispose()
	const line = (i: number, klass = 'E'): string => `${people[i]!.name},${people[i]!.idno},${klass},2024-05-01`
	await staffSignOn(page, 'he.zhengce')
	await page.getByRole('link', { name: '人才名单' }).click()
	await expect(heading(page, '人才名单')).toBeVisible()
	await test.step('without a list the page says what that means', async () => {
		await expect(page.getByRole('alert')).toContainText('没有可用的名单')
		await clean(page, 24)
	})
	await test.step('the template is made on the spot', async () => {
		const download = page.waitForEvent('download')
		await page.getByRole('button', { name: '下载模板' }).click()
		expect((await download).suggestedFilename()).toBe('人才名单模板.csv')
	})
	await test.step('a file of the spreadsheet itself gets the advice of the server', async () => {
		await page.getByLabel('名单截至哪一天').fill(day(3))
		await page.getByLabel('名单文件').setInputFiles({ name: 'list.xlsx', mimeType: 'application/zip', buffer: Buffer.from('PK\u0003\u0004 and so on') })
		await page.getByRole('button', { name: '导入', exact: true }).click()
		await expect(page.getByRole('alert').filter({ hasText: '另存为' })).toBeVisible()
	})
	await test.step('what is wrong stands row by row', async () => {
		await page.getByLabel('名单文件').setInputFiles(sheet(line(0), line(1, 'Z'), `${people[2]!.name},12345,E,2024-05-01`))
		await page.getByRole('button', { name: '导入', exact: true }).click()
		const faults = page.getByRole('table', { name: '名单里要更正的地方' })
		await expect(faults.locator('tbody tr')).toHaveCount(2)
		await expect(faults.locator('tbody tr').nth(0)).toContainText(/第 3 行\s*人才类别/)
		await expect(faults.locator('tbody tr').nth(1)).toContainText(/第 4 行\s*证件号码/)
		await clean(page, 24)
		await picture(page, 'S13-faults')
	})
	await test.step('a good list is loaded by itself and shows whom it adds', async () => {
		await page.getByLabel('名单文件').setInputFiles(sheet(line(0), line(1, 'D'), line(2)))
		await page.getByRole('button', { name: '导入', exact: true }).click()
		await expect(page.locator('[data-test=whitelist-waiting]')).toContainText('新增 3 人', { timeout: 30_000 })
		await expect(page.locator('[data-test=whitelist-changes] tbody tr')).toHaveCount(3)
		await page.locator('[data-test=whitelist-changes] [data-kind=gone]').click()
		await expect(page.locator('[data-test=whitelist-changes]')).toContainText('没有这样的人')
		await clean(page, 24)
	})
	await test.step('another one reads the numbers, looks through the list and agrees', async () => {
		const other = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
		await watch(other)
		const second = await other.newPage()
		await staffSignOn(second, 'lu.zhengce')
		await staffPage(second, '/approvals')
		const asked = second.locator('[data-kind=WHITELIST]')
		await expect(asked).toContainText('新增（人）')
		await clean(second, 24)
		await asked.getByRole('link', { name: '看新增、移出和变化的人' }).click()
		await expect(second.locator('[data-test=whitelist-changes] tbody tr')).toHaveCount(3)
		await decideApproval(second, 'WHITELIST')
		await other.close()
		await expect(async () => {
			await page.getByRole('button', { name: '刷新' }).click()
			await expect(page.locator('[data-test=whitelist-now]')).toContainText('还可使用 97 天', { timeout: 2_000 })
		}).toPass({ timeout: 30_000 })
		await page.locator('[data-test=whitelist-changes] [data-kind=added]').click()
		await expect(page.locator('[data-test=whitelist-changes] tbody tr')).toHaveCount(3)
		await clean(page, 24)
		await picture(page, 'S13-list')
	})
	await test.step('one number is looked up, at the desk and on a phone; it is never in the address', async () => {
		await page.locator('#wl-find').fill(people[1]!.idno)
		await page.getByRole('button', { name: '查询' }).click()
		await expect(page.getByRole('table', { name: '各份名单里的记录' }).locator('tbody tr')).toContainText(/使用中\s*D\s*2024-05-01/)
		expect(page.url()).not.toContain(people[1]!.idno)
		await clean(page, 24)
		await page.setViewportSize({ width: 375, height: 780 })
		await clean(page, 24)
		await picture(page, 'S13-list')
		await page.setViewportSize({ width: 1440, height: 900 })
	})
	await staffSignOff(page)
})
