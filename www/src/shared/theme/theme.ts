/* Size and colour are choices about the screen, nothing personal: they are the only thing kept in localStorage. */
import { reactive } from 'vue'

export type Size = '100' | '140' | '220'
export type Colour = 'system' | 'light' | 'dark'

export const theme = reactive({ size: '100' as Size, colour: 'system' as Colour })

function keep(name: string, value: string): void {
	try {
		localStorage.setItem(`anju.${name}`, value)
	} catch {
		/* A container without storage: the choice lasts as long as the page. */
	}
}
export function kept(name: string): string | null {
	try {
		return localStorage.getItem(`anju.${name}`)
	} catch {
		return null
	}
}
/* A choice about the screen or the keyboard of this desk; never anything about a person. */
export function keepChoice(name: string, value: string): void {
	keep(name, value)
}
/* The privacy notice that was agreed to, by version. */
export function keepNotice(version: string): void {
	keep('notice', version)
}

function apply(): void {
	const root = document.documentElement
	root.dataset.size = theme.size
	const dark = theme.colour === 'dark' || (theme.colour === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
	root.dataset.theme = dark ? 'dark' : 'light'
	/* Element Plus and Vant switch their own variables by these classes. */
	root.classList.toggle('dark', dark)
	root.classList.toggle('van-theme-dark', dark)
}

export function setSize(size: Size): void {
	theme.size = size
	keep('size', size)
	apply()
}
export function setColour(colour: Colour): void {
	theme.colour = colour
	keep('colour', colour)
	apply()
}

export function startTheme(elder = false): void {
	const size = kept('size')
	theme.size = size === '140' || size === '220' || size === '100' ? size : elder ? '140' : '100'
	const colour = kept('colour')
	theme.colour = colour === 'light' || colour === 'dark' ? colour : 'system'
	matchMedia('(prefers-color-scheme: dark)').addEventListener?.('change', apply)
	apply()
}
