/* B7 the month ledger as people read it: what counts, what is paid, and why a month is not. */
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import MonthList from '@/shared/months/MonthList.vue'

const ledger = {
	counted: 23,
	limit: 72,
	items: [
		{ month: '2026-12', outcome: 'not_payable' as const, amount_fen: 0, persons: 1, versions: ['T2-2023', 'T2S-2022'], why: [{ rule: 'T2-LEASE', title: '租赁备案', text: '没有覆盖当月的租赁备案', next: '到住房保障部门办理备案' }], corrections: [], refunds: [] },
		{ month: '2026-11', outcome: 'payable' as const, amount_fen: 108000, persons: 1, versions: ['T2-2023', 'T2S-2022'], why: [], corrections: [], refunds: [] },
	],
}

describe('B7 4F-2 month ledger', () => {
	it('says how many months count and why one does not', () => {
		const text = mount(MonthList, { props: { ledger } }).text()
		expect(text).toContain('已计 23 个月，最长 72 个月')
		expect(text).toContain('2026年12月')
		expect(text).toContain('租赁备案：没有覆盖当月的租赁备案。下一步：到住房保障部门办理备案')
		expect(text).toContain('1,080.00')
		expect(text).not.toContain('T2-2023')
	})
	it('names the policy versions to staff only', () => {
		expect(mount(MonthList, { props: { ledger, versions: true } }).text()).toContain('依据 T2-2023、T2S-2022，保障 1 人')
	})
	it('B4 shows what was corrected: both ends, the delta, what changed, and what has to be given back', () => {
		const corrected = {
			...ledger.items[1]!,
			outcome: 'not_payable' as const,
			amount_fen: 0,
			corrections: [{ at: '2026-12-20T08:00:00+08:00', from: 'payable', from_fen: 108000, to: 'not_payable', to_fen: 0, delta_fen: -108000, why: ['家庭住房'] }],
			refunds: [{ id: null, amount_fen: 108000, netted_fen: 30000, state: 'agreed' as const, next: '从以后发放的补贴中抵扣，无需操作' }],
		}
		const text = mount(MonthList, { props: { ledger: { ...ledger, items: [corrected] } } }).text()
		expect(text).toContain('2026年12月20日 重新核定：已核定 1,080.00 元，改为不发放。多发 1,080.00 元。有变化的项目：家庭住房')
		expect(text).toContain('应退回 1,080.00 元 抵扣中，已抵扣 300.00 元。从以后发放的补贴中抵扣')
	})
	it('shows no limit where no standard is in force', () => {
		expect(mount(MonthList, { props: { ledger: { ...ledger, limit: null } } }).text()).toContain('已计 23 个月')
	})
})
