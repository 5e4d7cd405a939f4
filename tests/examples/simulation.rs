//! Runs many fates of a copy, or tells one: `simulation --runs N [--seed FIRST]`, `simulation --replay SEED`.

use std::process::ExitCode;
use std::time::Instant;

use blobcopy_tests::simulation::{Tally, story};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match Wish::read(&arguments) {
        Ok(Wish::Replay(seed)) => {
            println!("{}", story(seed, None));
            ExitCode::SUCCESS
        }
        Ok(Wish::Run { first, runs }) => simulate(first, runs),
        Err(why) => {
            println!("{why}");
            ExitCode::from(2)
        }
    }
}

enum Wish {
    Run { first: u64, runs: u64 },
    Replay(u64),
}

impl Wish {
    fn read(arguments: &[String]) -> Result<Self, String> {
        let (mut first, mut runs) = (0, 100_000);
        for pair in arguments.chunks(2) {
            let [name, number] = pair else {
                return Err(format!("{} needs a number", pair[0]));
            };
            let number = number
                .parse()
                .map_err(|_| format!("{name} needs a number, not {number}"))?;
            match name.as_str() {
                "--runs" => runs = number,
                "--seed" => first = number,
                "--replay" => return Ok(Self::Replay(number)),
                _ => {
                    return Err(format!(
                        "there is no {name}: --runs, --seed and --replay are"
                    ));
                }
            }
        }
        Ok(Self::Run { first, runs })
    }
}

fn simulate(first: u64, runs: u64) -> ExitCode {
    let begun = Instant::now();
    let tally = Tally::of(first..first.saturating_add(runs));
    println!("{tally}");
    for seed in tally.violated.iter().take(3) {
        println!("\n{}", story(*seed, None));
    }
    println!("in {:.1} s", begun.elapsed().as_secs_f64());
    match tally.violated.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
