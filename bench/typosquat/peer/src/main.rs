//! Typomania with crates.io's checks, over the same names as Lazaret: `typosquat-peer CORPUS QUERIES CONFIG`. CORPUS and QUERIES
//! hold a name a line; CONFIG lines of a letter and a text for typos, separated by a tab, then `affixes` as crates.io has them.
//! Prints processor seconds for making the checks and for asking, and how many answers there were.

use std::collections::HashMap;
use typomania::checks::{Bitflips, Check, Omitted, Squat, SwappedWords, Typos};
use typomania::{AuthorSet, Corpus, Harness, Package};

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz1234567890-_";
const AFFIXES: &[&str] = &["api", "cargo", "cli", "core", "lib", "rs", "rust", "sys"];

struct Nobody;

impl AuthorSet for Nobody {
    fn contains(&self, _author: &str) -> bool {
        false
    }
}

impl Package for Nobody {
    fn authors(&self) -> &dyn AuthorSet {
        self
    }
    fn description(&self) -> Option<&str> {
        None
    }
    fn shared_authors(&self, _other: &dyn AuthorSet) -> bool {
        false
    }
}

struct Names(HashMap<String, Nobody>);

impl Corpus for Names {
    fn contains_name(&self, name: &str) -> typomania::Result<bool> {
        Ok(self.0.contains_key(name))
    }
    fn get(&self, name: &str) -> typomania::Result<Option<&dyn Package>> {
        Ok(self.0.get(name).map(|one| one as &dyn Package))
    }
}

/// crates.io's own check, written as crates.io writes it.
struct Affixes;

impl Check for Affixes {
    fn check(&self, corpus: &dyn Corpus, name: &str, package: &dyn Package) -> typomania::Result<Vec<Squat>> {
        let mut squats = Vec::new();
        let mut ask = |candidate: &str, message: String| -> typomania::Result<()> {
            if corpus.possible_squat(candidate, name, package)? {
                squats.push(Squat::Custom { message, package: candidate.to_string() });
            }
            Ok(())
        };
        for separator in ["-", "_"] {
            for affix in AFFIXES {
                let prefix = format!("{affix}{separator}");
                if let Some(stem) = name.strip_prefix(&prefix) {
                    ask(stem, format!("adds the {prefix} prefix"))?;
                }
                ask(&format!("{prefix}{name}"), format!("removes the {prefix} prefix"))?;
                let suffix = format!("{separator}{affix}");
                if let Some(stem) = name.strip_suffix(&suffix) {
                    ask(stem, format!("adds the {suffix} suffix"))?;
                }
                ask(&format!("{name}{suffix}"), format!("removes the {suffix} suffix"))?;
            }
        }
        Ok(squats)
    }
}

/// Seconds that this program had the processor, by the kernel's count (in hundredths).
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    fields[11].parse::<f64>().unwrap() / 100.0
}

fn main() {
    let mut args = std::env::args().skip(1).map(|path| std::fs::read_to_string(path).unwrap());
    let (corpus, queries, typos) = (args.next().unwrap(), args.next().unwrap(), args.next().unwrap());
    let mut table: HashMap<char, Vec<String>> = HashMap::new();
    for line in typos.lines() {
        let (letter, text) = line.split_once('\t').unwrap();
        table.entry(letter.chars().next().unwrap()).or_default().push(text.to_string());
    }

    let start = processor_seconds();
    let harness = Harness::builder()
        .with_check(Bitflips::new(ALPHABET, corpus.lines()))
        .with_check(Omitted::new(ALPHABET))
        .with_check(SwappedWords::new("-_"))
        .with_check(Typos::new(table.into_iter()))
        .with_check(Affixes)
        .build(Names(corpus.lines().map(|name| (name.to_string(), Nobody)).collect()));
    let made = processor_seconds() - start;

    let start = processor_seconds();
    let mut answers = 0;
    for name in queries.lines() {
        answers += harness.check_package(name, Box::new(Nobody)).unwrap().len();
    }
    println!("{} {} {}", made, processor_seconds() - start, answers);
}
