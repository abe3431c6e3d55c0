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

/* After a page change the heading takes the focus, so that reading starts where the news is. */
export function focusHeading(): void {
	const heading = document.querySelector<HTMLElement>('main h1')
	if (!heading) return
	heading.tabIndex = -1
	heading.focus({ preventScroll: true })
}
