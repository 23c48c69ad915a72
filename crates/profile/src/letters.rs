//! What letters that are typed say of whose word it is.

/// Logarithms of the factors of the odds that a word is the person's own once letters of it are typed: small letters, and
/// capitals. The gates were fitted where words begin, on all words. A word that needed letters isn't one that the model
/// expected, and names are less so.
pub(crate) struct Letters {
    small: f64,
    capital: f64,
}

/// Of the person's n-grams. In the first trial 0.7 and 1.2 gained 0.6 points of keystrokes, 1.4 and 2.2 no more than 0.1 beyond
/// (`docs/benchmarks/2026-11-30-2core-marks`).
pub(crate) const NGRAMS: Letters = Letters { small: 1.0, capital: 1.6 };

/// Of the words that are copied.
pub(crate) const COPIED: Letters = Letters { small: 0.5, capital: 1.0 };

/// The `share` of the person's own opinion once these `letters` of a word are typed. With less trust, 0 to 1, letters say less:
/// strangers' messages would cost everyday phrases more otherwise.
pub(crate) fn with_letters(share: f64, letters: &[u8], factors: Letters, trust: f64) -> f64 {
    let typed = letters.trim_ascii_start();
    if typed.is_empty() || share >= 1.0 {
        return share;
    }
    let factor = if typed.iter().any(u8::is_ascii_uppercase) { factors.capital } else { factors.small };
    let odds = share / (1.0 - share) * (factor * trust).exp();
    odds / (1.0 + odds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_speak_for_the_persons_own_words_and_nothing_for_what_has_no_share() {
        let share = |letters: &str| with_letters(0.1, letters.as_bytes(), NGRAMS, 1.0);
        assert_eq!((share(""), share(" ")), (0.1, 0.1), "no letters");
        assert!(0.1 < share(" f") && share(" f") < share(" F") && share(" F") < 0.5);
        assert_eq!(share(" fr"), share("f"));
        assert_eq!(with_letters(0.0, b" F", NGRAMS, 1.0), 0.0, "bit for bit without a profile");
        assert_eq!(with_letters(1.0, b" F", NGRAMS, 1.0), 1.0);
        let doubted = [0.0, 0.2, 1.0].map(|trust| with_letters(0.1, b" F", NGRAMS, trust));
        assert!((doubted[0] - 0.1).abs() < 1e-12 && doubted.is_sorted(), "{doubted:?}");
    }
}
