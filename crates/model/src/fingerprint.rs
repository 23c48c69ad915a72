use foreword_formats::Fingerprint;
use sha2::{Digest, Sha256};

use crate::Config;

/// Bytes of a tensor that are looked at: a first block of a matrix, and the whole of a norm.
const LOOKED_AT: usize = 4096;

/// Makes a fingerprint of a model's source bytes while they are loaded.
///
/// Sizes, constants, and the beginning of each tensor: enough to tell versions and fine-tunes of a model apart, and not a
/// second pass over all its bytes, which were verified when they came.
pub(crate) struct Fingerprinting(Sha256);

impl Fingerprinting {
    /// Begins with what the network computes by. The window is no part of it: it is the host's choice.
    pub(crate) fn new(config: &Config) -> Self {
        let &Config {
            d_model,
            n_layers,
            n_heads,
            n_kv_heads,
            head_dim,
            d_ff,
            vocab_size,
            rope_theta,
            rms_eps,
            window: _,
            end_of_text: _,
        } = config;
        let mut hash = Sha256::new();
        for size in [d_model, n_layers, n_heads, n_kv_heads, head_dim, d_ff, vocab_size] {
            hash.update((size as u64).to_le_bytes());
        }
        hash.update(rope_theta.to_le_bytes());
        hash.update(rms_eps.to_le_bytes());
        Self(hash)
    }

    /// Takes the next tensor, in the file's order.
    pub(crate) fn add(&mut self, name: &str, bytes: &[u8]) {
        for part in [name.as_bytes(), &bytes[..bytes.len().min(LOOKED_AT)]] {
            self.0.update((part.len() as u64).to_le_bytes());
            self.0.update(part);
        }
    }

    pub(crate) fn finish(self) -> Fingerprint {
        let hash = self.0.finalize();
        std::array::from_fn(|i| hash[i])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Config {
        Config {
            d_model: 32,
            n_layers: 3,
            n_heads: 1,
            n_kv_heads: 1,
            head_dim: 32,
            d_ff: 64,
            vocab_size: 40,
            rope_theta: 1e4,
            rms_eps: 1e-5,
            window: 16,
            end_of_text: 0,
        }
    }

    fn fingerprint(config: &Config, tensors: &[(&str, &[u8])]) -> Fingerprint {
        let mut hash = Fingerprinting::new(config);
        tensors.iter().for_each(|(name, bytes)| hash.add(name, bytes));
        hash.finish()
    }

    #[test]
    fn sizes_names_and_bytes_count_and_the_window_does_not() {
        let first = fingerprint(&config(), &[("a", &[1, 2]), ("b", &[3])]);
        assert_eq!(fingerprint(&Config { window: 8, ..config() }, &[("a", &[1, 2]), ("b", &[3])]), first);
        for other in [
            fingerprint(&Config { rope_theta: 1e5, ..config() }, &[("a", &[1, 2]), ("b", &[3])]),
            fingerprint(&Config { n_layers: 2, ..config() }, &[("a", &[1, 2]), ("b", &[3])]),
            fingerprint(&config(), &[("a", &[1, 2]), ("c", &[3])]),
            fingerprint(&config(), &[("a", &[1]), ("b", &[2, 3])]),
            fingerprint(&config(), &[("a", &[1, 2])]),
        ] {
            assert_ne!(other, first);
        }
    }
}
