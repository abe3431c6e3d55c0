/* U6 U7 U8 U23: pages that no journey shows in every dress: colours, sizes and widths; and the keyboard alone. */
import { expect, test, type Page } from '@playwright/test'
import { clean, env, heading, signOn, watch } from '../helpers'

const dresses = [
	{ width: 320, size: '100', colour: 'light' },
	{ width: 320, size: '140', colour: 'light' },
	{ width: 375, size: '220', colour: 'light' },
	{ width: 375, size: '100', colour: 'dark' },
	{ width: 1440, size: '100', colour: 'dark' },
	{ width: 1440, size: '140', colour: 'light' },
]
const routes: [string, RegExp][] = [
	['/', /我的住房补贴/], ['/apply', /公租房二类补贴申请/], ['/self-check/type2', /资格预检/], ['/cases', /我的办事/], ['/payouts', /发放记录/], ['/settings', /设置与帮助/], ['/nowhere', /没有找到/],
]

test.beforeEach(async ({ context }, info) => {
	test.skip(info.project.name !== 'phone', 'widths are set here')
	await watch(context)
})

test('axe finds nothing, targets are large, nothing scrolls sideways: all dresses', async ({ page }) => {
	test.setTimeout(300_000)
	await signOn(page, 'P-RETURN')
	await expect(heading(page, '我的住房补贴')).toBeVisible()
	for (const dress of dresses) {
		await page.setViewportSize({ width: dress.width, height: 800 })
		await page.evaluate(([size, colour]) => {
			localStorage.setItem('anju.size', size as string)
			localStorage.setItem('anju.colour', colour as string)
		}, [dress.size, dress.colour])
		for (const [route, title] of routes) {
			await test.step(`${dress.width} px, ${dress.size} %, ${dress.colour}: ${route}`, async () => {
				await page.goto(`${env.publicUrl}/m/#${route}`)
				await page.reload()
				await expect(heading(page, title)).toBeVisible()
				/* 44 px at 1.4 are 61: the elder size comes from one rule. */
				await clean(page, dress.size === '140' ? 60 : 44)
			})
		}
	}
})

/* Tab until the wanted thing has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
	for (let i = 0; i < 80; i++) {
		await page.keyboard.press('Tab')
		if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return
	}
	throw new Error(`Tab never reached ${selector}`)
}

test('the keyboard alone goes from home into the application, and errors take the focus', async ({ page }) => {
	await signOn(page, 'P-MISMATCH')
	await expect(heading(page, '我的住房补贴')).toBeVisible()
	await tabTo(page, 'a[href$="#/apply"]')
	await page.keyboard.press('Enter')
	await expect(heading(page, '公租房二类补贴申请')).toBeFocused()
	await tabTo(page, 'button.van-button--primary')
	await page.keyboard.press('Enter')
	await expect(heading(page, /哪种身份/)).toBeFocused()
	await tabTo(page, 'button[type=submit]')
	await page.keyboard.press('Enter')
	await expect(page.getByRole('alert')).toBeFocused()
	await page.keyboard.press('Tab')
	await page.keyboard.press('Enter')
	await expect(page.locator('input[type=radio]').first()).toBeFocused()
	await page.keyboard.press('Space')
	await tabTo(page, 'button[type=submit]')
	await page.keyboard.press('Enter')
	await expect(heading(page, '核对身份与家庭')).toBeFocused()
})

test('forced colours and reduced motion keep every word', async ({ page }) => {
	await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
	await page.goto(`${env.publicUrl}/m/`)
	await expect(page.getByRole('button', { name: '同意并登录' })).toBeVisible()
	await expect(heading(page, '登录住房补贴')).toBeVisible()
})
