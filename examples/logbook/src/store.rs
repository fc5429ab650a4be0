use crate::entry::Entry;
use anyhow::{Context, Result};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

pub struct Store {
    path: PathBuf,
}

impl Store {
    pub fn new(path: impl AsRef<Path>) -> Store {
        Store { path: path.as_ref().to_path_buf() }
    }

    pub fn append(&self, entry: &Entry) -> Result<()> {
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.path)
            .with_context(|| format!("opening {}", self.path.display()))?;
        writeln!(file, "{}", entry)?;
        Ok(())
    }

    pub fn entries(&self) -> Result<Vec<Entry>> {
        let text = fs::read_to_string(&self.path).with_context(|| format!("reading {}", self.path.display()))?;
        Ok(text.lines().filter_map(Entry::parse).collect())
    }
}
