//! [`FileLog`]: an event log in a file.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use asyncapi_runtime::hub::{EventId, EventLog, LogError, Start, SubscribeOptions};
use bytes::Bytes;

use super::epochs::Epochs;
use super::record::{self, Record};
use super::ring::Topic;
use super::tail::FileTail;

/// What the file may have beyond twice the events that are kept, before it is written anew without the others.
const SLACK: u64 = 1024 * 1024;

/// An [`EventLog`] for one process, which finds its events again when it starts anew. It keeps the newest events of each
/// topic in memory, and all of these in a file.
///
/// An event is in the file before anybody gets it, so what a client has seen is there after the process was killed. Nothing
/// is synced to the disk: when the power goes, the last events may be lost, and a client that has seen them is told of a
/// gap. Writing blocks for as long as the system takes to copy an event.
///
/// Topics that have had an event are kept for ever: there should be as many as a dashboard has.
pub(crate) struct FileLog {
    store: Mutex<Store>,
    /// How many events of a topic are kept.
    most: usize,
}

struct Store {
    path: PathBuf,
    file: File,
    /// The bytes of the file that are whole records.
    length: u64,
    /// With which length it is written anew.
    rewrite_at: u64,
    epochs: Epochs,
    topics: HashMap<String, Arc<Topic>>,
}

impl FileLog {
    /// The log in this file, which is made if there is none. What a crash has left of a last event is cut off.
    ///
    /// # Errors
    /// When it cannot be read or written, or is no such log.
    pub(crate) fn open(path: &Path, most: usize) -> io::Result<Self> {
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        let bytes = fs::read(path)?;
        let (mut epochs, mut topics) = (Epochs::default(), HashMap::<String, Arc<Topic>>::new());
        let mut rest = &bytes[..];
        while let Some((record, after)) = record::next(rest).map_err(|text| {
            let problem = format!("{} is no log of this program: {text:?}", path.display());
            io::Error::new(io::ErrorKind::InvalidData, problem)
        })? {
            match record {
                Record::Run(run) => epochs.add(run),
                Record::Gone { topic, number } => {
                    epochs.took(number);
                    topics.entry(topic).or_default().ring().lost(number);
                }
                Record::Event { topic, number, frame } => {
                    epochs.took(number);
                    let frame = Bytes::copy_from_slice(frame);
                    topics.entry(topic).or_default().ring().push(number, frame, most);
                }
            }
            rest = after;
        }
        let length = (bytes.len() - rest.len()) as u64;
        file.set_len(length)?;
        let run = record::run(&epochs.begin());
        file.write_all(run.as_bytes())?;
        let length = length + run.len() as u64;
        let mut store = Store { path: path.to_owned(), file, length, rewrite_at: 0, epochs, topics };
        store.rewrite_at = store.limit();
        store.tidy();
        Ok(Self { store: Mutex::new(store), most: most.max(1) })
    }

    /// The id after which come all events that are kept.
    pub(crate) fn beginning(&self) -> Option<EventId> {
        self.store().epochs.beginning()
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        // What can panic does so before anything is changed.
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl EventLog for FileLog {
    type Tail = FileTail;

    async fn append(&self, topic: &str, block: &[u8]) -> Result<EventId, LogError> {
        if !block.ends_with(b"\n") {
            return Err(LogError::new("an event's block is complete lines, each ended by LF"));
        }
        let mut store = self.store();
        let (number, id) = store.epochs.next()?;
        let frame = id.frame(block);
        store.write(topic, &frame).map_err(LogError::new)?;
        store.epochs.took(number);
        let wakers = store.topic(topic).ring().push(number, frame, self.most);
        store.tidy();
        drop(store);
        wakers.into_values().for_each(std::task::Waker::wake);
        Ok(id)
    }

    async fn subscribe(
        &self,
        topic: &str,
        options: SubscribeOptions<'_>,
    ) -> Result<(Start, FileTail), LogError> {
        let mut store = self.store();
        let after = options.after.map(|id| store.epochs.number(id).ok_or(())).transpose();
        // Still under the lock: an event that is appended now is after the subscription.
        Ok(FileTail::new(store.topic(topic), after, options.most))
    }
}

impl Store {
    /// The topic with this name.
    fn topic(&mut self, name: &str) -> Arc<Topic> {
        if let Some(topic) = self.topics.get(name) {
            return Arc::clone(topic);
        }
        // Clients can name any topic: those that nobody has published to are there for as long as somebody listens.
        self.topics.retain(|_, topic| Arc::strong_count(topic) > 1 || topic.ring().was_used());
        Arc::clone(self.topics.entry(name.to_owned()).or_default())
    }

    /// Appends an event to the file: all of it, or nothing.
    fn write(&mut self, topic: &str, frame: &[u8]) -> io::Result<()> {
        let mut record = record::topic(topic).into_bytes();
        record.extend_from_slice(frame);
        if let Err(error) = self.file.write_all(&record) {
            // Half a record in the middle would make the file unreadable. When this fails too, the next start tells.
            self.file.set_len(self.length)?;
            return Err(error);
        }
        self.length += record.len() as u64;
        Ok(())
    }

    /// From which length on the file is worth writing anew.
    fn limit(&self) -> u64 {
        let kept: usize = self.topics.values().map(|topic| topic.ring().bytes()).sum();
        2 * kept as u64 + SLACK
    }

    /// Writes the file anew, without what is not kept any more, when it has got long.
    fn tidy(&mut self) {
        if self.length < self.rewrite_at {
            return;
        }
        if let Err(error) = self.rewrite() {
            eprintln!("{} stays as long as it is: {error}", self.path.display());
        }
        // Also after a failure: it is not tried again with every event.
        self.rewrite_at = self.limit().max(self.length + SLACK);
    }

    fn rewrite(&mut self) -> io::Result<()> {
        let oldest = |topic: &Arc<Topic>| topic.ring().events().next().map(|(number, _)| *number);
        let oldest = self.topics.values().filter_map(oldest).min().unwrap_or(u64::MAX);
        let mut whole = Vec::new();
        for run in self.epochs.forget_before(oldest) {
            whole.extend_from_slice(record::run(run).as_bytes());
        }
        for (name, topic) in &self.topics {
            let ring = topic.ring();
            if ring.gone() > 0 {
                whole.extend_from_slice(record::gone(name, ring.gone()).as_bytes());
            }
            for (_, frame) in ring.events() {
                whole.extend_from_slice(record::topic(name).as_bytes());
                whole.extend_from_slice(frame);
            }
        }
        // Whenever the process is killed, one whole file has the name.
        let mut new = self.path.clone().into_os_string();
        new.push(".new");
        fs::write(&new, &whole)?;
        let file = OpenOptions::new().read(true).append(true).open(&new)?;
        fs::rename(&new, &self.path)?;
        (self.file, self.length) = (file, whole.len() as u64);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
