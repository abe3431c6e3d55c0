/* Made from docs/openapi.yaml by `npm run types:gen`; do not edit. */
export interface paths {
	"/healthz": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** the process answers */
		get: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				200: components["responses"]["Health"];
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/readyz": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** database, schema, Redis and disk */
		get: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				200: components["responses"]["Health"];
				503: components["responses"]["Health"];
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/session/start": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** swap a sign-on ticket, as a job */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["SessionStart"];
				};
			};
			responses: {
				202: components["responses"]["JobStarted"];
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/session/finish": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** turn the finished ticket job into a session */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": {
						job: components["schemas"]["Id"];
					};
				};
			};
			responses: {
				200: components["responses"]["Session"];
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/session": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** who is signed on */
		get: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				200: components["responses"]["Session"];
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/session/end": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** sign off */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description gone */
				204: {
					headers: {
						[name: string]: unknown;
					};
					content?: never;
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/job": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** state and result of a job of this session */
		get: {
			parameters: {
				query: {
					id: components["parameters"]["id"];
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["Job"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/home": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** home page */
		get: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["Home"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/forms": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** form definition with its materials and undertaking */
		get: {
			parameters: {
				query: {
					id: "type2";
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["FormDefinition"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/prefill": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** fetch the applicant's own shared data, as a job */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": {
						form: string;
					};
				};
			};
			responses: {
				202: components["responses"]["JobStarted"];
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/self-check": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** the checks before applying over the applicant's own shared data, as a job whose result is a SelfCheck */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": {
						scheme: string;
						/** @description graduate or entrepreneur for type2, left out by other schemes */
						kind?: string;
					};
				};
			};
			responses: {
				202: components["responses"]["JobStarted"];
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/draft": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** the open draft of a form */
		get: {
			parameters: {
				query: {
					form: string;
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["Draft"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		/** save a draft (version 0 = new) */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["DraftSave"];
				};
			};
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["DraftSaved"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/draft/remove": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** throw a draft away */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["IdBody"];
				};
			};
			responses: {
				/** @description gone */
				204: {
					headers: {
						[name: string]: unknown;
					};
					content?: never;
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/file": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** bytes of an own attachment */
		get: {
			parameters: {
				query: {
					id: components["parameters"]["id"];
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				200: components["responses"]["Bytes"];
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		/** upload one attachment (raw bytes, at most 10 MiB) */
		post: {
			parameters: {
				query: {
					draft?: string;
					case?: string;
					material: string;
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/octet-stream": string;
				};
			};
			responses: {
				/** @description ok */
				201: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["File"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/file/remove": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** take an attachment back before it is handed in */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["IdBody"];
				};
			};
			responses: {
				/** @description gone */
				204: {
					headers: {
						[name: string]: unknown;
					};
					content?: never;
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/case/submit": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** submit a draft */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["CaseSubmit"];
				};
			};
			responses: {
				201: components["responses"]["CaseMoved"];
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/cases": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** my cases */
		get: {
			parameters: {
				query?: {
					cursor?: components["parameters"]["cursor"];
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["CaseList"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/case": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** one of my cases */
		get: {
			parameters: {
				query: {
					id: components["parameters"]["id"];
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["CaseDetail"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/case/withdraw": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** withdraw a case */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["IdBody"];
				};
			};
			responses: {
				200: components["responses"]["CaseMoved"];
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/case/supplement": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** hand a supplement in */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["SupplementHandIn"];
				};
			};
			responses: {
				200: components["responses"]["CaseMoved"];
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/case/reapply": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** a draft that answers a refused case and asks for the named materials only */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["IdBody"];
				};
			};
			responses: {
				/** @description ok */
				201: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["DraftSaved"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/payouts": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** my payouts */
		get: {
			parameters: {
				query?: {
					cursor?: components["parameters"]["cursor"];
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["PayoutList"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/sign-on": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** password and one-time code */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["StaffSignOn"];
				};
			};
			responses: {
				200: components["responses"]["StaffSession"];
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/session": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** who is signed on */
		get: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				200: components["responses"]["StaffSession"];
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/session/end": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** sign off */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description gone */
				204: {
					headers: {
						[name: string]: unknown;
					};
					content?: never;
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/home": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** work place */
		get: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["StaffHome"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/queue": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** cases by state, scheme and due date */
		get: {
			parameters: {
				query?: {
					state?: components["schemas"]["CaseState"];
					scheme?: string;
					due?: "overdue" | "soon";
					cursor?: components["parameters"]["cursor"];
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["Queue"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/queue/find": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** cases of one ID number or filing number (never in a URL) */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": {
						idno?: string;
						projid?: string;
					};
				};
			};
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["CaseList"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/case": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** a case */
		get: {
			parameters: {
				query: {
					id: components["parameters"]["id"];
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["StaffCase"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/case/facts": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** everything fetched, per household member and source (4C-10a) */
		get: {
			parameters: {
				query: {
					id: components["parameters"]["id"];
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["CaseFacts"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/case/decide": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** yes or no; takes effect after the undo window */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["Decide"];
				};
			};
			responses: {
				/** @description ok */
				201: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["Decided"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/case/undo": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** undo the own decision before it takes effect */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["IdBody"];
				};
			};
			responses: {
				200: components["responses"]["CaseMoved"];
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/case/ask": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** ask for a supplement */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["Ask"];
				};
			};
			responses: {
				200: components["responses"]["CaseMoved"];
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/case/recheck": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** fetch the sources again and evaluate; of an approved case, judge its settled months again */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["IdBody"];
				};
			};
			responses: {
				202: components["responses"]["JobStarted"];
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/file": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** bytes of an attachment */
		get: {
			parameters: {
				query: {
					id: components["parameters"]["id"];
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				200: components["responses"]["Bytes"];
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/reveal": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** one unmasked value, with a purpose, audited, at most 60 an hour */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["Reveal"];
				};
			};
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": {
							value: string | null;
						};
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/reasons": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** refusal reasons */
		get: {
			parameters: {
				query?: {
					scheme?: string;
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["ReasonList"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		/** add or change a refusal reason */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["ReasonSave"];
				};
			};
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["Reason"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/refund": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** propose what becomes of a refund, for a second person - set off against what is paid next, returned, or waived */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": {
						id: number;
						/** @enum {string} */
						how: "net" | "returned" | "waived";
						/** @description number of the voucher or of the ruling; needed unless it is set off */
						evidence?: string;
						note?: string;
					};
				};
			};
			responses: {
				201: components["responses"]["ApprovalMade"];
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/payouts": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** orders */
		get: {
			parameters: {
				query?: {
					state?: "ready" | "in_flight" | "paid" | "closed";
					cursor?: components["parameters"]["cursor"];
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["StaffPayoutList"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/batches": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** batches */
		get: {
			parameters: {
				query?: {
					cursor?: components["parameters"]["cursor"];
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["BatchList"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/batch/make": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** collect orders beyond the mandate into a batch that a second person approves, as a job */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": {
						scheme: string;
					};
				};
			};
			responses: {
				202: components["responses"]["JobStarted"];
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/job": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** state and result of a job of this session */
		get: {
			parameters: {
				query: {
					id: components["parameters"]["id"];
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["Job"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/approvals": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** what waits for a second person; policy versions and talent white lists are shown to policy, money to finance, all to lead and auditor */
		get: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["ApprovalList"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/approval/decide": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** yes or no to exactly this digest */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["ApprovalDecide"];
				};
			};
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": {
							id: number;
							yes: boolean;
						};
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/policies": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** published policy versions and the drafts of new ones */
		get: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["PolicyList"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/policy": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** a version or a draft with its parameters, their clauses and the fields of a form */
		get: {
			parameters: {
				query: {
					version: string;
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["Policy"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/policy/draft": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** save a draft of a policy version */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["PolicySave"];
				};
			};
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["PolicyDraft"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/policy/try": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** golden cases, and facts if given, judged by a draft */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["PolicyTry"];
				};
			};
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["PolicyTrial"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/policy/populations": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** the newest trials of a version on the live population */
		get: {
			parameters: {
				query: {
					version: string;
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["PopulationList"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/policy/population": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** a draft tried on the live population, how far it is and what is summed up so far */
		get: {
			parameters: {
				query: {
					trial: number;
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["Population"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		/** try exactly this draft on everybody who holds a qualification of its scheme, and one with conditions of admission on past applications */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["PopulationAsk"];
				};
			};
			responses: {
				/** @description asked for */
				201: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": {
							trial: number;
						};
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/policy/population/cases": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** past applications that the checks decide otherwise by the draft, masked, in pages of 50; what a person decided over the checks does not count */
		get: {
			parameters: {
				query: {
					trial: number;
					kind?: components["schemas"]["PopulationCaseKind"];
					cursor?: components["parameters"]["cursor"];
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["PopulationCases"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/policy/population/people": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** those whose payment changes, masked, in pages of 50 */
		get: {
			parameters: {
				query: {
					trial: number;
					kind?: components["schemas"]["PopulationKind"];
					cursor?: components["parameters"]["cursor"];
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["PopulationPeople"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/policy/population/export": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** one part of the same list, or of that of applications, as CSV for a spreadsheet; the first part has the heading; audited */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["PopulationExport"];
				};
			};
			responses: {
				/** @description the table */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"text/csv": string;
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/policy/population/stop": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** stop such a trial; what was judged so far stays */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": {
						trial: number;
					};
				};
			};
			responses: {
				/** @description stopped */
				204: {
					headers: {
						[name: string]: unknown;
					};
					content?: never;
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/policy/propose": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** ask a second person to publish exactly this draft */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["PolicyPick"];
				};
			};
			responses: {
				201: components["responses"]["ApprovalMade"];
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/policy/remove": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** throw a draft away */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["PolicyPick"];
				};
			};
			responses: {
				/** @description gone */
				204: {
					headers: {
						[name: string]: unknown;
					};
					content?: never;
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/whitelist": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** the talent white list in force, how long it may still be used, and the newest imports */
		get: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["Whitelists"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		/** import a whole talent white list (a CSV in UTF-8 or GB18030, at most 8 MiB); all or nothing, errors point at /rows/ROW/HEAD */
		post: {
			parameters: {
				query: {
					as_of: components["schemas"]["Day"];
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/octet-stream": string;
				};
			};
			responses: {
				/** @description it is being loaded */
				201: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": {
							id: components["schemas"]["Id"];
						};
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/whitelist/changes": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** whom a list adds, takes out or changes against the one it replaces, masked, in pages of 50 */
		get: {
			parameters: {
				query: {
					id: components["parameters"]["id"];
					kind?: "added" | "gone" | "changed";
					cursor?: components["parameters"]["cursor"];
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["WhitelistChanges"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/whitelist/find": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** what all lists say of one ID number (never in a URL), newest list first; audited */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": {
						idno: string;
					};
				};
			};
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["WhitelistEntries"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/runs": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** monthly and quarterly runs, newest first */
		get: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["RunList"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/run": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** a run with its progress and what came out per check */
		get: {
			parameters: {
				query: {
					id: string;
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["Run"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/run/people": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** people of a run by outcome, change against the month before, and failed check */
		get: {
			parameters: {
				query: {
					id: string;
					outcome?: "payable" | "held" | "not_payable" | "cap_reached" | "waiting";
					change?: "new" | "gone" | "changed";
					code?: string;
					cursor?: components["parameters"]["cursor"];
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["RunPeople"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/run/start": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** start a run of a month that began, or (rental) of the quarter that begins with it */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["RunStart"];
				};
			};
			responses: {
				/** @description started */
				201: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": {
							id: string;
						};
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/run/stop": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** stop a run; what was granted stays */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["RunStop"];
				};
			};
			responses: {
				/** @description it stops */
				204: {
					headers: {
						[name: string]: unknown;
					};
					content?: never;
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/run/propose": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** ask a second person to release a run that is beyond the mandate's limits */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["RunPropose"];
				};
			};
			responses: {
				201: components["responses"]["ApprovalMade"];
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/mandates": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** standing mandates with today's use */
		get: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["MandateList"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/mandate": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** propose a standing mandate */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["MandateNew"];
				};
			};
			responses: {
				201: components["responses"]["ApprovalMade"];
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/budget": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** funded, available, reserved, paid */
		get: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["BudgetList"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		/** propose to add budget */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": components["schemas"]["BudgetNew"];
				};
			};
			responses: {
				201: components["responses"]["ApprovalMade"];
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/recon": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** reconciliation of a day */
		get: {
			parameters: {
				query?: {
					day?: string;
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["Recon"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/calls": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** calls to other systems */
		get: {
			parameters: {
				query?: {
					peer?: string;
					cursor?: components["parameters"]["cursor"];
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["CallList"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/audit": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** audit rows */
		get: {
			parameters: {
				query?: {
					cursor?: components["parameters"]["cursor"];
				};
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["AuditList"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/jobs": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		/** the queue */
		get: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: never;
			responses: {
				/** @description ok */
				200: {
					headers: {
						[name: string]: unknown;
					};
					content: {
						"application/json": components["schemas"]["Jobs"];
					};
				};
				default: components["responses"]["Problem"];
			};
		};
		put?: never;
		post?: never;
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/mandate/revoke": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** stop a standing mandate at once */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": {
						id: number;
					};
				};
			};
			responses: {
				/** @description done */
				204: {
					headers: {
						[name: string]: unknown;
					};
					content?: never;
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/order/release": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** lift a hold that waits for a person */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": {
						id: components["schemas"]["Id"];
						reason: string;
					};
				};
			};
			responses: {
				/** @description done */
				204: {
					headers: {
						[name: string]: unknown;
					};
					content?: never;
				};
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/diff/close": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** propose to close a difference, for a second person */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": {
						id: number;
						note: string;
						/** @description needed where the difference asks_paid */
						paid?: boolean;
						/** @description needed with paid */
						evidence?: string;
					};
				};
			};
			responses: {
				201: components["responses"]["ApprovalMade"];
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
	"/api/staff/unknown/leave": {
		parameters: {
			query?: never;
			header?: never;
			path?: never;
			cookie?: never;
		};
		get?: never;
		put?: never;
		/** propose how a payment in doubt ended, for a second person */
		post: {
			parameters: {
				query?: never;
				header?: never;
				path?: never;
				cookie?: never;
			};
			requestBody?: {
				content: {
					"application/json": {
						attempt: number;
						paid: boolean;
						evidence: string;
						note?: string;
					};
				};
			};
			responses: {
				201: components["responses"]["ApprovalMade"];
				default: components["responses"]["Problem"];
			};
		};
		delete?: never;
		options?: never;
		head?: never;
		patch?: never;
		trace?: never;
	};
}
export type webhooks = Record<string, never>;
export interface components {
	schemas: {
		Id: string;
		/** Format: date-time */
		At: string;
		/** Format: date */
		Day: string;
		/** @enum {string} */
		CaseState: "draft" | "received" | "accepted" | "not_accepted" | "in_review" | "supplement" | "decided" | "approved" | "refused" | "withdrawn";
		/** @enum {string} */
		Outcome: "pass" | "fail" | "unknown" | "not_applicable";
		/** @enum {string} */
		FactKind: "shared" | "declared" | "own";
		/** @enum {string} */
		ActorKind: "applicant" | "staff" | "system" | "gov20" | "bank";
		IdBody: {
			id: components["schemas"]["Id"];
		};
		Problem: {
			type: string;
			title: string;
			status: number;
			detail?: string;
			code: string;
			instance: string;
			errors?: {
				pointer: string;
				code: string;
				text: string;
			}[];
		};
		Health: {
			ok: boolean;
			parts?: {
				[key: string]: string;
			};
		};
		SessionStart: {
			/** @enum {string} */
			kind: "irs" | "legacy";
			ticket: string;
		};
		JobStarted: {
			job: components["schemas"]["Id"];
		};
		Job: {
			id: components["schemas"]["Id"];
			/** @enum {string} */
			state: "ready" | "running" | "done" | "failed" | "unknown";
			result?: unknown;
			problem?: string;
		};
		Session: {
			/** @constant */
			kind: "applicant";
			name: string;
			idno: string;
			phone?: string | null;
			csrf: string;
		};
		StaffSession: {
			/** @constant */
			kind: "staff";
			name: string;
			login: string;
			roles: string[];
			csrf: string;
			last_login_at?: string | null;
		};
		StaffSignOn: {
			login: string;
			password: string;
			code: string;
		};
		CaseRow: {
			id: components["schemas"]["Id"];
			projid: string | null;
			scheme: string;
			kind: string;
			applicant_kind: string | null;
			applicant: string;
			state: components["schemas"]["CaseState"];
			state_text: string;
			channel: string;
			accepted_on: string | null;
			due_on: string | null;
			created_at: components["schemas"]["At"];
			waits_for: string[];
			/** @enum {string} */
			light: "green" | "yellow" | "red" | "none";
		};
		CaseList: {
			items: components["schemas"]["CaseRow"][];
			next: string | null;
		};
		Queue: {
			items: components["schemas"]["CaseRow"][];
			next: string | null;
			/** @description running cases by state; with the first page only */
			counts?: {
				[key: string]: number;
			};
		};
		Home: {
			name: string;
			next: {
				title: string;
				text: string;
				href: string;
				due_on: string | null;
			} | null;
			cases: components["schemas"]["CaseRow"][];
			drafts: {
				id: components["schemas"]["Id"];
				form: string;
				updated_at: string;
				step: string;
			}[];
			services: {
				id: string;
				title: string;
				minutes: number;
				hint: string;
				open: boolean;
				why_not: string | null;
			}[];
		};
		Material: {
			code: string;
			title: string;
			required: boolean;
			hint?: string;
		};
		File: {
			id: components["schemas"]["Id"];
			material: string;
			title: string;
			content_type: string;
			size: number;
			created_at: components["schemas"]["At"];
			/** @enum {string} */
			source: "upload" | "gov20";
		};
		FormMaterial: {
			code: string;
			title: string;
			/** @description the checks that this paper may settle */
			checks: string[];
			hint?: string;
		};
		FormDefinition: {
			today: components["schemas"]["Day"];
			id: string;
			version: string;
			title?: string;
			schema: Record<string, unknown>;
			ui: Record<string, unknown>;
			prefill: Record<string, unknown>;
			errors: Record<string, unknown>;
			materials: components["schemas"]["FormMaterial"][];
			undertaking: {
				version: string;
				text: string;
			};
		};
		Draft: {
			id: components["schemas"]["Id"];
			form: string;
			form_version: string;
			version: number;
			data: Record<string, unknown>;
			step: string;
			files: components["schemas"]["File"][];
			/** @description for a re-application only the materials its reasons name */
			needs: components["schemas"]["Material"][];
			answers: string | null;
			updated_at: components["schemas"]["At"];
		};
		DraftSave: {
			form: string;
			version: number;
			data: Record<string, unknown>;
			step?: string;
		};
		DraftSaved: {
			id: components["schemas"]["Id"];
			version: number;
			updated_at: components["schemas"]["At"];
		};
		CaseSubmit: {
			draft: components["schemas"]["Id"];
			version: number;
			undertaking: string;
		};
		CaseMoved: {
			id: components["schemas"]["Id"];
			state: components["schemas"]["CaseState"];
		};
		SupplementHandIn: {
			id: components["schemas"]["Id"];
			payee?: {
				account: string;
				holder?: string;
				bank?: string;
				cnaps?: string;
			};
			note?: string;
		};
		Fact: {
			label: string;
			value: string;
			person?: string | null;
			source?: string | null;
			kind?: components["schemas"]["FactKind"] | null;
			request_no?: string | null;
			fetched_at?: string | null;
			as_of?: string | null;
		};
		CheckResult: {
			rule: string;
			tender_id: string;
			title: string;
			outcome: components["schemas"]["Outcome"];
			/**
			 * @description self-check only, why it is unknown: a paper or declaration is needed, or its source does not answer
			 * @enum {string}
			 */
			need?: "proof" | "source";
			/** @description another check of its any-of group passes */
			settled: boolean;
			overridden: {
				by: string;
				reason: string;
			} | null;
			facts: components["schemas"]["Fact"][];
			threshold: {
				text: string;
				clause: string;
				version?: string | null;
			};
			explain: string;
			next: {
				/** @enum {string} */
				kind: "supplement" | "fix_at_source" | "wait" | "none";
				text: string;
				materials: string[];
			};
		};
		SelfCheck: {
			scheme: string;
			/** @enum {string} */
			answer: "may_apply" | "not_yet" | "needs_proof" | "source_down";
			title: string;
			text: string;
			version: string | null;
			checks: components["schemas"]["CheckResult"][];
		};
		TimelineEntry: {
			at: components["schemas"]["At"];
			actor: {
				kind: components["schemas"]["ActorKind"];
				name: string;
			};
			title: string;
			text: string;
			state: components["schemas"]["CaseState"];
		};
		RefusalShown: {
			code: string;
			title: string;
			text: string;
			materials: components["schemas"]["Material"][];
		};
		SummaryGroup: {
			group: string;
			rows: {
				label: string;
				value: string;
			}[];
		};
		Supplement: {
			materials: components["schemas"]["Material"][];
			note: string;
			due_on: components["schemas"]["Day"];
			needs_account: boolean;
		};
		Payout: {
			id: components["schemas"]["Id"];
			case: components["schemas"]["Id"];
			scheme: string;
			period: string;
			amount_fen: number;
			/** @enum {string} */
			state: "ready" | "in_flight" | "paid" | "closed";
			state_text: string;
			account: string;
			attempts: {
				at: string;
				state: string;
				code?: string | null;
				text: string;
			}[];
			paid_at: string | null;
			why: string;
		};
		PayoutList: {
			items: components["schemas"]["Payout"][];
			next: string | null;
		};
		/** @description the months of a qualification, newest first, each with its reason when it is not paid */
		MonthLedger: {
			/** @description months of the holder that count to the cap */
			counted: number;
			limit: number | null;
			items: components["schemas"]["MonthEntry"][];
		};
		MonthEntry: {
			month: string;
			/** @enum {string} */
			outcome: "payable" | "not_payable" | "cap_reached" | "waiting";
			amount_fen: number;
			persons: number;
			versions: string[];
			why: {
				rule: string;
				title: string;
				text: string;
				next: string;
			}[];
			/** @description earlier ends of the month that were found wrong */
			corrections: {
				at: components["schemas"]["At"];
				from: string;
				from_fen: number;
				to: string;
				to_fen: number;
				delta_fen: number;
				why: string[];
			}[];
			refunds: {
				/** @description for staff */
				id: number | null;
				amount_fen: number;
				netted_fen: number;
				/** @enum {string} */
				state: "open" | "agreed" | "netted" | "returned" | "waived";
				next: string;
			}[];
		};
		CaseDetail: {
			case: components["schemas"]["CaseRow"];
			answers: string | null;
			form_summary: components["schemas"]["SummaryGroup"][];
			steps: {
				key: string;
				title: string;
				/** @enum {string} */
				state: "done" | "current" | "todo";
				at: string | null;
				waiting_for: string | null;
			}[];
			checks: components["schemas"]["CheckResult"][];
			timeline: components["schemas"]["TimelineEntry"][];
			files: components["schemas"]["File"][];
			supplement: components["schemas"]["Supplement"] | null;
			decision: {
				yes: boolean;
				at: string;
				reasons: components["schemas"]["RefusalShown"][];
			} | null;
			payouts: components["schemas"]["Payout"][];
			months: components["schemas"]["MonthLedger"] | null;
			can: {
				withdraw: boolean;
				supplement: boolean;
				reapply: boolean;
			};
		};
		StaffCase: {
			case: components["schemas"]["CaseRow"];
			ver: number;
			answers: string | null;
			household: {
				person: components["schemas"]["Id"];
				name: string;
				idno: string;
				relation: string;
				counted_from: string;
				/**
				 * @description who says that he belongs to the household
				 * @enum {string}
				 */
				confirmed: "no" | "shared" | "staff";
			}[];
			form_summary: components["schemas"]["SummaryGroup"][];
			checks: components["schemas"]["CheckResult"][];
			timeline: components["schemas"]["TimelineEntry"][];
			files: components["schemas"]["File"][];
			supplement: components["schemas"]["Supplement"] | null;
			decision: {
				yes: boolean;
				at: string;
				by: string;
				opinion: string;
				undo_until: string | null;
				reasons: components["schemas"]["RefusalShown"][];
			} | null;
			payouts: components["schemas"]["Payout"][];
			months: components["schemas"]["MonthLedger"] | null;
			duties: {
				can_decide: boolean;
				can_ask: boolean;
				can_undo: boolean;
				can_recheck: boolean;
			};
		};
		CaseFacts: {
			members: {
				person: components["schemas"]["Id"];
				name: string;
				relation: string;
				sources: components["schemas"]["FactSource"][];
			}[];
		};
		FactSource: {
			source: string;
			title: string;
			state: string;
			kind: string;
			as_of?: string | null;
			fetched_at?: string | null;
			request_no?: string | null;
			rows: {
				label: string;
				value: string;
			}[][];
		};
		StaffHome: {
			counts: {
				[key: string]: number;
			};
			alarms: {
				kind: string;
				text: string;
				raised_at: string;
			}[];
		};
		Decide: {
			id: components["schemas"]["Id"];
			ver: number;
			yes: boolean;
			reasons?: string[];
			opinion?: string;
		};
		Decided: {
			id: components["schemas"]["Id"];
			takes_effect_at: components["schemas"]["At"];
		};
		Ask: {
			id: components["schemas"]["Id"];
			ver: number;
			materials: string[];
			note?: string;
			due_days?: number;
		};
		Reveal: {
			case: components["schemas"]["Id"];
			/** @enum {string} */
			object: "person" | "account";
			person?: components["schemas"]["Id"];
			/** @enum {string} */
			field: "name" | "idno" | "phone" | "address" | "account";
			purpose: string;
		};
		Reason: {
			code: string;
			scheme: string;
			check_code: string | null;
			title: string;
			sms_text: string;
			page_text: string;
			materials: string[];
			active: boolean;
			ver: number;
			used: number;
		};
		ReasonList: {
			items: components["schemas"]["Reason"][];
			materials: components["schemas"]["Material"][];
		};
		ReasonSave: {
			code: string;
			scheme: string;
			check_code?: string | null;
			title: string;
			sms_text: string;
			page_text: string;
			materials: string[];
			active: boolean;
			ver: number;
		};
		StaffPayoutList: {
			items: {
				id: components["schemas"]["Id"];
				case: components["schemas"]["Id"];
				applicant: string;
				scheme: string;
				period: string;
				amount_fen: number;
				state: string;
				account: string;
				held?: string | null;
				batch_no?: string | null;
				attempt_state?: string | null;
				/** @description the last try, for leaving doubt by hand */
				attempt?: number | null;
				created_at: components["schemas"]["At"];
			}[];
			next: string | null;
		};
		BatchList: {
			items: {
				id: number;
				batch_no: string;
				scheme: string;
				n: number;
				sum_fen: number;
				state: string;
				ground: string | null;
				digest?: string | null;
				created_at: components["schemas"]["At"];
				sent_at?: string | null;
				closed_at?: string | null;
				counts: {
					[key: string]: number;
				};
			}[];
			next: string | null;
		};
		ApprovalList: {
			items: {
				id: number;
				kind: string;
				subject: number;
				digest: string;
				made_by: string;
				made_at: components["schemas"]["At"];
				expires_at: components["schemas"]["At"];
				summary: {
					[key: string]: unknown;
				};
				mine: boolean;
			}[];
		};
		ApprovalDecide: {
			id: number;
			yes: boolean;
			digest: string;
			sum_fen?: number;
			note?: string;
		};
		MandateNew: {
			scheme: string;
			per_payment_fen: number;
			per_day_fen: number;
			per_day_count: number;
			overrides_per_day: number;
			valid_from: components["schemas"]["Day"];
			valid_to: components["schemas"]["Day"];
			/** @description all three or none of the limits inside which a run pays by itself */
			run_payees_percent?: number;
			run_sum_percent?: number;
			run_new_payees?: number;
		};
		RunRow: {
			id: string;
			scheme: string;
			month: string;
			months: number;
			/** @enum {string} */
			state: "judging" | "waiting" | "granting" | "done" | "cancelled" | "refused" | "stopping";
			scheduled: boolean;
			by_mandate: boolean;
			why: string;
			created_at: components["schemas"]["At"];
			judged_at: string | null;
			ended_at: string | null;
			total: number;
			judged: number;
			payable: number;
			payable_fen: number;
			not_payable: number;
			cap_reached: number;
			waiting: number;
			/** @description settled before the run */
			kept: number;
			/** @description lack a month before; judged one by one after the run */
			late: number;
			new: number;
			gone: number;
			changed: number;
			before: number;
			before_fen: number;
			granted: number;
			granted_fen: number;
		};
		RunList: {
			items: components["schemas"]["RunRow"][];
		};
		Run: {
			id: string;
			scheme: string;
			month: string;
			months: number;
			/** @enum {string} */
			state: "judging" | "waiting" | "granting" | "done" | "cancelled" | "refused" | "stopping";
			scheduled: boolean;
			by_mandate: boolean;
			why: string;
			created_at: components["schemas"]["At"];
			judged_at: string | null;
			ended_at: string | null;
			total: number;
			judged: number;
			payable: number;
			payable_fen: number;
			not_payable: number;
			cap_reached: number;
			waiting: number;
			/** @description settled before the run */
			kept: number;
			/** @description lack a month before; judged one by one after the run */
			late: number;
			new: number;
			gone: number;
			changed: number;
			before: number;
			before_fen: number;
			granted: number;
			granted_fen: number;
			per_second: number;
			seconds_left: number | null;
			proposed: boolean;
			checks: {
				code: string;
				pass: number;
				fail: number;
				unknown: number;
				not_applicable: number;
			}[];
		};
		RunPeople: {
			items: {
				case: string;
				name: string;
				number: string;
				month: string;
				/** @enum {string} */
				outcome: "payable" | "held" | "not_payable" | "cap_reached" | "waiting";
				codes: string[];
				amount_fen: number;
				change: string | null;
			}[];
			next: number | null;
		};
		RunStart: {
			/** @enum {string} */
			scheme: "type2" | "rental";
			month: string;
		};
		RunStop: {
			id: string;
			reason: string;
		};
		RunPropose: {
			id: string;
			note?: string;
		};
		MandateList: {
			items: {
				run_payees_percent: number | null;
				run_sum_percent: number | null;
				run_new_payees: number | null;
				id: number;
				scheme: string;
				per_payment_fen: number;
				per_day_fen: number;
				per_day_count: number;
				overrides_per_day: number;
				valid_from: string;
				valid_to: string;
				/** @enum {string} */
				state: "proposed" | "in_force" | "refused" | "expired" | "revoked";
				today: {
					fen?: number;
					n?: number;
					overrides?: number;
				};
			}[];
		};
		PolicyParts: ("admission" | "standard")[];
		PolicyBody: {
			/** @enum {string} */
			scheme: "type2" | "rental" | "purchase";
			parts: components["schemas"]["PolicyParts"];
			version: string;
			title: string;
			effective_from: string;
			parameters: {
				[key: string]: {
					value: unknown;
					clause: string;
				};
			};
			groups?: components["schemas"]["PolicyGroup"][];
			month_groups?: components["schemas"]["PolicyGroup"][];
			checks?: {
				code: string;
				title: string;
				clause: string;
			}[];
		};
		PolicyGroup: {
			name: string;
			title: string;
			any_of: string[];
		};
		PolicyVersion: {
			version: string;
			scheme: string;
			parts: components["schemas"]["PolicyParts"];
			title: string;
			effective_from: string;
			effective_to: string | null;
			/** @enum {string} */
			state: "past" | "in_force" | "scheduled";
			published_at: string | null;
			made_by: string | null;
			agreed_by: string | null;
		};
		PolicyDraft: {
			version: string;
			scheme: string;
			parts: components["schemas"]["PolicyParts"];
			title: string;
			effective_from: string;
			base: string | null;
			/** @enum {string} */
			state: "open" | "proposed" | "published" | "refused" | "expired" | "removed";
			ver: number;
			changed_by: string;
			updated_at: components["schemas"]["At"];
			approval: number | null;
			expires_at: string | null;
			note: string | null;
		};
		PolicyList: {
			today: string;
			items: components["schemas"]["PolicyVersion"][];
			drafts: components["schemas"]["PolicyDraft"][];
		};
		PolicyField: {
			name: string;
			/** @enum {string} */
			kind: "number" | "money" | "flag" | "divisions" | "words" | "couple" | "rates" | "classes_fen" | "classes_percent" | "days";
			nullable: boolean;
			by_award: boolean;
			low: number;
			high: number;
			words: string[];
		};
		Policy: {
			version: string;
			sm3: string;
			fields: components["schemas"]["PolicyField"][];
			body: components["schemas"]["PolicyBody"];
			draft: components["schemas"]["PolicyDraft"] | null;
		};
		PolicySave: {
			body: components["schemas"]["PolicyBody"];
			base?: string | null;
			ver: number;
		};
		PolicyPick: {
			version: string;
			ver: number;
		};
		PolicyTry: {
			version: string;
			facts?: {
				[key: string]: unknown;
			} | null;
			day?: string | null;
			month?: string | null;
		};
		/** @description one result line as anjuctl trial writes it, of a day or of a month */
		TrialResult: {
			decision?: string;
			outcome?: string;
			month?: string;
			amount_fen?: number;
			codes?: string[];
			checks?: {
				code: string;
				outcome: string;
			}[];
			parts?: {
				part: string;
				first_fen: number;
				review_fen: number;
			}[];
			policy?: string | null;
			standard?: string | null;
		} & {
			[key: string]: unknown;
		};
		PolicyTrial: {
			passed: boolean;
			golden: {
				name: string;
				/** @enum {string} */
				scope: "in_force" | "every";
				day: string | null;
				month: string | null;
				passed: boolean;
				expected: components["schemas"]["TrialResult"];
				got: components["schemas"]["TrialResult"];
			}[];
			hindrances: {
				pointer: string;
				code: string;
				text: string;
			}[];
			sample: {
				before: components["schemas"]["TrialResult"];
				after: components["schemas"]["TrialResult"];
			} | null;
		};
		/** @enum {string} */
		PopulationKind: "gain" | "lose" | "newly_paid" | "no_longer" | "other";
		/** @enum {string} */
		PopulationCaseKind: "newly_approved" | "newly_refused" | "newly_waiting" | "other";
		PopulationAsk: {
			version: string;
			ver: number;
			/** @description 2027-01; left out: the first month that begins when the draft holds */
			month?: string | null;
			/** @description 2026-01-31: applications evaluated since; left out: twelve months before today. Of a draft with conditions of admission only */
			since?: string | null;
		};
		PopulationExport: {
			trial: number;
			part: number;
			/** @description left out: people */
			section?: ("people" | "cases") | null;
			/** @description of that section */
			kind?: components["schemas"]["PopulationKind"] | components["schemas"]["PopulationCaseKind"] | null;
		};
		PopulationHead: {
			trial: number;
			version: string;
			/** @description of the draft that was tried */
			ver: number;
			scheme: string;
			/** @description whose versions are compared */
			month: string;
			/** @description whose facts are judged */
			facts_month: string;
			/** @enum {string} */
			state: "queued" | "running" | "done" | "stopped" | "failed";
			asked_by: string;
			/** Format: date-time */
			asked_at: string | null;
			/** @description the list of people is still there */
			kept: boolean;
			why: string | null;
			/** @description JSON pointer into the draft, the number of a qualification, or the id of a case */
			place: string | null;
		};
		PopulationList: {
			items: components["schemas"]["PopulationHead"][];
		};
		PopulationVersions: {
			admission: string;
			standard: string;
		};
		Population: components["schemas"]["PopulationHead"] & {
			before: components["schemas"]["PopulationVersions"];
			after: components["schemas"]["PopulationVersions"];
			/** @description qualifications, and applications where there is that section */
			done: number;
			total: number;
			ms: number;
			per_second: number;
			left_s: number | null;
			/** @description files that an export comes in */
			parts: number;
			sums: {
				judged: number;
				people: number;
				same: number;
				gain: number;
				lose: number;
				newly_paid: number;
				no_longer: number;
				other: number;
				waits: number;
				before_fen: number;
				after_fen: number;
			};
			checks: components["schemas"]["PopulationCheck"][];
			/** @description null: the draft has no conditions of admission */
			cases: components["schemas"]["PopulationCaseSums"] | null;
		};
		PopulationCheck: {
			code: string;
			before: number;
			after: number;
		};
		PopulationOutcomes: {
			approved: number;
			refused: number;
			waiting: number;
		};
		PopulationCaseSums: {
			/** Format: date */
			since: string;
			/** @description applications of the scheme that were looked at */
			done: number;
			total: number;
			/** @description files that an export comes in */
			parts: number;
			/** @description of those: evaluated since the day */
			judged: number;
			same: number;
			newly_approved: number;
			newly_refused: number;
			newly_waiting: number;
			/** @description not approved before or after, for other checks */
			other: number;
			before: components["schemas"]["PopulationOutcomes"];
			after: components["schemas"]["PopulationOutcomes"];
			checks: components["schemas"]["PopulationCheck"][];
		};
		PopulationCaseSide: {
			/** @enum {string} */
			outcome: "approved" | "refused" | "waiting";
			/** @description that fail; of one that waits those that nobody can judge */
			checks: string[];
		};
		PopulationCases: {
			items: {
				/** @description filing number */
				number: string;
				case: string;
				/** @description masked */
				applicant: string;
				kind: components["schemas"]["PopulationCaseKind"];
				before: components["schemas"]["PopulationCaseSide"];
				after: components["schemas"]["PopulationCaseSide"];
			}[];
			next: string | null;
		};
		PopulationSide: {
			/** @enum {string} */
			outcome: "payable" | "not_payable" | "cap_reached" | "waiting";
			fen: number;
			failed: string[];
		};
		PopulationPeople: {
			items: {
				number: string;
				case: string;
				/** @description masked */
				applicant: string;
				kind: components["schemas"]["PopulationKind"];
				before: components["schemas"]["PopulationSide"];
				after: components["schemas"]["PopulationSide"];
			}[];
			next: string | null;
		};
		/** @enum {string} */
		WhitelistState: "loading" | "waiting" | "active" | "replaced" | "refused";
		WhitelistRow: {
			id: components["schemas"]["Id"];
			as_of: components["schemas"]["Day"];
			state: components["schemas"]["WhitelistState"];
			/** @description rows of the file */
			total: number;
			loaded: number;
			/** @description people who are not in the list before */
			added: number;
			gone: number;
			/** @description people with another class or other days */
			changed: number;
			/** @description why it was refused */
			why: string;
			made_by: string;
			decided_by: string | null;
			created_at: components["schemas"]["At"];
			/** Format: date-time */
			active_at: string | null;
		};
		Whitelists: {
			current: {
				id: components["schemas"]["Id"];
				as_of: components["schemas"]["Day"];
				total: number;
				/** Format: date-time */
				active_at: string | null;
				/** @description below 0 it is too old and nobody is judged by it */
				days_left: number;
			} | null;
			items: components["schemas"]["WhitelistRow"][];
		};
		WhitelistChanges: {
			items: {
				/** @description masked */
				name: string;
				/** @description masked */
				idno: string;
				/** @description class and days in the list before; null where not in it */
				before: string | null;
				after: string | null;
			}[];
			next: string | null;
		};
		WhitelistEntries: {
			items: {
				list: components["schemas"]["Id"];
				as_of: components["schemas"]["Day"];
				state: components["schemas"]["WhitelistState"];
				class: string;
				recognised_on: components["schemas"]["Day"];
				valid_from: components["schemas"]["Day"];
				/** Format: date */
				valid_to: string | null;
				issuer: string;
				document_no: string;
			}[];
		};
		BudgetNew: {
			scheme: string;
			amount_fen: number;
			note?: string;
		};
		BudgetList: {
			items: {
				scheme: string;
				funded_fen: number;
				available_fen: number;
				reserved_fen: number;
				paid_fen: number;
			}[];
		};
		Recon: {
			day: components["schemas"]["Day"];
			state: string;
			ours: {
				n?: number;
				fen?: number;
			};
			bank: {
				n?: number;
				fen?: number;
			};
			ledger_fen: number;
			diffs: {
				id: number;
				kind: string;
				e2e_id: string;
				ours_fen?: number | null;
				bank_fen?: number | null;
				state: string;
				note?: string;
				/** @description the bank shows a payment that it had called not paid */
				asks_paid: boolean;
				/** @description a statement shows the money gone */
				debited: boolean;
				/** @description somebody has asked to close it */
				proposed: boolean;
			}[];
			days: {
				day: string;
				state: string;
				diffs: number;
				ours_fen: number;
				bank_fen: number;
			}[];
		};
		CallList: {
			items: {
				at: string;
				peer: string;
				operation: string;
				case?: string | null;
				ground?: string;
				request_no?: string | null;
				outcome: string;
				http_status: number;
				ms: number;
			}[];
			next: string | null;
			peers: {
				peer: string;
				ok: number;
				down: number;
				mean_ms?: number;
				last_ok_at?: string | null;
			}[];
		};
		AuditList: {
			items: {
				seq: number;
				at: string;
				actor_kind: string;
				actor: string;
				action: string;
				object_kind: string;
				object_id: number;
				purpose?: string;
				result: string;
				detail?: string;
				chained?: boolean;
			}[];
			next: string | null;
		};
		Jobs: {
			counts: {
				kind: string;
				state: string;
				n: number;
			}[];
			oldest_due_at: string | null;
			trouble: {
				id: string;
				kind: string;
				state: string;
				attempts: number;
				last_error: string | null;
				created_at?: string;
			}[];
		};
	};
	responses: {
		/** @description what went wrong */
		Problem: {
			headers: {
				[name: string]: unknown;
			};
			content: {
				"application/problem+json": components["schemas"]["Problem"];
			};
		};
		/** @description health */
		Health: {
			headers: {
				[name: string]: unknown;
			};
			content: {
				"application/json": components["schemas"]["Health"];
			};
		};
		/** @description signed on */
		Session: {
			headers: {
				[name: string]: unknown;
			};
			content: {
				"application/json": components["schemas"]["Session"];
			};
		};
		/** @description signed on */
		StaffSession: {
			headers: {
				[name: string]: unknown;
			};
			content: {
				"application/json": components["schemas"]["StaffSession"];
			};
		};
		/** @description accepted */
		JobStarted: {
			headers: {
				[name: string]: unknown;
			};
			content: {
				"application/json": components["schemas"]["JobStarted"];
			};
		};
		/** @description the case and its state */
		CaseMoved: {
			headers: {
				[name: string]: unknown;
			};
			content: {
				"application/json": components["schemas"]["CaseMoved"];
			};
		};
		/** @description waits for a second person */
		ApprovalMade: {
			headers: {
				[name: string]: unknown;
			};
			content: {
				"application/json": {
					approval: number;
				};
			};
		};
		/** @description the file */
		Bytes: {
			headers: {
				[name: string]: unknown;
			};
			content: {
				"application/pdf": string;
				"image/png": string;
				"image/jpeg": string;
			};
		};
	};
	parameters: {
		id: components["schemas"]["Id"];
		cursor: string;
	};
	requestBodies: never;
	headers: never;
	pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
