use foreword_formats::gguf::Header;

use crate::ModelError;

/// Sizes and constants of the network, read from the model file.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Width of the residual stream.
    pub d_model: usize,
    /// Number of layers.
    pub n_layers: usize,
    /// Query heads per layer.
    pub n_heads: usize,
    /// Key/value heads per layer; divides `n_heads`.
    pub n_kv_heads: usize,
    /// Width of one head; even.
    pub head_dim: usize,
    /// Width of the feed-forward layer.
    pub d_ff: usize,
    /// Rows of the embedding.
    pub vocab_size: usize,
    /// Base of the rotary position angles.
    pub rope_theta: f32,
    /// Added to the mean square before the root in RMSNorm.
    pub rms_eps: f32,
    /// The longest context in tokens this network is asked to hold.
    pub window: usize,
    /// The token that ends a text.
    pub end_of_text: u32,
}

/// Largest width, layer count and vocabulary accepted: beyond what a browser could hold, so a file that claims more
/// is broken or hostile.
const LIMITS: [(&str, usize); 4] = [("width", 1 << 14), ("layers", 256), ("heads", 256), ("vocabulary", 1 << 20)];

impl Config {
    /// Reads the configuration of a `llama`-architecture file.
    ///
    /// # Errors
    /// A key is missing or of the wrong type, another architecture, or sizes that do not fit each other.
    pub fn from_gguf(header: &Header, window: usize) -> Result<Self, ModelError> {
        let architecture = header.str("general.architecture")?;
        if architecture != "llama" {
            return Err(ModelError::Architecture { found: architecture.to_owned() });
        }
        let size = |key: &str| header.u32(key).map(|n| n as usize);
        let d_model = size("llama.embedding_length")?;
        let n_heads = size("llama.attention.head_count")?;
        let config = Self {
            d_model,
            n_layers: size("llama.block_count")?,
            n_heads,
            n_kv_heads: size("llama.attention.head_count_kv")?,
            head_dim: size("llama.rope.dimension_count")?,
            d_ff: size("llama.feed_forward_length")?,
            vocab_size: size("llama.vocab_size")?,
            rope_theta: header.f32("llama.rope.freq_base")?,
            rms_eps: header.f32("llama.attention.layer_norm_rms_epsilon")?,
            window,
            end_of_text: header.u32("tokenizer.ggml.eos_token_id")?,
        };
        config.check(header.u32("llama.context_length")? as usize)?;
        Ok(config)
    }

    fn check(&self, trained_context: usize) -> Result<(), ModelError> {
        let mismatch = |what: &'static str, expected: usize, found: usize| {
            if expected == found { Ok(()) } else { Err(ModelError::Shape { what, expected, found }) }
        };
        let sizes = [self.d_model.max(self.d_ff), self.n_layers, self.n_heads, self.vocab_size];
        for ((what, most), found) in LIMITS.into_iter().zip(sizes) {
            if found == 0 || found > most {
                return Err(ModelError::Size { what, most, found });
            }
        }
        if self.window == 0 || self.window > trained_context {
            return Err(ModelError::Size { what: "context window", most: trained_context, found: self.window });
        }
        if self.n_kv_heads == 0 || self.n_kv_heads > self.n_heads {
            return Err(ModelError::Size { what: "key/value heads", most: self.n_heads, found: self.n_kv_heads });
        }
        mismatch("heads left over by key/value heads", 0, self.n_heads % self.n_kv_heads)?;
        mismatch("heads × head width", self.d_model, self.n_heads.saturating_mul(self.head_dim))?;
        mismatch("head width modulo 32", 0, self.head_dim % 32)?;
        mismatch("model width modulo 32", 0, self.d_model % 32)?;
        mismatch("feed-forward width modulo 32", 0, self.d_ff % 32)?;
        if !(self.rope_theta.is_finite() && self.rope_theta > 1.0 && self.rms_eps.is_finite() && self.rms_eps > 0.0) {
            return Err(ModelError::Constant { rope_theta: self.rope_theta, rms_eps: self.rms_eps });
        }
        if self.end_of_text as usize >= self.vocab_size {
            return Err(ModelError::Token { token: self.end_of_text, vocab_size: self.vocab_size });
        }
        Ok(())
    }
}
