/* The element id of a form pointer: /contract/uscc → f-contract-uscc. */
export function fieldId(pointer: string): string {
	return `f${pointer.replace(/[^A-Za-z0-9_]/g, '-')}`
}
