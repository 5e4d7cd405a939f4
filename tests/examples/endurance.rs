//! The emulator through many operations at random: `endurance [--operations N] [--seed SEED]`, a million if not said.

use std::process::ExitCode;
use std::time::Instant;

use blobcopy_tests::endurance::run;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match read(&arguments) {
        Ok((seed, operations)) => endure(seed, operations),
        Err(why) => {
            println!("{why}");
            ExitCode::from(2)
        }
    }
}

fn read(arguments: &[String]) -> Result<(u64, u64), String> {
    let (mut seed, mut operations) = (1, 1_000_000);
    for pair in arguments.chunks(2) {
        let number = pair.get(1).and_then(|number| number.parse().ok());
        let number = number.ok_or_else(|| format!("{} needs a number", pair[0]))?;
        match pair[0].as_str() {
            "--operations" => operations = number,
            "--seed" => seed = number,
            other => return Err(format!("there is no {other}: --operations and --seed are")),
        }
    }
    Ok((seed, operations))
}

fn endure(seed: u64, operations: u64) -> ExitCode {
    let begun = Instant::now();
    let report = run(seed, operations);
    println!("{report}");
    println!("in {:.1} s", begun.elapsed().as_secs_f64());
    match report.violation {
        None => ExitCode::SUCCESS,
        Some(_) => ExitCode::FAILURE,
    }
}
