/* The seven formats of our forms. The server has the same ones in C; both run tests/data/forms/formats.json. */
import { format } from '@cfworker/json-schema'

const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

export function isDay(text: string): boolean {
	const p = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text)
	if (!p) return false
	const y = Number(p[1])
	const m = Number(p[2])
	const d = Number(p[3])
	const leap = (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0
	const last = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1]
	return y >= 1900 && last !== undefined && d >= 1 && d <= last
}
export function isMonth(text: string): boolean {
	return isDay(`${text}-01`)
}
/* GB 11643: six digits of division, a real birthday, three of sequence, a check digit (X in upper case). */
export function isIdno(text: string): boolean {
	if (!/^[1-9][0-9]{16}[0-9X]$/.test(text)) return false
	if (!isDay(`${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`)) return false
	const sum = idWeights.reduce((acc, w, i) => acc + w * Number(text[i]), 0)
	return '10X98765432'[sum % 11] === text[17]
}
/* GB 32100: 18 of 31 characters (no I, O, S, V, Z) with a check character modulo 31. */
export function isUscc(text: string): boolean {
	const set = '0123456789ABCDEFGHJKLMNPQRTUWXY'
	if (!/^[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}$/.test(text)) return false
	let sum = 0
	let weight = 1
	for (let i = 0; i < 17; i++) {
		sum += set.indexOf(text[i] as string) * weight
		weight = (weight * 3) % 31
	}
	return set[(31 - (sum % 31)) % 31] === text[17]
}
/* 12 to 19 digits with a Luhn check digit. */
export function isBankCard(text: string): boolean {
	if (!/^[0-9]{12,19}$/.test(text)) return false
	let sum = 0
	for (let i = 0; i < text.length; i++) {
		let n = Number(text[text.length - 1 - i])
		if (i % 2 === 1) n = n * 2 > 9 ? n * 2 - 9 : n * 2
		sum += n
	}
	return sum % 10 === 0
}

export const formats: Record<string, (value: string) => boolean> = {
	'cn-id18': isIdno,
	'cn-mobile': (text) => /^1[3-9][0-9]{9}$/.test(text),
	'cn-uscc': isUscc,
	'bank-card': isBankCard,
	date: isDay,
	yyyymm: isMonth,
	'money-fen': (text) => /^(0|[1-9][0-9]{0,13})$/.test(text),
}

/* The library looks formats up in this record of its own and leaves other types than text alone. */
Object.assign(format, formats)
