/* Checks a form by the schema the server uses too; the answer is a list of (pointer, code) with a sentence for each. */
import { validate, type Schema as LibrarySchema } from '@cfworker/json-schema'
import type { FieldError, Json } from '../api/types'
import type { Schema } from './definition'
import './formats'

/* Keywords that only say "something below is wrong". */
const frames = new Set(['properties', 'items', 'if', 'additionalProperties'])

function codeOf(keyword: string): string {
	return keyword === 'false' ? 'additionalProperties' : keyword
}

const general: Record<string, string> = {
	required: '请填写这一项',
	type: '内容的格式不对',
	enum: '请从给出的选项中选择',
	const: '请从给出的选项中选择',
	minLength: '内容太短',
	maxLength: '内容太长',
	minimum: '数值太小',
	maximum: '数值太大',
	pattern: '格式不对，请检查',
	format: '格式不对，请检查',
	minItems: '请至少填写一项',
	maxItems: '项数太多',
	additionalProperties: '不认识的内容',
}

/* The most particular sentence wins: exact pointer, pointer with `*` for numbers, keyword alone. */
export function errorText(errors: Record<string, string>, pointer: string, code: string): string {
	const anyItem = pointer.replace(/\/[0-9]+(?=\/|$)/g, '/*')
	return errors[`${pointer}#${code}`] || errors[`${anyItem}#${code}`] || errors[anyItem] || errors[code] || general[code] || '请检查这一项'
}

export function checkForm(schema: Schema, data: Json, errors: Record<string, string> = {}): FieldError[] {
	const found = new Map<string, FieldError>()
	for (const unit of validate(data, schema as LibrarySchema, '2020-12', undefined, false).errors) {
		if (frames.has(unit.keyword)) continue
		let pointer = unit.instanceLocation.replace(/^#/, '')
		const missing = unit.keyword === 'required' ? /"(.*)"/.exec(unit.error) : null
		if (missing) pointer += `/${(missing[1] as string).replace(/~/g, '~0').replace(/\//g, '~1')}`
		const code = codeOf(unit.keyword)
		const id = `${pointer}#${code}`
		if (!found.has(id)) found.set(id, { pointer, code, text: errorText(errors, pointer, code) })
	}
	return Array.from(found.values())
}
