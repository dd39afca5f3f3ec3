//! Times that are compared on a machine that does other things too.

use std::time::Instant;

/// Something to measure, and what it is called.
pub type Contender<'a> = (&'a str, Box<dyn FnMut() + 'a>);

/// What a contender came to; both are medians over the rounds.
#[derive(Clone, Debug)]
pub struct Measured<'a> {
    /// What it is called.
    pub name: &'a str,
    /// The time of a round, in nanoseconds.
    pub nanos: f64,
    /// That time divided by the first contender's of the same round.
    pub ratio: f64,
}

/// Each contender runs once a round, in turns, so that what else the machine does meets all of them.
pub fn measure<'a>(rounds: usize, contenders: &mut [Contender<'a>]) -> Vec<Measured<'a>> {
    let mut all = vec![(Vec::new(), Vec::new()); contenders.len()];
    for _ in 0..rounds {
        let mut first = 0.0;
        for (at, ((_, run), (times, ratios))) in contenders.iter_mut().zip(&mut all).enumerate() {
            // Not timed: the caches are as the last contender left them.
            run();
            let start = Instant::now();
            run();
            let time = start.elapsed().as_secs_f64() * 1e9;
            if at == 0 {
                first = time;
            }
            times.push(time);
            ratios.push(time / first);
        }
    }
    contenders
        .iter()
        .zip(all)
        .map(|((name, _), (times, ratios))| Measured { name, nanos: median(times), ratio: median(ratios) })
        .collect()
}

/// The ratio of the contender with this name.
///
/// # Panics
/// When there is none.
pub fn ratio_of(measured: &[Measured<'_>], name: &str) -> f64 {
    measured.iter().find(|measured| measured.name == name).expect("a contender").ratio
}

/// Prints one line a contender: nanoseconds an event, and the ratio.
pub fn print(title: &str, events: u32, measured: &[Measured<'_>]) {
    println!("\n{title:<34} ns/event   ratio");
    for Measured { name, nanos, ratio } in measured {
        println!("    {name:<30} {:>8.1} {ratio:>7.2}", nanos / f64::from(events));
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
