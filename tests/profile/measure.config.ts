import base from './playwright.config.js';

export default { ...base, testMatch: 'measure.check.ts' };
