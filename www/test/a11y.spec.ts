/* U7: where the focus goes after a page change. */
import { beforeEach, describe, expect, it } from 'vitest'
import { focusHeading } from '@/shared/a11y/announce'

const turn = (): Promise<void> => new Promise((done) => setTimeout(done, 5))
const main = (): HTMLElement => document.querySelector('main')!

describe('U7 the heading takes the focus', () => {
	beforeEach(() => {
		document.body.innerHTML = '<main></main><footer><button id="out">x</button></footer>'
	})
	it('at once, when it is there', () => {
		main().innerHTML = '<h1>甲</h1>'
		focusHeading()
		expect(document.activeElement?.textContent).toBe('甲')
	})
	it('when it comes, on a page that loads', async () => {
		document.querySelector<HTMLElement>('#out')!.focus()
		focusHeading()
		main().innerHTML = '<div class="skeleton"></div>'
		await turn()
		expect(document.activeElement?.id).toBe('out')
		main().innerHTML = '<form><h1>乙</h1></form>'
		await turn()
		expect(document.activeElement?.textContent).toBe('乙')
	})
	it('not when somebody has gone on inside the page', async () => {
		focusHeading()
		main().innerHTML = '<button id="in">x</button>'
		document.querySelector<HTMLElement>('#in')!.focus()
		main().insertAdjacentHTML('beforeend', '<h1>丙</h1>')
		await turn()
		expect(document.activeElement?.id).toBe('in')
	})
	it('of the newest page only', async () => {
		focusHeading()
		focusHeading()
		main().innerHTML = '<h1>丁</h1><input>'
		await turn()
		document.querySelector<HTMLElement>('input')!.focus()
		main().insertAdjacentHTML('afterbegin', '<p>x</p>')
		await turn()
		expect(document.activeElement?.tagName).toBe('INPUT')
	})
})
