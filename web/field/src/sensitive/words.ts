/**
 * Words that names and labels of sensitive fields consist of, in English, German, French, Spanish, Portuguese, Italian,
 * Dutch, Polish, Swedish, Turkish, Russian, Arabic, Chinese, Japanese and Korean. Accents don't count.
 *
 * A word stands for itself; `*` at its end or beginning for what languages that join words add there. Scripts without
 * spaces are looked for anywhere.
 */

/** Passwords, codes, and what else opens something. */
const keys = `
  password* passwd pwd pass passcode passphrase pin otp totp mfa 2fa tan mtan secret token apikey api-key captcha
  pin-code pin-number one-time-code one-time-password verification-code security-code access-code auth-code
  authentication-code authenticator-code backup-code recovery-code activation-code login-code sms-code
  security-answer security-question memorable-word
  *passwort* *kennwort* sicherheitscode bestatigungscode sicherheitsfrage einmalcode zugangscode verifizierungscode
  freischaltcode geheimzahl
  mot-de-passe code-de-verification code-de-securite code-confidentiel code-secret code-a-usage-unique
  question-secrete
  contrasena* clave codigo-de-verificacion codigo-de-seguridad codigo-de-acceso pregunta-de-seguridad
  senha* palavra-passe codigo-de-verificacao codigo-de-seguranca pergunta-de-seguranca
  parola-d-ordine codice-di-verifica codice-di-sicurezza codice-otp domanda-di-sicurezza
  wachtwoord* toegangscode verificatiecode beveiligingscode pincode beveiligingsvraag
  haslo hasla kod-weryfikacyjny kod-bezpieczenstwa kod-pin kod-sms
  losenord* verifieringskod sakerhetskod engangskod
  sifre* parola* dogrulama-kodu guvenlik-kodu guvenlik-sorusu onay-kodu
  парол* код-подтверждения код-безопасности пин-код код-из-смс секретный-вопрос
  كلمة-المرور كلمة-السر رمز-التحقق رمز-الأمان الرقم-السري
  密码 密碼 口令 验证码 驗證碼 校验码 安全码 安全問題 安全问题 动态码
  パスワード 暗証番号 認証コード 確認コード セキュリティコード ワンタイム 秘密の質問
  비밀번호 암호 인증번호 인증-코드 인증코드 보안코드 확인코드
`;

/** Cards and accounts. */
const money = `
  card-number cardnumber cardno card-no ccnumber ccnum cc-number creditcard* credit-card debit-card debitcard* card-code
  cvv cvv2 cvc cvc2 cvn csc card-expiry card-expiration expiry-date expiration-date exp-date expdate
  expmonth expyear cc-exp iban bic swift-code routing-number routingnumber aba-number account-number accountnumber
  accountno sort-code sortcode bank-account
  *kreditkarte* kartennummer prufnummer prufziffer gultig-bis kontonummer bankleitzahl
  numero-de-carte carte-bancaire carte-de-credit cryptogramme* date-d-expiration numero-de-compte rib
  numero-de-tarjeta tarjeta-de-credito fecha-de-caducidad fecha-de-vencimiento numero-de-cuenta
  numero-do-cartao cartao-de-credito data-de-validade numero-da-conta
  numero-di-carta numero-carta carta-di-credito data-di-scadenza numero-di-conto
  kaartnummer creditcardnummer vervaldatum rekeningnummer
  numer-karty karta-kredytowa data-waznosci numer-konta numer-rachunku
  kortnummer kreditkort* giltigt-till kontonummer
  kart-numarasi kredi-karti* son-kullanma-tarihi hesap-numarasi
  номер-карты срок-действия номер-счета номер-счёта бик
  رقم-البطاقة بطاقة-الائتمان تاريخ-الانتهاء رقم-الحساب
  卡号 卡號 信用卡 有效期 账号密码 银行账号 银行账户 銀行帳號
  カード番号 クレジットカード 有効期限 口座番号
  카드번호 카드-번호 신용카드 유효기간 계좌번호
`;

/** What proves who somebody is. */
const identity = `
  ssn sin nino tin itin ein social-security social-insurance national-insurance national-id nationalid id-number
  identity-number tax-id taxid tax-number passport* driver-licence driver-license drivers-license driving-licence
  licence-number license-number date-of-birth dob birthdate birth-date birthday medicare-number nhs-number
  *ausweisnummer* *reisepass* *steuernummer* steuer-id steuer-identifikationsnummer *sozialversicherung*
  *geburtsdatum* fuhrerschein*
  numero-de-securite-sociale securite-sociale passeport* carte-d-identite numero-fiscal date-de-naissance
  dni nie nif curp rfc pasaporte* numero-de-identificacion seguridad-social fecha-de-nacimiento
  cpf cnpj rg passaporte* data-de-nascimento numero-de-contribuinte
  codice-fiscale passaporto carta-d-identita data-di-nascita
  bsn burgerservicenummer paspoort* geboortedatum
  pesel nip paszport* numer-dowodu data-urodzenia
  personnummer* fodelsedatum korkort*
  tc-kimlik* kimlik-numarasi kimlik-no pasaport* dogum-tarihi
  снилс инн паспорт* дата-рождения
  رقم-الهوية جواز-السفر تاريخ-الميلاد
  身份证 身分證 护照 護照 社保 出生日期
  マイナンバー パスポート番号 旅券番号 生年月日 免許証
  주민등록번호 여권 운전면허 생년월일
`;

/** Keys that are long enough for a field of several lines: there the words above are no sign. */
const longKeys = `
  private-key privatekey secret-key secretkey api-key apikey access-token accesstoken access-key seed-phrase
  recovery-phrase secret-phrase secret-recovery-phrase mnemonic* mnemonic-phrase ssh-key pgp-key gpg-key id_rsa
  recovery-key backup-codes
  privater-schlussel geheimer-schlussel wiederherstellungsphrase cle-privee phrase-de-recuperation clave-privada
  frase-semilla frase-de-recuperacion chave-privada frase-de-recuperacao chiave-privata frase-di-recupero
  privesleutel herstelzin klucz-prywatny fraza-odzyskiwania privat-nyckel ozel-anahtar закрытый-ключ сид-фраза
  المفتاح-الخاص 私钥 私鑰 助记词 助記詞 秘密鍵 リカバリーフレーズ 개인-키 개인키 복구-문구
`;

/** Shown, never learned: who and where somebody is, and what is looked for. */
const persons = `
  name fullname full-name firstname first-name lastname last-name surname given-name family-name middle-name username
  user-name nickname login email e-mail mail phone telephone tel mobile cell fax address address1 address2 street
  street-address city town zip zipcode zip-code postal-code postcode state province region country company organization
  search query find
  *vorname* *nachname* benutzername anmeldename *telefon* *handy* *anschrift* *adresse* strasse hausnummer ort stadt
  plz postleitzahl land firma suche* suchbegriff
  nom prenom nom-de-famille identifiant courriel adresse* telephone rue ville code-postal pays societe recherche*
  nombre apellido* usuario correo* telefono direccion calle ciudad codigo-postal pais empresa buscar busqueda
  nome sobrenome apelido utilizador telefone endereco morada rua cidade codigo-postal cep pais pesquisa* buscar
  cognome nome-utente posta-elettronica indirizzo via citta cap paese azienda cerca ricerca
  naam voornaam achternaam gebruikersnaam telefoon* adres straat woonplaats plaats bedrijf zoeken
  imie nazwisko nazwa-uzytkownika telefon* adres ulica miasto kod-pocztowy kraj firma szukaj wyszukaj
  namn fornamn efternamn anvandarnamn telefon* adress gata ort postnummer land foretag sok
  ad soyad adi soyadi isim kullanici-adi telefon* adres sokak sehir posta-kodu ulke sirket ara
  имя фамилия отчество логин телефон* адрес улица город индекс страна компания поиск
  الاسم الاسم-الأول اسم-العائلة اسم-المستخدم البريد-الإلكتروني الهاتف العنوان المدينة الرمز-البريدي بحث
  姓名 名字 用户名 邮箱 电话 手机 地址 城市 邮编 搜索 搜尋 查询
  氏名 お名前 名前 ユーザー名 メールアドレス 電話番号 住所 郵便番号 都道府県 検索
  이름 성명 사용자명 이메일 전화번호 휴대폰 주소 우편번호 도시 검색
`;

/** Letters that are no plain letter with an accent on it. */
const others: Readonly<Record<string, string>> = {
  ł: 'l',
  ı: 'i',
  ø: 'o',
  đ: 'd',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
};

/** Small letters without accents, and one space between words: how words and labels are compared. */
export function plain(text: string): string {
  return text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[łıøđßæœ]/g, (letter) => others[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Scripts that are written without spaces, or join particles to words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Arabic}]/u;

function patternOf(word: string): string {
  const text = plain(word).replaceAll(' ', ' ?');
  if (unspaced.test(word)) return text;
  const before = word.startsWith('*') ? '' : '(?<![\\p{L}\\p{N}])';
  const after = word.endsWith('*') ? '' : '(?![\\p{L}])';
  return before + text + after;
}

/** Whether a {@link plain} text has one of the words. The pattern is made when it is first needed. */
function finder(words: string): (text: string) => boolean {
  let pattern: RegExp | undefined;
  return (text) => {
    pattern ??= new RegExp(words.trim().split(/\s+/).map(patternOf).join('|'), 'u');
    return pattern.test(text);
  };
}

export const namesSecret = finder(keys + money + identity);
export const namesLongKey = finder(longKeys);
export const namesPerson = finder(persons);
