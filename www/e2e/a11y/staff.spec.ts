/* U6 U7 U8 U23: every staff page in light and dark, at the desk, on a small desk and on a phone; and the keyboard alone. */
import { expect, test } from '@playwright/test'
import { clean, heading, watch } from '../helpers'
import { staffPage, staffSignOn } from '../staff_pages'

const dresses = [
	{ width: 1440, colour: 'light' },
	{ width: 1440, colour: 'dark' },
	{ width: 1024, colour: 'light' },
	{ width: 375, colour: 'light' },
]
const pages: [string, string][] = [
	['/', '工作台'], ['/queue', '待办队列'], ['/queue?state=all&due=overdue&scheme=type2', '待办队列'], ['/reasons', '不通过原因'], ['/policies', '政策与标准'], ['/whitelist', '人才名单'], ['/runs', '批量核查'], ['/payouts', '补贴发放'], ['/batches', '发放批次'],
	['/approvals', '待我复核'], ['/mandates', '授权与预算'], ['/recon', '补贴对账'], ['/calls', '接口监控'], ['/jobs', '任务运行'], ['/settings', '偏好设置'], ['/nowhere', '没有这个页面'],
]
test.beforeEach(async ({ context }, info) => {
	test.skip(info.project.name !== 'desktop', 'widths are set here')
	await watch(context)
})

test('axe finds nothing, targets are large enough, the page never scrolls sideways: every page, every dress', async ({ page }) => {
	test.setTimeout(300_000)
	await staffSignOn(page, 'chen.zhuren')
	for (const dress of dresses) {
		await page.setViewportSize({ width: dress.width, height: 900 })
		await page.emulateMedia({ colorScheme: dress.colour as 'light' | 'dark' })
		for (const [path, title] of pages)
			await test.step(`${dress.width} px, ${dress.colour}: ${path}`, async () => {
				await staffPage(page, path)
				await expect(heading(page, title)).toBeVisible()
				await clean(page, 24)
			})
	}
})

test('roles: a page of another role is not shown, and the menu does not offer it', async ({ page }) => {
	await staffSignOn(page, 'zheng.anquan')
	await expect(page.getByRole('link', { name: '待办队列' })).toHaveCount(0)
	await staffPage(page, '/payouts')
	await expect(page.getByRole('alert')).toContainText('您的角色不能看这一页')
	await expect(heading(page, '工作台')).toBeVisible()
	await clean(page, 24)
	await staffPage(page, '/approvals')
	await expect(heading(page, '待我复核')).toBeVisible()
	await expect(page.getByText('您的角色只能查看')).toBeVisible()
})

test('keyboard: skip link, key help, single keys can be switched off (WCAG 2.1.4), focus comes back from a dialog', async ({ page }) => {
	await staffSignOn(page, 'wu.xitong')
	await staffPage(page, '/settings')
	await page.reload()
	await expect(heading(page, '偏好设置')).toBeVisible()
	await page.keyboard.press('Tab')
	await expect(page.getByRole('link', { name: '跳到主要内容' })).toBeFocused()
	await page.keyboard.press('Enter')
	await expect(page.locator('#main')).toBeFocused()
	await page.keyboard.press('?')
	await expect(page.getByRole('dialog', { name: '快捷键' })).toBeVisible()
	await clean(page, 24)
	await page.keyboard.press('Escape')
	await expect(page.getByRole('dialog', { name: '快捷键' })).toBeHidden()
	await page.getByRole('switch', { name: '单键快捷键' }).press('Space')
	await page.locator('h1').click()
	await page.keyboard.press('?')
	await page.waitForTimeout(300)
	await expect(page.getByRole('dialog', { name: '快捷键' })).toHaveCount(0)
	const help = page.getByRole('button', { name: '快捷键（?）' })
	await help.focus()
	await page.keyboard.press('Enter')
	await expect(page.getByRole('dialog', { name: '快捷键' })).toContainText('已关闭')
	await page.keyboard.press('Escape')
	await expect(help).toBeFocused()
})
