import { describe, expect, it } from 'vitest'
import { dayProse, dueText, monthAdd, monthProse, monthsFromTo, timeProse, timeTable } from '@/shared/format/date'
import { fenToInput, fenToYuan, moneyText, yuanToFen } from '@/shared/format/money'
import { fileSize, groupAccount, groupIdno } from '@/shared/format/text'

describe('money is integer fen on both ways', () => {
	const pairs: [number, string][] = [[0, '0.00'], [1, '0.01'], [10, '0.10'], [99999, '999.99'], [100000, '1,000.00'], [123456789012, '1,234,567,890.12'], [-108000, '-1,080.00']]
	it.each(pairs)('%i fen', (fen, text) => {
		expect(fenToYuan(fen)).toBe(text)
		if (fen >= 0) expect(yuanToFen(text)).toBe(fen)
	})
	it.each([['72000.5', 7200050], ['86，000', 8600000], [' 12 元', 1200], ['0', 0], ['', null], ['1.234', null], ['-1', null], ['abc', null], ['1e3', null], ['.5', null]] as [string, number | null][])(
		'input %s', (text, fen) => expect(yuanToFen(text)).toBe(fen))
	it('shows an input without needless zeros', () => {
		expect([fenToInput(7200000), fenToInput(7200050), fenToInput(undefined)]).toEqual(['72000', '72000.50', ''])
		expect(moneyText(108000)).toBe('1,080.00 元')
	})
})

describe('days and months are Shanghai ones', () => {
	it('reads an instant in +08:00', () => {
		expect(timeTable('2026-11-22T18:30:00Z')).toBe('2026-11-23 02:30')
		expect(timeProse('2026-11-22T09:05:00+08:00', '2026-12-01')).toBe('11月22日 09:05')
		expect(timeProse('2025-11-22T09:05:00+08:00', '2026-12-01')).toBe('2025年11月22日 09:05')
	})
	it('writes prose', () => expect([dayProse('2026-01-09'), monthProse('2026-10'), dayProse(null), dayProse('nonsense')]).toEqual(['2026年1月9日', '2026年10月', '', '']))
	it.each([['2026-11-25', '还剩 3 天'], ['2026-11-22', '今天截止'], ['2026-11-20', '已超过 2 天']])('due %s', (due, text) => expect(dueText(due, '2026-11-22')).toBe(text))
	it('counts months over a year end', () => {
		expect([monthAdd('2026-11', 2), monthAdd('2026-01', -1), monthAdd('2026-03', -27)]).toEqual(['2027-01', '2025-12', '2023-12'])
		expect(monthsFromTo('2025-11', '2026-02')).toEqual(['2025-11', '2025-12', '2026-01', '2026-02'])
		expect(monthsFromTo('2026-02', '2025-11')).toEqual([])
	})
})

describe('numbers people read in groups', () => {
	it('groups', () => {
		expect(groupAccount('6217000000000000004')).toBe('6217 0000 0000 0000 004')
		expect(groupAccount('6217********1234')).toBe('6217 **** **** 1234')
		expect(groupIdno('330106********0010')).toBe('330106 ******** 0010')
		expect([fileSize(10), fileSize(2048), fileSize(1572864)]).toEqual(['10 B', '2 KB', '1.5 MB'])
	})
})
