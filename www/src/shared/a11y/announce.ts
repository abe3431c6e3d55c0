/* One polite live region for the whole page; the same sentence twice is spoken twice. */
let region: HTMLElement | null = null

export function announce(text: string): void {
	if (!region) {
		region = document.createElement('div')
		region.className = 'sr-only'
		region.setAttribute('role', 'status')
		region.setAttribute('aria-live', 'polite')
		document.body.appendChild(region)
	}
	region.textContent = ''
	const target = region
	setTimeout(() => {
		target.textContent = text
	}, 30)
}

const HEADING_MS = 10_000
let stopWaiting: (() => void) | undefined

function takeHeading(): boolean {
	const heading = document.querySelector<HTMLElement>('main h1')
	if (!heading) return false
	heading.tabIndex = -1
	heading.focus({ preventScroll: true })
	return true
}

/* After a page change the heading takes the focus, so that reading starts where the news is. A page that still loads has none yet: it takes
 * the focus when it comes, unless somebody has gone on inside the page by then. */
export function focusHeading(): void {
	stopWaiting?.()
	const main = document.querySelector('main')
	if (takeHeading() || !main) return
	const observer = new MutationObserver(() => {
		const inside = document.activeElement !== main && main.contains(document.activeElement)
		if (inside || takeHeading()) stopWaiting?.()
	})
	const timer = setTimeout(() => stopWaiting?.(), HEADING_MS)
	stopWaiting = () => {
		observer.disconnect()
		clearTimeout(timer)
		stopWaiting = undefined
	}
	observer.observe(main, { childList: true, subtree: true })
}
