/* Money is integer fen everywhere; no floating point on the way in or out. */
export function fenToYuan(fen: number): string {
	const sign = fen < 0 ? '-' : ''
	const whole = Math.floor(Math.abs(fen) / 100)
	const cents = String(Math.abs(fen) % 100).padStart(2, '0')
	return `${sign}${String(whole).replace(/\B(?=([0-9]{3})+$)/g, ',')}.${cents}`
}

export function moneyText(fen: number): string {
	return `${fenToYuan(fen)} 元`
}

/* "12,345.6" → 1234560; null when it is no amount of yuan with at most two decimals. */
export function yuanToFen(text: string): number | null {
	const plain = text.replace(/[,，\s]/g, '').replace(/元$/, '')
	const parts = /^([0-9]{1,12})(?:\.([0-9]{1,2}))?$/.exec(plain)
	if (!parts) return null
	return Number(parts[1]) * 100 + Number((parts[2] || '').padEnd(2, '0'))
}

/* 1234560 → "12345.60", whole yuan without the zeros: what an input field shows. */
export function fenToInput(fen: number | null | undefined): string {
	if (fen === null || fen === undefined) return ''
	return fenToYuan(fen).replace(/,/g, '').replace(/\.00$/, '')
}
