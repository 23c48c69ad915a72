//! Numbers of persons, cards and accounts, with their check digits computed here from the issuers' rules.

use super::kind::{Kind, made};
use super::random::Random;

/// Numbers with check digits.
pub(super) fn kinds() -> Vec<Kind> {
    vec![
        made("visa card", |r| grouped(&luhn(r, "4", 16), &[4, 4, 4, 4], ' ')),
        made("mastercard", |r| luhn(r, "53", 16)),
        made("amex card", |r| grouped(&luhn(r, "37", 15), &[4, 6, 5], ' ')),
        made("diners card", |r| grouped(&luhn(r, "36", 14), &[4, 6, 4], ' ')),
        made("discover card", |r| luhn(r, "6011", 16)),
        made("jcb card", |r| grouped(&luhn(r, "35", 16), &[4, 4, 4, 4], '-')),
        made("maestro card", |r| luhn(r, "6759", 18)),
        made("mistyped card", |r| r.fill("4{15:d}")),
        made("german iban", |r| iban(r, "DE", "{18:d}")),
        made("british iban", |r| iban(r, "GB", "NWBK{14:d}")),
        made("french iban", |r| iban(r, "FR", "{10:d}{11:A}{2:d}")),
        made("spanish iban", |r| iban(r, "ES", "{20:d}")),
        made("italian iban", |r| iban(r, "IT", "X{10:d}{12:A}")),
        made("dutch iban", |r| iban(r, "NL", "INGB{10:d}")),
        made("polish iban", |r| iban(r, "PL", "{24:d}")),
        made("swiss iban", |r| iban(r, "CH", "{5:d}{12:A}")),
        made("norwegian iban", |r| iban(r, "NO", "{11:d}")),
        made("swedish iban", |r| iban(r, "SE", "{20:d}")),
        made("turkish iban", |r| iban(r, "TR", "{5:d}0{16:d}")),
        made("maltese iban", |r| iban(r, "MT", "MALT{5:d}{18:A}")),
        made("canadian sin", |r| grouped(&luhn(r, "5", 9), &[3, 3, 3], '-')),
        made("imei", |r| luhn(r, "35", 15)),
        made("swedish personal number", |r| {
            let n = luhn(r, "8507", 10);
            format!("{}-{}", &n[..6], &n[6..])
        }),
        made("french siret", |r| grouped(&luhn(r, "5", 14), &[3, 3, 3, 5], ' ')),
        made("us routing number", |r| {
            let body = format!("0{}", r.digits(7));
            let check = (10 - weighted(&body, &[3, 7, 1, 3, 7, 1, 3, 7]) % 10) % 10;
            format!("{body}{check}")
        }),
        made("uk nhs number", |r| {
            until(r, "{9:n}", |body| match 11 - weighted(body, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11 {
                11 => Some(0),
                10 => None,
                check => Some(check),
            })
        }),
        made("dutch bsn", |r| {
            until(r, "{8:n}", |body| Some(weighted(body, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11).filter(|&check| check < 10))
        }),
        made("polish pesel", |r| {
            until(r, "{10:d}", |body| Some((10 - weighted(body, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10) % 10))
        }),
        made("australian tax file number", |r| {
            until(r, "{8:n}", |body| {
                (0..10).find(|check| (weighted(body, &[1, 4, 3, 7, 5, 8, 6, 9]) + 10 * check).is_multiple_of(11))
            })
        }),
        made("swiss ahv number", |r| {
            let n = until(r, "756{9:d}", |body| {
                Some((10 - weighted(body, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) % 10) % 10)
            });
            grouped(&n, &[3, 4, 4, 2], '.')
        }),
        made("spanish dni", |r| {
            let n = r.fill("{8:d}");
            let letter = "TRWAGMYFPDXBNJZSQVHLCKE".as_bytes()[n.parse::<usize>().unwrap_or(0) % 23];
            format!("{n}{}", char::from(letter))
        }),
        made("finnish personal code", |r| {
            let (a, b) = (r.fill("{6:n}"), r.fill("{3:d}"));
            let n = format!("{a}{b}").parse::<usize>().unwrap_or(0);
            format!("{a}-{b}{}", char::from("0123456789ABCDEFHJKLMNPRSTUVWXY".as_bytes()[n % 31]))
        }),
        made("french social security number", |r| {
            let n = r.fill("1{2:n}0{1:n}75{6:n}");
            let check = 97 - n.parse::<u64>().unwrap_or(0) % 97;
            grouped(&format!("{n}{check:02}"), &[1, 2, 2, 2, 3, 3, 2], ' ')
        }),
        made("chinese resident number", |r| {
            let n = r.fill("11010119{2:n}0{1:n}1{4:n}");
            let sum = weighted(&n, &[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
            format!("{n}{}", char::from("10X98765432".as_bytes()[sum as usize % 11]))
        }),
        made("brazilian cpf", |r| {
            let n = twice(&r.fill("{9:n}"), 11);
            format!("{}.{}.{}-{}", &n[..3], &n[3..6], &n[6..9], &n[9..])
        }),
        made("german tax id", |r| {
            until(r, "{10:n}", |body| {
                let product = body.chars().filter_map(|c| c.to_digit(10)).fold(10, |product, digit| {
                    let sum = (digit + product) % 10;
                    (if sum == 0 { 10 } else { sum }) * 2 % 11
                });
                Some((11 - product) % 10)
            })
        }),
        made("indian aadhaar", |r| {
            let n = r.fill("{12:n}");
            grouped(&n, &[4, 4, 4], ' ')
        }),
        made("turkish identity number", |r| r.fill("{11:n}")),
    ]
}

/// `text` in groups of these sizes.
pub(super) fn grouped(text: &str, sizes: &[usize], separator: char) -> String {
    let mut rest = text.chars();
    let groups = sizes.iter().map(|&size| rest.by_ref().take(size).collect::<String>()).collect::<Vec<_>>();
    groups.join(&separator.to_string()) + &rest.collect::<String>()
}

fn luhn(random: &mut Random, prefix: &str, length: usize) -> String {
    let body = format!("{prefix}{}", random.digits(length - prefix.len() - 1));
    let sum: u32 = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            if place % 2 == 1 { digit } else { [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit as usize] }
        })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

fn iban(random: &mut Random, country: &str, template: &str) -> String {
    let account = random.fill(template);
    let mut rest = 0_u64;
    for c in format!("{account}{country}00").chars() {
        let value = u64::from(c.to_digit(36).unwrap_or(0));
        rest = (rest * if value > 9 { 100 } else { 10 } + value) % 97;
    }
    let whole = format!("{country}{:02}{account}", 98 - rest);
    grouped(&whole, &vec![4; whole.len().div_ceil(4)], ' ').trim_end().to_owned()
}

fn weighted(digits: &str, weights: &[u32]) -> u32 {
    digits.chars().filter_map(|c| c.to_digit(10)).zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// Bodies of the template until one has a check digit, and the two together.
fn until(random: &mut Random, template: &str, check: impl Fn(&str) -> Option<u32>) -> String {
    loop {
        let body = random.fill(template);
        if let Some(check) = check(&body) {
            return format!("{body}{check}");
        }
    }
}

/// Brazil's two check digits behind the body, up to `length` digits.
fn twice(body: &str, length: usize) -> String {
    let mut number = body.to_owned();
    while number.len() < length {
        let weights: Vec<u32> = (2..number.len() as u32 + 2).rev().collect();
        let rest = weighted(&number, &weights) * 10 % 11;
        number += &(rest % 10).to_string();
    }
    number
}
