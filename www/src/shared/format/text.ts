/* Numbers people read in groups: bank cards by four, ID numbers 6-8-4. Masked ones too. */
export function groupAccount(text: string): string {
	return text.replace(/\s/g, '').replace(/(.{4})(?=.)/g, '$1 ')
}
export function groupIdno(text: string): string {
	return text.length === 18 ? `${text.slice(0, 6)} ${text.slice(6, 14)} ${text.slice(14)}` : text
}
export function fileSize(bytes: number): string {
	if (bytes < 1024) return `${bytes} B`
	if (bytes < 1048576) return `${Math.round(bytes / 1024)} KB`
	return `${(bytes / 1048576).toFixed(1)} MB`
}
