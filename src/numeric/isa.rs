//! Which vector instructions this machine has, and running code compiled for them.
//!
//! A release is one binary for all machines, so loops over lanes are compiled once for every
//! instruction set below and the best one present is chosen when the program runs. The arithmetic
//! is the same in all of them: no fused multiply-add, no reordering, hence the same bits.

#![allow(unsafe_code, reason = "calling a function compiled for an instruction set that was found present")]

use std::sync::OnceLock;

/// Work that is compiled for every instruction set. `run` must be marked `#[inline(always)]`, as must
/// what it calls in its loops; what is not inlined into it is compiled for the plainest machine.
pub trait Kernel {
    /// The result of the work.
    type Output;
    /// Does the work.
    fn run(self) -> Self::Output;
}

/// An instruction set that this machine has; there is no way to make one that it lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Isa(Set);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    /// What every processor of the architecture has: SSE2 or NEON.
    Plain,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Isa {
    /// All that this machine has, the plainest first.
    pub fn present() -> Vec<Isa> {
        #[cfg_attr(not(target_arch = "x86_64"), expect(unused_mut, reason = "there are no others"))]
        let mut present = vec![Isa(Set::Plain)];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                present.push(Isa(Set::Avx2));
            }
            if is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512bw")
            {
                present.push(Isa(Set::Avx512));
            }
        }
        present
    }

    /// The last of [`Isa::present`].
    pub fn best() -> Isa {
        static BEST: OnceLock<Isa> = OnceLock::new();
        *BEST.get_or_init(|| Isa::present().pop().unwrap_or(Isa(Set::Plain)))
    }

    /// Runs a kernel as compiled for this instruction set.
    pub fn run<K: Kernel>(self, kernel: K) -> K::Output {
        match self.0 {
            Set::Plain => kernel.run(),
            // SAFETY: an `Isa` of this set is only made after its features were found present.
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => unsafe { avx2(kernel) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => unsafe { avx512(kernel) },
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn avx2<K: Kernel>(kernel: K) -> K::Output {
    kernel.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
fn avx512<K: Kernel>(kernel: K) -> K::Output {
    kernel.run()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::elementary;
    use crate::numeric::lanes::Lanes;
    use std::array::from_fn;

    /// Exponentials, logarithms and a quotient of some numbers.
    struct Sample;

    impl Kernel for Sample {
        type Output = [u64; 8];
        #[inline(always)]
        fn run(self) -> Self::Output {
            let x = Lanes::<8>(from_fn(|l| 0.37 + 1.9 * l as f64));
            let y = x * Lanes(from_fn(|l| elementary::exp(-x.0[l])))
                / Lanes(from_fn(|l| elementary::ln(x.0[l]) + 3.0));
            y.0.map(f64::to_bits)
        }
    }

    #[test]
    fn every_instruction_set_of_this_machine_gives_the_same_bits() {
        let present = Isa::present();
        assert_eq!(present.last(), Some(&Isa::best()));
        for isa in present {
            assert_eq!(isa.run(Sample), Sample.run(), "{isa:?}");
        }
    }
}
