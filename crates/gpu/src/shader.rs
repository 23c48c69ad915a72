//! From a template and its constants to a kernel that burn's runtime compiles once and launches often.
//!
//! Templates are WGSL with lines that start with `//#`:
//!
//! - `//#if NAME`, `//#else`, `//#end`: lines that depend on a constant being other than zero.
//! - `//#repeat x N`, `//#end`: lines repeated with `$x` replaced by `0`, `1` …; `N` is a constant or a number.
//! - `//#matrix name KIND`: the binding of a packed matrix (see [`crate::Matrix`]) and what reads it: `name_at`,
//!   `name_scale` and `name_quad`.
//!
//! `@next` is the next free binding. Every constant becomes a WGSL constant. Repetition is textual so that sums stay in
//! registers whatever the driver unrolls.

use std::fmt::Write;

use cubecl::ir::settings::KernelSettings;
use cubecl::ir::{AddressType, ElemType, Scope, UIntKind, metadata::Info};
use cubecl::prelude::{ExecutionMode, KernelDefinition, KernelId, KernelMetadata};
use cubecl::{CubeDim, CubeKernel, PrecompiledSource};

/// Weights that are read as blocks of 4 bits.
pub(crate) const Q4_1: u32 = 4;
/// Weights that are read as blocks of 8 bits.
pub(crate) const Q8_0: u32 = 8;

/// A kernel's text before its constants are known.
#[derive(Debug)]
pub(crate) struct Template {
    /// Tells kernels apart, in error messages too.
    pub(crate) name: &'static str,
    pub(crate) text: &'static str,
    /// Names of the constants, in the order of [`Kernel::constants`].
    pub(crate) constants: &'static [&'static str],
}

/// Most constants of a template.
pub(crate) const MAX_CONSTANTS: usize = 12;

/// A template with its constants: what is compiled to one pipeline.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kernel {
    pub(crate) template: &'static Template,
    constants: [u32; MAX_CONSTANTS],
}

/// What tells pipelines apart.
pub(crate) type Key = (&'static str, [u32; MAX_CONSTANTS]);

impl Kernel {
    /// Constants are given in the order in which the template names them.
    pub(crate) fn new<const N: usize>(template: &'static Template, values: [u32; N]) -> Self {
        const { assert!(N <= MAX_CONSTANTS) };
        debug_assert_eq!(N, template.constants.len(), "{}", template.name);
        let mut constants = [0; MAX_CONSTANTS];
        constants[..N].copy_from_slice(&values);
        Self { template, constants }
    }

    pub(crate) fn key(&self) -> Key {
        (self.template.name, self.constants)
    }

    fn constant(&self, name: &str) -> u32 {
        let at = self.template.constants.iter().position(|constant| *constant == name);
        at.map_or_else(|| name.parse().unwrap_or(0), |at| self.constants[at])
    }

    /// The WGSL.
    pub(crate) fn text(&self) -> String {
        let mut out = String::new();
        if self.constant("F16") != 0 {
            out.push_str("enable f16;\n");
        }
        // What translates WGSL natively has subgroups without being asked, and cannot be asked.
        if cfg!(target_family = "wasm") && self.constant("SUBGROUPS") != 0 {
            out.push_str("enable subgroups;\n");
        }
        for (name, value) in self.template.constants.iter().zip(self.constants) {
            let _ = writeln!(out, "const {name}: u32 = {value}u;");
        }
        out.push_str("const SHIFTS: vec4<u32> = vec4(0u, 8u, 16u, 24u);\n");
        let lines: Vec<&str> = self.template.text.lines().collect();
        self.expand(&lines, &mut out);
        number_bindings(&out)
    }

    fn expand(&self, lines: &[&str], out: &mut String) {
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            at += 1;
            let Some(directive) = line.trim_start().strip_prefix("//#") else {
                out.push_str(line);
                out.push('\n');
                continue;
            };
            let words: Vec<&str> = directive.split_whitespace().collect();
            match words.as_slice() {
                ["if", name] => {
                    let (otherwise, end) = block(lines, at);
                    let (yes, no) = (&lines[at..otherwise.unwrap_or(end)], otherwise.map(|o| &lines[o + 1..end]));
                    if self.constant(name) != 0 {
                        self.expand(yes, out);
                    } else if let Some(no) = no {
                        self.expand(no, out);
                    }
                    at = end + 1;
                }
                ["repeat", variable, count] => {
                    let (_, end) = block(lines, at);
                    let mut body = String::new();
                    self.expand(&lines[at..end], &mut body);
                    for n in 0..self.constant(count) {
                        out.push_str(&body.replace(&format!("${variable}"), &n.to_string()));
                    }
                    at = end + 1;
                }
                ["matrix", name, kind] => out.push_str(&matrix(name, self.constant(kind))),
                _ => debug_assert!(false, "{}: {line}", self.template.name),
            }
        }
    }
}

/// Where the `//#else` and the `//#end` of a block are whose lines start at `from`.
fn block(lines: &[&str], from: usize) -> (Option<usize>, usize) {
    let (mut depth, mut otherwise) = (0, None);
    for (at, line) in lines.iter().enumerate().skip(from) {
        let Some(directive) = line.trim_start().strip_prefix("//#") else { continue };
        match directive.split_whitespace().next() {
            Some("if" | "repeat") => depth += 1,
            Some("else") if depth == 0 => otherwise = Some(at),
            Some("end") if depth == 0 => return (otherwise, at),
            Some("end") => depth -= 1,
            _ => {}
        }
    }
    debug_assert!(false, "a block without end");
    (otherwise, lines.len())
}

/// The binding of a packed matrix and its readers.
///
/// `name_at(group, block, blocks, lane)` is where a block starts, `name_scale(at)` its scale and minimum, and
/// `name_quad(at, i, scale)` weights `4i .. 4i + 4` of it.
fn matrix(name: &str, kind: u32) -> String {
    let (words, word, quad) = match kind {
        Q4_1 => (4, "(i >> 1u)", "vec4<f32>((vec4(word >> ((i & 1u) * 4u)) >> SHIFTS) & vec4(15u)) * s.x + vec4(s.y)"),
        _ => (8, "i", "(vec4<f32>((vec4(word) >> SHIFTS) & vec4(255u)) - vec4(128.0)) * s.x"),
    };
    let stride = words + 1;
    format!(
        "@next var<storage, read> {name}: array<u32>;\n\
         fn {name}_at(group: u32, block: u32, blocks: u32, lane: u32) -> u32 {{\n\
         return (group * blocks + block) * {stride}u * 32u + lane;\n}}\n\
         fn {name}_scale(at: u32) -> vec2<f32> {{\nreturn unpack2x16float({name}[at + {words}u * 32u]);\n}}\n\
         fn {name}_quad(at: u32, i: u32, s: vec2<f32>) -> vec4<f32> {{\n\
         let word = {name}[at + {word} * 32u];\nreturn {quad};\n}}\n"
    )
}

fn number_bindings(text: &str) -> String {
    let mut parts = text.split("@next");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for (binding, part) in parts.enumerate() {
        let _ = write!(out, "@group(0) @binding({binding}){part}");
    }
    out
}

impl KernelMetadata for Kernel {
    fn name(&self) -> &'static str {
        self.template.name
    }

    fn id(&self) -> KernelId {
        // Unchecked: the templates bound their own loops, and what they index comes from the host's sizes.
        KernelId::new::<Self>().mode(ExecutionMode::Unchecked).info(self.key())
    }

    fn address_type(&self) -> ElemType {
        UIntKind::U32.into()
    }
}

impl CubeKernel for Kernel {
    fn define(&self) -> KernelDefinition {
        // The runtime asks for one even where the text stands for it.
        let settings = KernelSettings::new(CubeDim::new_single().0, ExecutionMode::Unchecked, AddressType::U32);
        KernelDefinition { body: Scope::root(settings.clone()), settings, info: Info::default() }
    }

    fn source(&self) -> Option<PrecompiledSource> {
        Some(PrecompiledSource { source: self.text(), entrypoint_name: "main".to_owned(), lang: "wgsl" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: Template = Template {
        name: "test",
        text: "@next a;\n//#if WIDE\n@next b;\n//#repeat i 2\nx$i(WIDE);\n//#end\n//#else\nno;\n//#end\nend",
        constants: &["WIDE"],
    };

    #[test]
    fn templates_expand() {
        let text = |wide| Kernel::new(&TEMPLATE, [wide]).text();
        assert_eq!(
            text(1),
            "const WIDE: u32 = 1u;\nconst SHIFTS: vec4<u32> = vec4(0u, 8u, 16u, 24u);\n@group(0) @binding(0) a;\n@group(0) @binding(1) b;\nx0(WIDE);\nx1(WIDE);\nend\n"
        );
        assert_eq!(
            text(0),
            "const WIDE: u32 = 0u;\nconst SHIFTS: vec4<u32> = vec4(0u, 8u, 16u, 24u);\n@group(0) @binding(0) a;\nno;\nend\n"
        );
    }
}
