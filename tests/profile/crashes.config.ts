import base from './playwright.config.js';

process.env['FOREWORD_CRASHES'] = 'whole';

/** Workers, pages and browsers ended 245 times in all; about a minute. */
export default { ...base, testMatch: 'crashes.spec.ts' };
