/* U30: every pair of colours that meets on a page has enough contrast, light and dark. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const css = readFileSync(join(import.meta.dirname, '../src/shared/theme/tokens.css'), 'utf8')
const block = (selector: string): Record<string, string> => {
	const start = css.indexOf(`${selector} {`)
	return Object.fromEntries(Array.from(css.slice(start, css.indexOf('}', start)).matchAll(/--(a-[a-z0-9-]+):\s*(#[0-9a-f]{6})/g), (m) => [m[1], m[2]]))
}
const themes = { light: block(':root'), dark: block(":root[data-theme='dark']") }

function luminance(hex: string): number {
	const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)) as [number, number, number]
	return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(a: string, b: string): number {
	const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
	return (hi + 0.05) / (lo + 0.05)
}

const text = ['bg', 'surface', 'sunken', 'primary-soft', 'ok-soft', 'bad-soft', 'wait-soft'].flatMap((back) => [['text', back], ['text-2', back], ['primary', back]])
	.concat([['on-primary', 'primary'], ['on-primary', 'primary-strong'], ['ok', 'surface'], ['ok', 'ok-soft'], ['bad', 'surface'], ['bad', 'bad-soft'], ['bad', 'bg'], ['wait', 'surface'], ['wait', 'wait-soft'], ['wait', 'bg']])
const signs = [['control', 'surface'], ['control', 'bg'], ['focus', 'surface'], ['focus', 'bg'], ['primary', 'surface']]

describe.each(Object.entries(themes))('%s', (_name, tokens) => {
	it.each(text)('text %s on %s ≥ 4.5', (front, back) => expect(contrast(tokens[`a-${front}`]!, tokens[`a-${back}`]!)).toBeGreaterThanOrEqual(4.5))
	it.each(signs)('control %s on %s ≥ 3', (front, back) => expect(contrast(tokens[`a-${front}`]!, tokens[`a-${back}`]!)).toBeGreaterThanOrEqual(3))
})
