//! Check digits. They only choose the name under which a number is refused: a number of six or more digits is refused
//! with a wrong check digit too, since a number with a slip of the finger is still somebody's number.

/// A check that a rule may name. It is given the string's letters and digits as capitals, without what groups them.
pub(crate) type Check = fn(&[u8]) -> bool;

/// The check of this name.
pub(crate) fn named(name: &str) -> Option<Check> {
    let known: [(&str, Check); 18] = [
        ("", |_| true),
        ("luhn", luhn),
        ("iban", mod97),
        ("verhoeff", verhoeff),
        ("aba", |d| weighted(d, &[3, 7, 1, 3, 7, 1, 3, 7, 1], 10) == Some(0)),
        ("nhs", |d| weighted(d, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 11) == Some(0)),
        ("bsn", |d| weighted(d, &[9, 8, 7, 6, 5, 4, 3, 2, 10], 11) == Some(0)),
        ("pesel", |d| weighted(d, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1], 10) == Some(0)),
        ("tfn", |d| weighted(d, &[1, 4, 3, 7, 5, 8, 6, 9, 10], 11) == Some(0)),
        ("ean", |d| weighted(d, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1], 10) == Some(0)),
        ("cpf", |d| twice_mod_11(d, &[10, 9, 8, 7, 6, 5, 4, 3, 2], &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2])),
        ("cnpj", |d| twice_mod_11(d, &[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], &[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])),
        ("nir", nir),
        ("dni", dni),
        ("tckn", tckn),
        ("mod11", |d| !d.is_empty() && number(d).is_some_and(|n| n % 11 == 0)),
        ("steuer", steuer),
        ("hetu", hetu),
    ];
    known.iter().find(|(known, _)| *known == name).map(|&(_, check)| check)
}

fn digit(byte: u8) -> Option<u32> {
    char::from(byte).to_digit(10)
}

fn number(digits: &[u8]) -> Option<u128> {
    digits.iter().try_fold(0_u128, |n, &byte| n.checked_mul(10)?.checked_add(digit(byte)?.into()))
}

/// The sum of the digits, each times its weight, modulo `modulus`; of as many digits as weights only.
fn weighted(digits: &[u8], weights: &[u32], modulus: u32) -> Option<u32> {
    if digits.len() != weights.len() {
        return None;
    }
    let sum = digits.iter().zip(weights).try_fold(0, |sum, (&byte, weight)| Some(sum + digit(byte)? * weight));
    sum.map(|sum| sum % modulus)
}

/// Luhn's: every second digit from the right doubled.
fn luhn(digits: &[u8]) -> bool {
    let sum = digits.iter().rev().enumerate().try_fold(0, |sum, (place, &byte)| {
        let digit = digit(byte)?;
        let doubled = digit * 2;
        Some(sum + if place % 2 == 0 { digit } else { doubled / 10 + doubled % 10 })
    });
    !digits.is_empty() && sum.is_some_and(|sum| sum % 10 == 0)
}

/// ISO 7064, as account numbers have it: the first four characters behind the others, letters as 10 to 35.
pub(crate) fn mod97(text: &[u8]) -> bool {
    let Some((head, rest)) = text.split_at_checked(4) else { return false };
    let rest = rest.iter().chain(head).try_fold(0_u32, |rest, &byte| {
        let value = char::from(byte).to_digit(36)?;
        Some((rest * if value < 10 { 10 } else { 100 } + value) % 97)
    });
    rest == Some(1)
}

/// Verhoeff's, by the dihedral group of ten elements: 0 to 4 are turns, 5 to 9 reflections.
fn verhoeff(digits: &[u8]) -> bool {
    const PERMUTATION: [usize; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let times = |a: usize, b: usize| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => (a + b) % 5 + 5,
        (false, true) => (a + 5 - b) % 5 + 5,
        (false, false) => (a + 5 - b) % 5,
    };
    let sum = digits.iter().rev().enumerate().try_fold(0, |sum, (place, &byte)| {
        let permuted = (0..place % 8).fold(digit(byte)? as usize, |value, _| PERMUTATION[value]);
        Some(times(sum, permuted))
    });
    !digits.is_empty() && sum == Some(0)
}

/// Two check digits at the end, the second of all before it.
fn twice_mod_11(digits: &[u8], first: &[u32], second: &[u32]) -> bool {
    let is_right = |weights: &[u32]| {
        let rest = digits.get(..weights.len()).and_then(|body| weighted(body, weights, 11));
        let expected = rest.map(|rest| if rest < 2 { 0 } else { 11 - rest });
        expected.is_some() && expected == digits.get(weights.len()).copied().and_then(digit)
    };
    digits.len() == second.len() + 1 && is_right(first) && is_right(second)
}

/// France's: 97 less the number modulo 97; the departments of Corsica have a letter.
fn nir(text: &[u8]) -> bool {
    let Some((body, check)) = text.split_at_checked(13) else { return false };
    let (body, less): (Vec<u8>, u128) = match body[5..7] {
        [b'2', b'A'] => ([&body[..5], b"20", &body[7..]].concat(), 1_000_000),
        [b'2', b'B'] => ([&body[..5], b"20", &body[7..]].concat(), 2_000_000),
        _ => (body.to_vec(), 0),
    };
    let (Some(body), Some(check)) = (number(&body), number(check)) else { return false };
    body >= less && 97 - (body - less) % 97 == check
}

/// Spain's: a letter by the number modulo 23; residents have X, Y or Z for the first digit.
fn dni(text: &[u8]) -> bool {
    let Some((&letter, body)) = text.split_last() else { return false };
    let body: Vec<u8> = match body {
        [first @ b'X'..=b'Z', rest @ ..] => [&[first - b'X' + b'0'], rest].concat(),
        _ => body.to_vec(),
    };
    number(&body).is_some_and(|n| b"TRWAGMYFPDXBNJZSQVHLCKE"[(n % 23) as usize] == letter)
}

/// Turkey's: two check digits behind nine digits.
fn tckn(text: &[u8]) -> bool {
    let digits: Option<Vec<i32>> = text.iter().map(|&byte| digit(byte).map(|digit| digit as i32)).collect();
    let Some([a, b, c, d, e, f, g, h, i, tenth, last]) = digits.and_then(|digits| <[i32; 11]>::try_from(digits).ok())
    else {
        return false;
    };
    let expected = ((a + c + e + g + i) * 7 - (b + d + f + h)).rem_euclid(10);
    a > 0 && tenth == expected && last == (a + b + c + d + e + f + g + h + i + tenth) % 10
}

/// Germany's tax number: ISO 7064 modulo 11, 10.
fn steuer(digits: &[u8]) -> bool {
    let Some((&check, body)) = digits.split_last() else { return false };
    let product = body.iter().try_fold(10, |product, &byte| {
        let sum = (digit(byte)? + product) % 10;
        Some((if sum == 0 { 10 } else { sum }) * 2 % 11)
    });
    digits.len() == 11 && product.is_some_and(|product| Some((11 - product) % 10) == digit(check))
}

/// Finland's: a character by the nine digits modulo 31.
fn hetu(text: &[u8]) -> bool {
    let digits: Vec<u8> = text.iter().copied().take(text.len().saturating_sub(1)).filter(u8::is_ascii_digit).collect();
    let expected = number(&digits).map(|n| b"0123456789ABCDEFHJKLMNPRSTUVWXY"[(n % 31) as usize]);
    digits.len() == 9 && expected == text.last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers_pass_and_a_changed_digit_fails() {
        // Published examples, each of a document that explains the check.
        for (name, text) in [
            ("luhn", "4111111111111111"),
            ("luhn", "79927398713"),
            ("iban", "DE89370400440532013000"),
            ("iban", "GB29NWBK60161331926819"),
            ("verhoeff", "2363"),
            ("aba", "021000021"),
            ("nhs", "9434765919"),
            ("bsn", "111222333"),
            ("pesel", "44051401359"),
            ("tfn", "123456782"),
            ("ean", "7569217076985"),
            ("cpf", "52998224725"),
            ("cnpj", "11222333000181"),
            ("nir", "255081416802538"),
            ("dni", "12345678Z"),
            ("dni", "X1234567L"),
            ("tckn", "10000000146"),
            ("mod11", "7103192745"),
            ("steuer", "86095742719"),
            ("hetu", "131052308T"),
        ] {
            let check = named(name).unwrap();
            assert!(check(text.as_bytes()), "{name} {text}");
            let changed = text.replacen('1', "7", 1).replacen('2', "1", 1);
            assert!(!check(changed.as_bytes()), "{name} {changed}");
            assert!(!check(b"") && !check("é".as_bytes()), "{name}");
        }
        assert!(named("no such check").is_none());
    }
}
