//! Secrets that look like any word or number and are found only beside a word that tells them, and those of several
//! lines.

use super::kind::{Kind, Make, Writing};
use super::random::Random;

const WORDS: &[&str] = &[
    "sunflower",
    "dragon",
    "monkey",
    "liverpool",
    "princess",
    "shadow",
    "Charlotte",
    "Rosebud",
    "football",
    "starwars",
    "chocolate",
    "Maverick",
    "buttercup",
    "whiskey",
    "pineapple",
    "Batman",
    "jordan",
    "Sonnenblume",
    "Schatzi",
    "tournesol",
    "soleil",
    "girasol",
    "corazon",
    "cariño",
    "farfalla",
    "juventus",
    "saudade",
    "benfica",
    "zonnebloem",
    "welkom",
    "solros",
    "sommar",
    "hygge",
    "blomst",
    "aurinko",
    "kissa",
    "słonecznik",
    "kochanie",
    "slunce",
    "zlatíčko",
    "güneş",
    "fenerbahçe",
    "qwerty",
    "letmein",
    "iloveyou",
    "Oranges",
    "pumpkin",
    "thunder",
    "Melbourne",
];

/// Words of the English list for seed phrases, and a few of the French and Spanish ones.
const SEED: &[&str] = &[
    "abandon", "ability", "absorb", "acoustic", "adapt", "bamboo", "banner", "beyond", "bracket", "cactus", "canvas",
    "cereal", "chimney", "clutch", "coconut", "dignity", "dolphin", "drift", "elbow", "emerge", "fabric", "fiscal",
    "flavor", "galaxy", "gospel", "hazard", "husband", "illegal", "jaguar", "kidney", "ladder", "lecture", "margin",
    "marble", "nuclear", "oblige", "ocean", "orbit", "palace", "quantum", "raccoon", "reunion", "salmon", "season",
    "tobacco", "umbrella", "vacuum", "velvet", "walnut", "wealth", "yellow", "zebra", "actor", "airport", "anchor",
    "arctic", "badge", "basket", "blanket", "blossom", "bronze", "bubble", "burger", "camera", "carbon", "castle",
    "celery", "cherry", "circle", "cliff", "cotton", "cradle", "crystal", "cushion", "debate", "deposit", "diamond",
    "donkey", "dragon", "eagle", "easily", "enforce", "engine", "equal", "exhibit", "famous", "feature", "fiber",
    "flower", "forest", "fossil", "garlic", "gentle", "giraffe", "glimpse", "grape", "guitar", "hammer", "harvest",
    "helmet", "horse", "humble", "icon", "inflict", "island", "jewel", "jungle", "kitchen", "kiwi", "label", "laptop",
    "lemon", "leopard", "liquid", "lobster", "magnet", "maple", "meadow", "mercy", "mimic", "monkey", "muffin",
    "napkin", "nephew", "noodle", "nothing", "observe", "october", "olive", "onion", "opera", "orphan", "oxygen",
    "paddle", "panther", "parrot", "peanut", "pepper", "phrase", "pigeon", "planet", "potato", "pumpkin", "puzzle",
    "rabbit", "raven", "ribbon", "rocket", "saddle", "sausage", "scissors", "shield", "silver", "sketch", "slogan",
    "spider", "sponsor", "squeeze", "stadium", "sunset", "tattoo", "tenant", "ticket", "tomato", "tornado", "trumpet",
    "turkey", "unaware", "urban", "valley", "vendor", "village", "violin", "wagon", "warfare", "whisper", "window",
    "wrestle", "zone", "time", "this", "all", "about", "home", "tool",
];

const SEED_OTHERS: &[&[&str]] = &[
    &[
        "abaisser", "abandon", "bambin", "cactus", "cadeau", "danger", "ébène", "fable", "galaxie", "hublot",
        "iceberg", "jaguar", "kayak", "lagune", "macadam", "nageur", "oasis", "paisible", "quatre", "rabais", "sabre",
        "tabac", "ubuesque", "vacarme", "wagon", "zeste", "ballon", "chanson", "diamant", "fenêtre", "grenier",
        "horloge", "jardin", "moteur", "novembre", "olivier",
    ],
    &[
        "ábaco", "abdomen", "abeja", "babor", "cabello", "dado", "ébano", "fábrica", "gacela", "hábil", "idioma",
        "jabón", "koala", "labio", "maceta", "nácar", "obeso", "padre", "queja", "rábano", "sable", "tabaco", "ubicar",
        "vaca", "yate", "zafiro", "ballena", "cadena", "dentista", "espejo", "fantasma", "gigante", "hormiga",
        "invierno", "jamón", "lámpara",
    ],
    &[
        "abaco", "abbaglio", "baccano", "cabina", "dado", "ebano", "fagiano", "gallo", "iconico", "labbro", "macabro",
        "nastro", "obeso", "pacifico", "quadro", "rapace", "sabato", "tabella", "uccello", "zampa", "balcone",
        "camicia", "delfino", "esempio", "finestra", "giardino", "inverno", "lampada", "mercato", "notte", "orologio",
        "palla", "regalo", "scuola", "tavolo",
    ],
];

const PASSWORD: &[&str] = &[
    "the password is {}",
    "Password: {}",
    "password = {}",
    "My password is {} and my login is ann",
    "the wifi password is {}",
    "pw: {}",
    "Here's the login: ann / the pass is below\nPassword: {}\n",
    "{} is the password",
    "use {} as the password",
    "The password for the router is {}",
    "passcode {}",
    "passphrase: {}",
    "password:{}",
    "Username: ann Password: {}",
    "the new password for the server is \"{}\".",
    "I changed the password to {}",
    "Please use the password {} to open it",
    "PASSWORD={}",
    "Your temporary password is: {}",
    "the password, by the way, is {}",
    "Das Passwort ist {}",
    "Passwort: {}",
    "Das WLAN-Passwort lautet {}",
    "mein Kennwort ist {}",
    "Benutzer: ann, Passwort: {}",
    "Le mot de passe est {}",
    "Mot de passe : {}",
    "mdp: {}",
    "mon mot de passe c'est {}",
    "La contraseña es {}",
    "Contraseña: {}",
    "mi contraseña es {}, vale",
    "la clave secreta es {}",
    "La password è {}",
    "Password del wifi: {}",
    "la parola d'ordine è {}",
    "A senha é {}",
    "Senha: {}",
    "a minha palavra-passe é {}",
    "Het wachtwoord is {}",
    "Wachtwoord: {}",
    "mijn wachtwoord is {}",
    "Lösenordet är {}",
    "Lösenord: {}",
    "mitt lösenord är {}",
    "Adgangskoden er {}",
    "Adgangskode: {}",
    "kodeordet er {}",
    "Passordet er {}",
    "Passord: {}",
    "passordet mitt er {}",
    "Salasana on {}",
    "Salasana: {}",
    "salasanani on {}",
    "Hasło to {}",
    "Hasło: {}",
    "moje hasło to {}",
    "Heslo je {}",
    "Heslo: {}",
    "moje heslo je {}",
    "Şifre: {}",
    "şifrem {}",
    "Parola: {}",
    "wifi şifresi: {}",
];

const PIN: &[&str] = &[
    "my pin is {}",
    "PIN: {}",
    "the PIN for my card is {}",
    "pin {}",
    "{} is my pin",
    "The code is {}",
    "Your verification code is {}",
    "{} is your verification code",
    "door code: {}",
    "the alarm code is {}",
    "use code {} at the gate",
    "the gate code for the garage is {}",
    "voicemail pin {}",
    "Die PIN ist {}",
    "PIN: {}",
    "der Code für die Tür ist {}",
    "die Geheimzahl lautet {}",
    "le code est {}",
    "le code de la porte est {}",
    "mon code pin : {}",
    "el código es {}",
    "mi pin es {}",
    "il codice è {}",
    "il pin è {}",
    "o código é {}",
    "o meu pin é {}",
    "de code is {}",
    "mijn pincode is {}",
    "koden är {}",
    "pinkoden är {}",
    "koden er {}",
    "min pinkode er {}",
    "koodi on {}",
    "pin-koodi on {}",
    "kod to {}",
    "mój pin to {}",
    "kód je {}",
    "můj pin je {}",
    "kod: {}",
    "pin kodum {}",
];

/// Kinds that need a word beside them, and kinds of several lines.
pub(super) fn kinds() -> Vec<Kind> {
    let told = |name, make, carriers| Kind { name, make, writing: Writing::Told, carriers };
    let lines = |name, make| Kind { name, make: Make::Code(make), writing: Writing::Exact, carriers: &[] };
    vec![
        told("plain word password", Make::Code(|r| r.pick(WORDS).to_owned()), PASSWORD),
        told("word and number password", Make::Code(|r| format!("{}{}", r.pick(WORDS), r.number(1, 99))), PASSWORD),
        told(
            "capitalised password with a sign",
            Make::Code(|r| {
                let year = r.number(1960, 2026);
                let mut word = r.pick(WORDS).to_owned();
                if let Some(first) = word.get(..1) {
                    word.replace_range(..1, &first.to_uppercase());
                }
                format!("{word}{year}!")
            }),
            PASSWORD,
        ),
        told(
            "passphrase of words",
            Make::Code(|r| format!("{}-{}-{}-{}", r.pick(SEED), r.pick(SEED), r.pick(SEED), r.pick(SEED))),
            PASSWORD,
        ),
        told(
            "two words password",
            Make::Code(|r| format!("{} {}", r.pick(WORDS), r.pick(SEED))),
            &[
                "the password is {}",
                "Password: {}",
                "Passwort: {}",
                "Le mot de passe est {}",
                "La contraseña es {}",
                "Het wachtwoord is {}",
                "Salasana: {}",
                "passphrase: {}",
                "Heslo: {}",
                "the password is \"{}\"",
            ],
        ),
        told(
            "letters with signs password",
            Make::Code(|r| r.pick(WORDS).replace('a', "@").replace('o', "0").replace('s', "$")),
            PASSWORD,
        ),
        told("random letters password", Make::Template("{6:l}"), PASSWORD),
        told("four-digit pin", Make::Template("{4:d}"), PIN),
        told("five-digit code", Make::Template("{5:d}"), PIN),
        told("six-digit pin", Make::Template("{6:d}"), PIN),
        told("code with letters", Make::Template("{2:u}{2:d}"), PIN),
        told(
            "pin in words",
            Make::Code(|r| {
                let names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
                [r.pick(&names), r.pick(&names), r.pick(&names), r.pick(&names)].join(" ")
            }),
            &["my pin is {}", "the pin is {}", "the code is {}, ok?", "PIN: {}", "the door code is {}"],
        ),
        told(
            "card security code",
            Make::Template("{3:d}"),
            &[
                "cvv {}",
                "CVV: {}",
                "the cvc is {}",
                "security code {}",
                "CVC {} exp 04/27",
                "the security code on the back is {}",
                "Prüfziffer: {}",
                "cryptogramme : {}",
                "código de seguridad {}",
            ],
        ),
        told(
            "card expiry",
            Make::Code(|r| format!("{}/{}", r.number(1, 12), r.number(25, 32))),
            &["exp {}", "expiry: {}", "expires {}", "valid thru {}", "gültig bis {}", "exp. date {}", "caduca {}"],
        ),
        told(
            "bic",
            Make::Template("{4:u}DE{2:u}"),
            &[
                "BIC: {}",
                "my BIC is {}",
                "IBAN below, BIC {}",
                "swift code {}",
                "SWIFT/BIC: {}",
                "BIC {} bei meinem Konto",
            ],
        ),
        told(
            "booking reference",
            Make::Template("{3:u}{2:n}{1:u}"),
            &["booking reference {}", "the record locator is {}", "PNR: {}", "Buchung {}"],
        ),
        told("vehicle plate", Make::Template("{4:n} BCD"), &["licence plate {}", "matrícula: {}", "number plate {}"]),
        told(
            "user name",
            Make::Code(|r| r.pick(WORDS).to_owned()),
            &[
                "login: {}",
                "username: {}",
                "user: {}",
                "Benutzername: {}",
                "identifiant : {}",
                "usuario: {}",
                "gebruikersnaam: {}",
                "käyttäjätunnus: {}",
            ],
        ),
        told(
            "user name and password",
            Make::Code(|r| format!("{} / {}", r.pick(WORDS), r.pick(WORDS))),
            &["credentials: {}", "login details: {}", "Zugangsdaten: {}"],
        ),
        told(
            "security answer",
            Make::Code(|r| r.pick(WORDS).to_owned()),
            &[
                "my mother's maiden name is {}",
                "maiden name: {}",
                "security answer: {}",
                "nom de jeune fille : {}",
                "memorable word: {}",
                "apellido de soltera: {}",
                "Mädchenname: {}",
            ],
        ),
        told(
            "safe combination",
            Make::Code(|r| format!("{}-{}-{}", r.number(1, 39), r.number(1, 39), r.number(1, 39))),
            &["the combination is {}", "locker combo {}", "combination: {}", "the safe combination is {}"],
        ),
        told(
            "short account number",
            Make::Template("{5:n}"),
            &[
                "account {}",
                "account number: {}",
                "member id {}",
                "Konto {}",
                "policy number {}",
                "acct# {}",
                "compte n° {}",
            ],
        ),
        told(
            "password in a connection",
            Make::Template("{12:m}"),
            &[
                "Server=db.example.com;Database=home;User Id=ann;Password={};",
                "Data Source=home;uid=ann;pwd={}",
                "jdbc:mysql://localhost/home?user=ann&password={}",
            ],
        ),
        told(
            "line of a file of passwords",
            Make::Template("{12:m}"),
            &[
                "machine example.com login ann password {}",
                "secret_key: {}",
                "  token: {}",
                "db_password = {}",
                "client_secret: '{}'",
                "export TOKEN={}",
                "set password {}",
            ],
        ),
        told(
            "wifi network and word",
            Make::Code(|r| r.pick(WORDS).to_owned()),
            &[
                "network: Home, password: {}",
                "SSID Home / password {}",
                "WLAN-Schlüssel: {}",
                "wifi key: {}",
                "the wifi is Home and the password is {}",
            ],
        ),
        lines("seed phrase of twelve", |r| phrase(r, SEED, 12)),
        lines("seed phrase of twenty-four", |r| phrase(r, SEED, 24)),
        lines("seed phrase of fifteen", |r| phrase(r, SEED, 15)),
        lines("seed phrase, numbered", |r| {
            (1..=12).map(|n| format!("{n}. {}", r.pick(SEED))).collect::<Vec<_>>().join(" ")
        }),
        lines("seed phrase in another language", |r| {
            let at = r.below(SEED_OTHERS.len());
            phrase(r, SEED_OTHERS[at], 12)
        }),
        lines("monero seed", |r| phrase(r, SEED, 25)),
        lines("rsa private key", |r| pem(r, "RSA PRIVATE KEY", 12)),
        lines("ec private key", |r| pem(r, "EC PRIVATE KEY", 3)),
        lines("openssh private key", |r| pem(r, "OPENSSH PRIVATE KEY", 7)),
        lines("pkcs8 private key", |r| pem(r, "PRIVATE KEY", 5)),
        lines("encrypted private key", |r| pem(r, "ENCRYPTED PRIVATE KEY", 6)),
        lines("pgp private key", |r| pem(r, "PGP PRIVATE KEY BLOCK", 8)),
        lines("certificate", |r| pem(r, "CERTIFICATE", 6)),
        lines("putty private key", |r| {
            format!(
                "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 1\n{}\nPrivate-MAC: {}",
                r.fill("{44:b}"),
                r.fill("{64:x}")
            )
        }),
        lines("wrapped base64", |r| (0..4).map(|_| r.fill("{76:b}")).collect::<Vec<_>>().join("\n")),
        lines("one-time pad", |r| (0..6).map(|_| r.fill("{5:d}")).collect::<Vec<_>>().join(" ")),
        lines("enigma groups", |r| (0..6).map(|_| r.fill("{5:u}")).collect::<Vec<_>>().join(" ")),
    ]
}

fn phrase(random: &mut Random, words: &[&'static str], count: usize) -> String {
    (0..count).map(|_| random.pick(words)).collect::<Vec<_>>().join(" ")
}

fn pem(random: &mut Random, label: &str, lines: usize) -> String {
    let body: String = (0..lines).map(|_| random.fill("{64:b}\n")).collect();
    format!("-----BEGIN {label}-----\n{body}{}=\n-----END {label}-----", random.fill("{30:b}"))
}
