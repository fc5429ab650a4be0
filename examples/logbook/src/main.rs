//! `logbook add TEXT…`, `logbook list`, `logbook run FILE`: a log of what happened when.

mod entry;
mod store;

use anyhow::{bail, Context, Result};
use clap::{App, Arg, SubCommand};
use entry::Entry;
use store::Store;

fn main() -> Result<()> {
    let matches = App::new("logbook")
        .about("Keeps a plain-text log of what happened when")
        .arg(Arg::with_name("file").long("file").takes_value(true).default_value("logbook.txt"))
        .subcommand(SubCommand::with_name("add").arg(Arg::with_name("text").multiple(true).required(true)))
        .subcommand(SubCommand::with_name("list"))
        .subcommand(SubCommand::with_name("run").arg(Arg::with_name("script").required(true)))
        .get_matches();
    let store = Store::new(matches.value_of("file").unwrap_or("logbook.txt"));
    match matches.subcommand() {
        ("add", Some(args)) => {
            let words: Vec<&str> = args.values_of("text").map(|words| words.collect()).unwrap_or_default();
            add(&store, &words.join(" "))
        }
        ("list", _) => list(&store),
        ("run", Some(args)) => run(&store, args.value_of("script").unwrap_or("-")),
        _ => bail!("say what to do: add, list or run"),
    }
}

fn add(store: &Store, text: &str) -> Result<()> {
    store.append(&Entry::now(text))
}

fn list(store: &Store) -> Result<()> {
    for entry in store.entries()? {
        println!("{}", entry);
    }
    Ok(())
}

/// Each line of a script is the words of one `add`, quoted as in a shell.
fn run(store: &Store, script: &str) -> Result<()> {
    let lines = std::fs::read_to_string(script).with_context(|| format!("reading {}", script))?;
    for line in lines.lines() {
        let words = shlex::split(line).with_context(|| format!("quotes do not match in {:?}", line))?;
        add(store, &words.join(" "))?;
    }
    Ok(())
}
