//! What falls one way or another, from a seed.

use std::ops::RangeInclusive;

/// A die that one seed throws alike each time; or one that always shows its first side.
pub(super) struct Dice(Option<fastrand::Rng>);

impl Dice {
    /// Everything as it is most often: the first of each list, the least of each range.
    pub(super) fn calm() -> Self {
        Self(None)
    }

    pub(super) fn rolling(seed: u64) -> Self {
        Self(Some(fastrand::Rng::with_seed(seed)))
    }

    pub(super) fn within(&mut self, range: RangeInclusive<u32>) -> u32 {
        match &mut self.0 {
            Some(dice) => dice.u32(range),
            None => *range.start(),
        }
    }

    pub(super) fn byte(&mut self, range: RangeInclusive<u8>) -> u8 {
        match &mut self.0 {
            Some(dice) => dice.u8(range),
            None => *range.start(),
        }
    }

    /// In hundredths.
    pub(super) fn hundredths(&mut self, range: RangeInclusive<i32>) -> f64 {
        let hundredths = match &mut self.0 {
            Some(dice) => dice.i32(range),
            None => *range.start(),
        };
        f64::from(hundredths) / 100.0
    }

    /// Once in so many throws, and never on a calm day.
    pub(super) fn once_in(&mut self, throws: u32) -> bool {
        self.within(0..=throws.saturating_sub(1)) + 1 == throws && self.0.is_some()
    }

    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.place(of.len()))
    }

    /// A place in a list of this length; 0 if it is empty.
    pub(super) fn place(&mut self, length: usize) -> usize {
        let last = u32::try_from(length.saturating_sub(1)).unwrap_or(u32::MAX);
        usize::try_from(self.within(0..=last)).unwrap_or_default()
    }

    /// One of the words, each as often as the others.
    pub(super) fn word(&mut self, of: &[&'static str]) -> &'static str {
        self.pick(of).copied().unwrap_or_default()
    }

    /// The first word, and once in four throws any.
    pub(super) fn usually(&mut self, of: &[&'static str]) -> &'static str {
        let any = self.word(of);
        if self.once_in(4) { any } else { of.first().copied().unwrap_or_default() }
    }

    /// A moment of December 2025.
    pub(super) fn moment(&mut self) -> String {
        let [day, hour] = [1..=31, 0..=23].map(|range| self.within(range));
        let [minute, second, millis] = [59, 59, 999].map(|last| self.within(0..=last));
        format!("2025-12-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
    }
}
