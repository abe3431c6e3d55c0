/* 4F-4 S29: what the policy pages make of versions, typed values and results. */
import { mount } from '@vue/test-utils'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { allowed } from '@/admin/state/roles'
import { compare, decisionText, placeOf, readDraft, readTyped, resultText, sameValue, sampleRows, typedDraft, typedOf, valueText, wrongOf, type Typed } from '@/admin/state/policy'
import { summaryRows } from '@/admin/state/words'
import { p } from '@/admin/texts_policy'
import type { PolicyBody, PolicyField } from '@/admin/types'
import PolicyParam from '@/admin/widgets/PolicyParam.vue'

const version = (name: string): PolicyBody => JSON.parse(readFileSync(`${import.meta.dirname}/../../conf/policy/${name}.json`, 'utf8')) as PolicyBody
const field = (name: string, kind: PolicyField['kind'], more: Partial<PolicyField> = {}): PolicyField => ({ name, kind, nullable: false, by_award: false, low: 0, high: 1000, words: [], ...more })
const MOST = 100_000_000_000_000
const t2: PolicyField[] = [
	field('income_ceiling_fen', 'money', { low: 1, high: MOST }), field('city_divisions', 'divisions'), field('vocational_held_months', 'number'), field('graduated_within_years', 'number', { high: 100 }),
	field('income_exempt_titles', 'words', { words: ['junior', 'intermediate', 'associate_senior', 'senior'] }), field('income_exempt_degrees', 'words', { words: ['associate', 'bachelor', 'master', 'doctor'] }),
	field('contract_min_months', 'number'), field('contribution_min_months', 'number'), field('tax_min_months', 'number'), field('transferred_home_years', 'number', { high: 100 }),
	field('max_vehicles', 'number', { nullable: true }), field('max_vehicle_price_fen', 'money', { nullable: true, high: MOST }), field('native_place', 'flag'), field('qualification_months', 'number', { low: 1, high: 1200 }), field('remind_days', 'days'),
]
const rates = field('rate_fen_per_m2', 'rates', { low: 1, high: 100_000_000 })
const monthly = field('monthly_fen', 'classes_fen', { low: 1, high: MOST })
const city = field('city_standard_fen', 'classes_fen', { low: 1, high: MOST, by_award: true })
const percent = field('city_first_percent', 'classes_percent', { high: 100 })
const typed = (more: Partial<Typed>): Typed => ({ text: '', list: [], rates: [], classes: {}, award: false, clause: '依据', ...more })

describe('S29 what is typed becomes the version that is saved', () => {
	it('4F-4: a shipped version typed and read again is the same, every parameter of it', () => {
		for (const name of ['T2-2017', 'T2-2023']) {
			const body = version(name)
			const read = readDraft(t2, body, typedDraft(t2, body))
			expect(read.wrong).toEqual({})
			expect(read.body).toEqual(body)
		}
		for (const [one, name] of [[rates, 'T2S-2022'], [monthly, 'TR-2022'], [city, 'TP-2022'], [percent, 'TP-2022']] as const) {
			const value = version(name).parameters[one.name]?.value
			expect(readTyped(one, typedOf(one, value, 'x')).value).toEqual(value)
		}
	})
	const rows: [string, PolicyField, Partial<Typed>, unknown, string][] = [
		['yuan with two decimals', t2[0]!, { text: '80,587.05' }, 8058705, ''], ['whole yuan', t2[0]!, { text: '90000' }, 9000000, ''],
		['three decimals', t2[0]!, { text: '1.234' }, undefined, p.wrong.money], ['nothing', t2[0]!, { text: '' }, undefined, p.wrong.money], ['a minus', t2[0]!, { text: '-1' }, undefined, p.wrong.money],
		['nothing where nothing means no limit', t2[11]!, { text: ' ' }, null, ''], ['an integer', t2[13]!, { text: '36' }, 36, ''], ['a fraction', t2[13]!, { text: '3.5' }, undefined, p.wrong.number],
		['below its least', t2[13]!, { text: '0' }, undefined, p.wrong.range('1', '1200')], ['above its most', t2[13]!, { text: '1201' }, undefined, p.wrong.range('1', '1200')],
		['divisions with any comma', t2[1]!, { text: '330102，330103 330104、330105' }, ['330102', '330103', '330104', '330105'], ''], ['five digits', t2[1]!, { text: '33010' }, undefined, p.wrong.division],
		['a division twice', t2[1]!, { text: '330102,330102' }, undefined, p.wrong.twice], ['no division', t2[1]!, { text: '' }, undefined, p.wrong.required],
		['days that fall', t2[14]!, { text: '90，60，30' }, [90, 60, 30], ''], ['days that rise', t2[14]!, { text: '30,60' }, undefined, p.wrong.days], ['no days', t2[14]!, { text: '' }, [], ''],
		['words in the order of the list', t2[4]!, { list: ['senior', 'associate_senior', 'nonsense'] }, ['associate_senior', 'senior'], ''], ['a yes', t2[12]!, { text: 'true' }, true, ''],
		['rates', rates, { rates: [{ division: '330102', yuan: '30' }, { division: '330110', yuan: '20.50' }] }, { 330102: 3000, 330110: 2050 }, ''],
		['a rate of nothing', rates, { rates: [{ division: '330102', yuan: '0' }] }, undefined, `330102：${p.wrong.range('0.01', '1,000,000.00')}`],
		['a rate twice', rates, { rates: [{ division: '330102', yuan: '1' }, { division: '330102', yuan: '2' }] }, undefined, `330102 ${p.wrong.twice}`],
		['classes, an empty one has no standard', monthly, { classes: { A: '2500', E: '', F3: '800.5' } }, { A: 250000, F3: 80050 }, ''], ['an award', city, { award: true, classes: { A: '7', B: '1' } }, { A: 'by_award', B: 100 }, ''],
		['percent above a hundred', percent, { classes: { B: '101' } }, undefined, `${p.edit.classOf('B')}：${p.wrong.range('0', '100')}`],
	]
	it.each(rows)('%s', (_name, one, given, value, wrong) => {
		const read = readTyped(one, typed(given))
		expect(read.wrong).toBe(wrong)
		expect(read.value).toEqual(value)
	})
	it('what is wrong is told by the pointer of its field, the head and the clauses too', () => {
		const draft = typedDraft(t2, version('T2-2023'))
		draft.version = 'T2 2027'
		draft.title = ' '
		draft.day = ''
		draft.params.tax_min_months!.text = 'x'
		draft.params.max_vehicles!.clause = ''
		expect(Object.keys(readDraft(t2, version('T2-2023'), draft).wrong).sort()).toEqual(['/effective_from', '/parameters/max_vehicles/clause', '/parameters/tax_min_months/value', '/title', '/version'])
	})
	it('a problem of the server finds its field; what has none is left for the note above', () => {
		const wrong = wrongOf([{ pointer: '/body/parameters/tax_min_months', text: '缺少此项' }, { pointer: '/body/effective_from', text: 'x' }, { pointer: '/golden', text: 'y' }])
		expect(Object.keys(wrong).map((pointer) => placeOf(pointer, t2))).toEqual(['/parameters/tax_min_months/value', '/effective_from', ''])
		expect(placeOf('/parameters/max_vehicles/clause', t2)).toBe('/parameters/max_vehicles/clause')
		expect(placeOf('/parameters/unheard_of/value', t2)).toBe('')
	})
})

describe('S29 two versions side by side', () => {
	it('4F-4: what differs is marked, a clause as well as a value; the order of keys is no difference', () => {
		const differing = compare(t2, version('T2-2020'), version('T2-2023')).filter((row) => row.differs).map((row) => row.name)
		expect(differing).toEqual([p.names.income_ceiling_fen, p.names.city_divisions, p.names.transferred_home_years])
		const same = version('T2-2023'), other = version('T2-2023')
		other.parameters.tax_min_months!.clause = '另一条'
		expect(compare(t2, same, other).filter((row) => row.differs).map((row) => [row.leftClause, row.rightClause])).toEqual([['准入条件：连续完税不少于此月数', '另一条']])
		delete (other.parameters as Record<string, unknown>).tax_min_months
		expect(compare(t2, same, other).find((row) => row.name === p.names.tax_min_months)).toMatchObject({ left: '12', right: '', differs: true })
		expect([sameValue({ a: 1, b: 2 }, { b: 2, a: 1 }), sameValue([1, 2], [2, 1]), sameValue(null, undefined)]).toEqual([true, false, true])
	})
	it('values read as people write them', () => {
		expect(valueText(t2[0]!, 8058700)).toBe('80,587.00')
		expect(valueText(t2[11]!, null)).toBe(p.off)
		expect(valueText(t2[4]!, ['associate_senior', 'senior'])).toBe('副高级、正高级')
		expect(valueText(rates, { 330102: 3000 })).toBe('330102：30.00')
		expect(valueText(city, { A: 'by_award', B: 200000000 })).toBe(`A ${p.byAward}；B 2,000,000.00`)
		expect(valueText(percent, { B: 50 })).toBe('B 50%')
		expect(valueText(t2[12]!, false)).toBe(p.no)
	})
})

describe('results of a trial', () => {
	it('a result is one line: decision, amount, what failed', () => {
		expect(resultText({ decision: 'refused', checks: [{ code: 'T2-HOME', outcome: 'fail' }, { code: 'T2-TAX', outcome: 'not_applicable' }], policy: 'T2-2027' })).toBe('不通过，T2-HOME 不通过，T2-2027')
		expect(resultText({ outcome: 'payable', amount_fen: 135000, codes: [] })).toBe('应发，1,350.00')
		expect(resultText({ decision: 'approved', amount_fen: 86000000, parts: [{ part: 'city', first_fen: 43000000, review_fen: 43000000 }] })).toBe('通过，860,000.00，市级首期 430,000.00、复核后 430,000.00')
		expect(decisionText({ outcome: 'cap_reached' })).toBe('已满累计月数')
	})
	it('old and new stand beside each other, check by check', () => {
		const rows = sampleRows({ decision: 'refused', checks: [{ code: 'T2-INCOME', outcome: 'fail' }], policy: 'T2-2023' }, { decision: 'approved', checks: [{ code: 'T2-INCOME', outcome: 'pass' }], policy: 'T2-2027' }, { 'T2-INCOME': '人均可支配收入' })
		expect(rows).toEqual([
			{ name: '结论', before: '不通过', after: '通过', differs: true },
			{ name: '人均可支配收入（T2-INCOME）', before: '不通过', after: '通过', differs: true },
			{ name: '依据版本', before: 'T2-2023', after: 'T2-2027', differs: true },
		])
	})
})

describe('S29 who may do what', () => {
	it('the page is read by those who work with the rules', () => {
		expect(['policy', 'reviewer', 'lead', 'finance', 'auditor', 'system_admin', 'cert'].filter((role) => allowed('/policies', [role]))).toEqual(['policy', 'reviewer', 'lead', 'finance', 'auditor'])
		expect(allowed('/policies/draft', ['display'])).toBe(false)
		expect(allowed('/approvals', ['policy'])).toBe(true)
	})
	it('a policy that waits says what it is in words', () => {
		expect(summaryRows({ scheme: 'type2', version: 'T2-2027', title: '准入条件', valid_from: '2027-01-01', base: 'T2-2023', note: '' }).map((row) => `${row.label} ${row.value}`)).toEqual([
			'业务 公租房二类补贴', '版本 T2-2027', '名称 准入条件', '生效日 2027-01-01', '底本 T2-2023',
		])
	})
	it('an error stands at its field, and a field that nobody may change is closed', async () => {
		const view = mount(PolicyParam, { props: { field: t2[0]!, modelValue: typed({ text: '80587.00' }), wrongValue: p.wrong.money, wrongClause: '', disabled: false } })
		const input = view.get('input')
		expect([input.attributes('aria-invalid'), input.attributes('aria-describedby'), view.text().includes(p.wrong.money)]).toEqual(['true', 'pp-income_ceiling_fen-wrong', true])
		await view.setProps({ disabled: true })
		expect(view.get('fieldset').attributes('disabled')).toBeDefined()
	})
})
