/* Which pages and fields are asked, what is wrong on one of them, and what the summary shows. Pure. */
import type { FieldError, Json } from '../api/types'
import { checkForm, errorText } from './schema'
import type { FieldUi, FormDefinition, PageUi, ShowIf } from './definition'
import { pointerGet, pointerUnder } from './pointer'

export function shown(condition: ShowIf | undefined, data: Json): boolean {
	return !condition || condition.values.includes((pointerGet(data, condition.pointer) ?? null) as never)
}
export function pagesOf(form: FormDefinition, data: Json): PageUi[] {
	return form.ui.pages.filter((page) => shown(page.show_if, data))
}
/* Branches not yet decided: each will bring a page more. */
export function pagesToCome(form: FormDefinition, data: Json): number {
	const open = form.ui.pages.filter((page) => page.show_if && isEmpty(pointerGet(data, page.show_if.pointer)))
	return new Set(open.map((page) => page.show_if?.pointer)).size
}
export function fieldsOf(page: PageUi, data: Json): FieldUi[] {
	return page.fields.filter((field) => shown(field.show_if, data))
}
export function isEmpty(value: Json | undefined): boolean {
	return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/* Rows typed by hand: what the page asks of each. */
function emptyItems(form: FormDefinition, field: FieldUi, data: Json): FieldError[] {
	const rows = (field.item_required && (pointerGet(data, field.pointer) as { [key: string]: Json }[] | undefined)) || []
	return rows.flatMap((row, i) => (row.person ? [] : (field.item_required || []).filter((key) => isEmpty(row[key])).map((key) => {
		const pointer = `${field.pointer}/${i}/${key}`
		return { pointer, code: 'required', text: errorText(form.errors, pointer, 'required') }
	})))
}

/* What is wrong on one page: the fields asked for and empty, then what the schema says about what would be sent. */
export function pageErrors(form: FormDefinition, page: PageUi, data: Json): FieldError[] {
	const fields = fieldsOf(page, data)
	const empty = fields
		.filter((field) => field.required && isEmpty(pointerGet(data, field.pointer)))
		.map((field) => ({ pointer: field.pointer, code: 'required', text: errorText(form.errors, field.pointer, 'required') }))
		.concat(fields.flatMap((field) => emptyItems(form, field, data)))
	const taken = new Set(empty.map((error) => error.pointer))
	const wrong = checkForm(form.schema, cleaned(form, data), form.errors).filter(
		(error) => !taken.has(error.pointer) && fields.some((field) => pointerUnder(error.pointer, field.pointer)),
	)
	return empty.concat(wrong)
}

/* Everything at once, in page order: which page to go back to, and for what. */
export function formErrors(form: FormDefinition, data: Json): { page: PageUi; errors: FieldError[] }[] {
	return pagesOf(form, data)
		.map((page) => ({ page, errors: pageErrors(form, page, data) }))
		.filter((row) => row.errors.length > 0)
}

/* The page that holds a pointer which the server complained about. */
export function pageFor(form: FormDefinition, data: Json, pointer: string): PageUi | undefined {
	return pagesOf(form, data).find((page) => page.fields.some((field) => pointerUnder(pointer, field.pointer)))
}

/* What goes to the server: no empty texts, nothing of the branch that was not taken. */
export function cleaned(form: FormDefinition, data: Json): Json {
	const copy = JSON.parse(JSON.stringify(data)) as { [key: string]: Json }
	const asked = new Set(pagesOf(form, copy).flatMap((page) => fieldsOf(page, copy).map((field) => field.pointer.split('/')[1])))
	const known = new Set(form.ui.pages.flatMap((page) => page.fields.map((field) => field.pointer.split('/')[1])))
	for (const key of Object.keys(copy)) if (known.has(key) && !asked.has(key)) delete copy[key]
	const strip = (value: Json): Json => {
		if (Array.isArray(value)) return value.map(strip)
		if (value === null || typeof value !== 'object') return value
		return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== '').map(([k, v]) => [k, strip(v)]))
	}
	return strip(copy)
}
