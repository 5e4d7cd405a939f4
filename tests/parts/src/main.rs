//! Does one part so many times, for whoever counts instructions: `blobcopy-parts PART TIMES`, or lists them.

use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let parts = blobcopy_parts::parts();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let [name, times] = words[..] else {
        parts.iter().for_each(|part| println!("{}", part.name));
        return ExitCode::SUCCESS;
    };
    let part = parts.iter().find(|part| part.name == name);
    let (Some(part), Ok(times)) = (part, times.parse::<u32>()) else {
        eprintln!("blobcopy-parts PART TIMES; without words it lists the parts");
        return ExitCode::from(2);
    };
    (0..times).for_each(|_| (part.work)());
    ExitCode::SUCCESS
}
