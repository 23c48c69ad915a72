export { markSecret } from '../adapters/secret.js';
export { isPersonalField } from './personal-field.js';
export { isSecretField } from './secret-field.js';
