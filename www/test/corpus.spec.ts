/* The vectors that the server's reader runs too: same pointers, same codes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FormDefinition, Schema } from '@/shared/forms/definition'
import { formats } from '@/shared/forms/formats'
import { pointerSet } from '@/shared/forms/pointer'
import { checkForm } from '@/shared/forms/schema'
import type { Json } from '@/shared/api/types'

const root = join(import.meta.dirname, '../..')
const read = <T>(path: string): T => JSON.parse(readFileSync(join(root, path), 'utf8')) as T
const form = read<FormDefinition>('conf/forms/type2.json')
const rows = read<{ format: string; value: string; ok: boolean }[]>('tests/data/forms/formats.json')
const corpus = read<{
	bases: Record<string, Json>
	vectors: { name: string; base: string; set: Record<string, Json>; remove: string[]; errors: { pointer: string; code: string }[] }[]
}>('tests/data/forms/type2.json')

describe('formats, the corpus shared with the server', () => {
	it('has vectors of both kinds for each format', () => {
		for (const name of Object.keys(formats)) {
			expect(rows.some((row) => row.format === name && row.ok), name).toBe(true)
			expect(rows.some((row) => row.format === name && !row.ok), name).toBe(true)
		}
	})
	it.each(rows.map((row, i) => [i, row] as const))('vector %i', (_i, row) => {
		expect(formats[row.format]?.(row.value), `${row.format} ${row.value}`).toBe(row.ok)
		const schema: Schema = { type: 'string', format: row.format }
		expect(checkForm(schema, row.value).length === 0).toBe(row.ok)
	})
})

describe('type2 form, the corpus shared with the server (4C-12)', () => {
	const plain = (list: { pointer: string; code: string }[]): string[] => list.map((e) => `${e.pointer} ${e.code}`).sort()
	it.each(corpus.vectors.map((row) => [row.name, row] as const))('%s', (_name, row) => {
		const data = JSON.parse(JSON.stringify(corpus.bases[row.base])) as Json
		for (const [pointer, value] of Object.entries(row.set)) pointerSet(data, pointer, value)
		for (const pointer of row.remove) pointerSet(data, pointer, undefined)
		expect(plain(checkForm(form.schema, data, form.errors))).toEqual(plain(row.errors))
	})
})
