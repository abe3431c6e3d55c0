/* S12 S24: a monthly run in a browser, on the real stack: started, followed to its end, looked into down to the people. */
import { expect, test } from '@playwright/test'
import { clean, heading, picture, watch } from '../helpers'
import { decideApproval, dialog, dispatch, proposeMandate, staffPage, staffSignOff, staffSignOn } from '../staff_pages'

test.beforeEach(async ({ context }, info) => {
	test.skip(info.project.name !== 'desktop', 'an office has desks')
	await watch(context)
})

test('4F-1 4F-7: finance runs the month, sees whom it is about, what came out and how it compares', async ({ page, browser }) => {
	test.setTimeout(180_000)
	/* Somebody who holds a qualification, whichever journeys went before. */
	await dispatch('P-SLOWBANK', [])
	await staffSignOn(page, 'zhao.caiwu')
	const other = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
	await watch(other)
	const second = await other.newPage()
	await staffSignOn(second, 'sun.caiwu')
	await test.step('4F-7: two persons agree on the limits inside which a run pays by itself', async () => {
		await proposeMandate(page, '50000', ['20', '15', '100'])
		await expect(page.getByRole('table', { name: '长期授权列表' }).locator('tbody tr').first()).toContainText('人数 20%、金额 15%、新增 100 人以内')
		await staffPage(second, '/approvals')
		const asked = second.locator('[data-kind=MANDATE]').first()
		await expect(asked).toContainText('批量发放：人数变动不超过')
		await expect(asked).toContainText('15%')
		await decideApproval(second, 'MANDATE')
		await other.close()
	})
	const month = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 7)
	const title = `公租房二类补贴 ${Number(month.slice(0, 4))}年${Number(month.slice(5))}月核查`
	await test.step('a month is granted as soon as a case is approved', async () => {
		await expect(async () => {
			await staffPage(page, '/batches')
			await staffPage(page, '/payouts')
			await expect(page.locator('tbody tr', { hasText: month }).first()).toBeVisible({ timeout: 2_000 })
		}).toPass({ timeout: 60_000 })
	})
	await test.step('the run is started; a second one of the same month is refused', async () => {
		await page.getByRole('link', { name: '批量核查' }).click()
		await expect(heading(page, '批量核查')).toBeVisible()
		await page.getByRole('button', { name: '启动核查' }).click()
		await dialog(page).getByLabel('业务').selectOption({ label: '人才租赁补贴' })
		await expect(dialog(page).getByLabel('季度')).toBeVisible()
		await dialog(page).getByLabel('业务').selectOption({ label: '公租房二类补贴' })
		await clean(page, 24)
		await picture(page, 'S24-run-start')
		const answer = page.waitForResponse((one) => one.url().endsWith('/api/staff/run/start'))
		await dialog(page).getByRole('button', { name: '启动核查' }).click()
		/* The schedule may have been first: then this is the second one already. */
		if ((await answer).status() === 201) {
			await expect(heading(page, title)).toBeVisible()
			await page.getByRole('link', { name: '全部批量核查' }).click()
		} else await page.getByRole('button', { name: '取消' }).click()
		await expect(dialog(page)).toHaveCount(0)
		await page.getByRole('button', { name: '启动核查' }).click()
		await dialog(page).getByRole('button', { name: '启动核查' }).click()
		await expect(dialog(page).getByRole('alert')).toContainText('这个月已经核查过')
		await page.keyboard.press('Escape')
		await expect(dialog(page)).toHaveCount(0)
	})
	await test.step('the list follows it, its page has every number', async () => {
		const row = page.locator('tbody tr', { hasText: '公租房二类补贴' }).first()
		await expect(row).toContainText(/已完成|待批准/, { timeout: 30_000 })
		await expect(row).toContainText(/([1-9][0-9]*) \/ \1/)
		await clean(page, 24)
		await picture(page, 'S24-runs')
		await row.getByRole('link').click()
		await expect(heading(page, title)).toBeVisible()
		await expect(page.locator('[data-test=run-n-total]')).toContainText(/^[1-9]/)
		await expect(page.locator('[data-test=run-n-kept]')).toContainText(/^[1-9]/)
		await expect(page.getByRole('heading', { level: 2, name: '与上月比较' })).toBeVisible()
		await clean(page, 24)
		await picture(page, 'S24-run')
	})
	await test.step('people behind a number, at the desk and on a phone', async () => {
		await page.goto(`${page.url()}?outcome=not_payable`)
		await expect(page.getByRole('heading', { level: 2, name: '名单：不符合' })).toBeVisible()
		await expect(page.locator('.run-list table')).toBeVisible()
		await clean(page, 24)
		await page.setViewportSize({ width: 375, height: 780 })
		await clean(page, 24)
		await picture(page, 'S24-run')
		await page.getByRole('link', { name: '收起名单' }).click()
		await expect(page.locator('.run-list')).toHaveCount(0)
		await page.getByRole('link', { name: '全部批量核查' }).click()
		await expect(page.locator('tbody tr').first()).toBeVisible()
		await clean(page, 24)
		await page.setViewportSize({ width: 1440, height: 900 })
	})
	await staffSignOff(page)
})
