import tsParser from '@typescript-eslint/parser'
import vue from 'eslint-plugin-vue'
import a11y from 'eslint-plugin-vuejs-accessibility'
import vueParser from 'vue-eslint-parser'

export default [
	{ ignores: ['test/mock/**', 'dist/**', 'node_modules/**', 'test-results/**'] },
	...vue.configs['flat/essential'],
	...a11y.configs['flat/recommended'],
	{
		files: ['**/*.ts', '**/*.vue'],
		languageOptions: {
			parser: vueParser,
			parserOptions: { parser: tsParser, ecmaVersion: 2022, sourceType: 'module' },
		},
		rules: {
			'no-restricted-globals': ['error', { name: 'localStorage', message: 'only theme/theme.ts keeps choices, never personal data' }],
			'no-eval': 'error',
			'no-new-func': 'error',
			'no-debugger': 'error',
			'no-console': 'error',
			eqeqeq: 'error',
			'prefer-const': 'error',
			'vue/no-v-html': 'error',
			'vue/multi-word-component-names': 'off',
			'vue/no-static-inline-styles': 'error',
			'vuejs-accessibility/label-has-for': 'off',
			'vuejs-accessibility/form-control-has-label': 'off',
			'vuejs-accessibility/no-autofocus': 'error',
		},
	},
	{ files: ['src/shared/theme/theme.ts', 'e2e/**'], rules: { 'no-restricted-globals': 'off' } },
]
