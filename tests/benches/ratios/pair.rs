//! Two sides that work in turns.

use std::time::{Duration, Instant};

/// What was measured: one ratio a round, and how long one piece of work took on each side, in seconds.
pub(crate) struct Pair {
    ratios: Vec<f64>,
    ours: Vec<f64>,
    theirs: Vec<f64>,
}

impl Pair {
    pub(crate) fn new() -> Self {
        Self { ratios: Vec::new(), ours: Vec::new(), theirs: Vec::new() }
    }

    /// Each round is long enough for the clock.
    pub(crate) fn of(rounds: usize, ours: &mut dyn FnMut(), theirs: &mut dyn FnMut()) -> Self {
        let mut times = 1;
        while took(times, ours).min(took(times, theirs)) < Duration::from_millis(4) {
            times *= 2;
        }
        let mut pair = Self::new();
        for round in 0..rounds {
            // Who is first has another cache.
            let (mine, other) = if round % 2 == 0 {
                let mine = took(times, ours);
                (mine, took(times, theirs))
            } else {
                let other = took(times, theirs);
                (took(times, ours), other)
            };
            pair.add(mine.as_secs_f64() / f64::from(times), other.as_secs_f64() / f64::from(times));
        }
        pair
    }

    /// One round, in seconds a piece.
    pub(crate) fn add(&mut self, ours: f64, theirs: f64) {
        self.ratios.push(ours / theirs);
        self.ours.push(ours);
        self.theirs.push(theirs);
    }

    /// The 10th percentile, the median and the 90th percentile of the ratios.
    pub(crate) fn ratio(&self) -> [f64; 3] {
        [10, 50, 90].map(|percent| percentile(&self.ratios, percent))
    }

    /// The medians of both sides, in seconds.
    pub(crate) fn medians(&self) -> [f64; 2] {
        [percentile(&self.ours, 50), percentile(&self.theirs, 50)]
    }
}

fn took(times: u32, work: &mut dyn FnMut()) -> Duration {
    let began = Instant::now();
    for _ in 0..times {
        work();
    }
    began.elapsed()
}

fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get((sorted.len().saturating_sub(1) * percent).div_ceil(100)).copied().unwrap_or(f64::NAN)
}
