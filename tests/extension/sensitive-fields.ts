/** A field as somebody's page has it, and what may be done there. */
export interface KnownField {
  readonly html: string;
  /** `"never"`: not read, nothing shown; `"unlearned"`: drafts, and nothing learned; `"open"`: both. */
  readonly level: 'never' | 'unlearned' | 'open';
}

const input = (attributes: string) => `<input ${attributes}>`;
const labelled = (label: string, attributes = '') => `<label>${label} <input ${attributes}></label>`;

const never = [
  // By type, and by what browsers fill in.
  input('type="password"'),
  input('type="PASSWORD"'),
  input('type="text" autocomplete="current-password"'),
  input('autocomplete="section-a new-password"'),
  input('autocomplete="one-time-code" inputmode="numeric"'),
  input('autocomplete="cc-number"'),
  input('autocomplete="billing cc-csc"'),
  input('autocomplete="CC-EXP"'),
  input('autocomplete="bday"'),
  input('data-sensitive'),
  // By hidden letters.
  input('style="-webkit-text-security: disc"'),
  '<textarea style="-webkit-text-security: square"></textarea>',
  // By name or id, as programs write it.
  input('name="password_confirmation"'),
  input('id="userPwd"'),
  input('name="cardNumber"'),
  input('name="card_cvc"'),
  input('id="cvv2"'),
  input('name="iban"'),
  input('name="accountNumber"'),
  input('name="ssn"'),
  input('id="passport-no" name="passport"'),
  input('name="otp"'),
  input('name="apiKey"'),
  input('name="user[pin]"'),
  input('name="date_of_birth"'),
  input('name="taxId"'),
  // By label and placeholder, in fifteen languages.
  labelled('Password'),
  labelled('Security code (3 digits)'),
  labelled('Social Security number'),
  labelled('Your verification code'),
  labelled('Answer to your security question'),
  labelled('Passwort'),
  labelled('Bestätigungscode'),
  labelled('Kreditkartennummer'),
  labelled('Personalausweisnummer'),
  labelled('Mot de passe'),
  labelled('Numéro de carte'),
  labelled('Numéro de sécurité sociale'),
  labelled('Contraseña'),
  labelled('Código de verificación'),
  labelled('DNI'),
  labelled('Senha'),
  labelled('Número do cartão'),
  labelled('CPF'),
  labelled('Codice fiscale'),
  labelled('Numero di carta'),
  labelled('Wachtwoord'),
  labelled('Burgerservicenummer'),
  labelled('Hasło'),
  labelled('PESEL'),
  labelled('Lösenord'),
  labelled('Personnummer'),
  labelled('Şifre'),
  labelled('Kredi kartı numarası'),
  labelled('Пароль'),
  labelled('Номер карты'),
  labelled('كلمة المرور'),
  labelled('رقم البطاقة'),
  labelled('密码'),
  labelled('请输入验证码'),
  labelled('身份证号码'),
  labelled('パスワード'),
  labelled('カード番号'),
  labelled('비밀번호'),
  labelled('주민등록번호'),
  input('placeholder="Enter PIN"'),
  input('aria-label="Credit card number"'),
  '<span id="said">CVC</span><input aria-labelledby="said">',
  // By what is beside it.
  '<form><input id="user"><input type="password" class="other"></form>',
  '<form><input class="other" type="password"><input maxlength="30" name="answer1"></form>',
  // Digits alone.
  input('inputmode="numeric" maxlength="6"'),
  input('pattern="[0-9]*" maxlength="4"'),
  // Keys in fields of several lines.
  '<textarea placeholder="Paste your private key"></textarea>',
  '<label>Recovery phrase <textarea></textarea></label>',
  '<textarea name="ssh_key"></textarea>',
];

const unlearned = [
  input('type="search"'),
  '<form role="search"><input name="q1"></form>',
  '<search><input name="words"></search>',
  input('name="firstName"'),
  labelled('Nachname'),
  labelled('Adresse postale'),
  labelled('Teléfono'),
  labelled('Imię i nazwisko'),
  labelled('住所'),
  input('autocomplete="street-address"'),
  input('placeholder="Suchen"'),
  '<textarea autocomplete="shipping street-address"></textarea>',
];

const open = [
  '<textarea></textarea>',
  '<label>Message <textarea name="message"></textarea></label>',
  labelled('Subject', 'name="subject"'),
  labelled('Betreff'),
  '<label>What should we know about your stay in Pinewood? <textarea></textarea></label>',
  '<label>Tell us why you chose the passenger seat <textarea></textarea></label>',
  '<div contenteditable aria-label="Message body"></div>',
  labelled('Title of your post', 'name="title"'),
];

export const fields: readonly KnownField[] = [
  ...never.map((html): KnownField => ({ html, level: 'never' })),
  ...unlearned.map((html): KnownField => ({ html, level: 'unlearned' })),
  ...open.map((html): KnownField => ({ html, level: 'open' })),
];
