//! The log in a file: the suite of all logs, and what is its own, the restart.

use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, Waker};

use asyncapi_runtime::hub::{Tail, TailItem};
use asyncapi_runtime::testing::{EventLogFailure, event_log_suite};

use super::*;

/// A folder that is removed with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("live-dashboard-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("events.log")
    }

    fn open(&self) -> FileLog {
        FileLog::open(&self.file(), 100).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn append(log: &FileLog, topic: &str, number: usize) -> EventId {
    log.append(topic, format!("data: {number}\n").as_bytes()).await.unwrap()
}

/// How a subscription starts, and what it has at once.
async fn after(log: &FileLog, topic: &str, id: &str) -> (Start, Vec<String>) {
    let (start, mut tail) = log.subscribe(topic, SubscribeOptions::new(Some(id), 10)).await.unwrap();
    let mut data = Vec::new();
    while let Poll::Ready(item) = tail.poll_next(&mut Context::from_waker(Waker::noop())) {
        let TailItem::Events { bytes, .. } = item.unwrap() else { panic!("it lags") };
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        data.push(text.split("data: ").nth(1).unwrap().trim_end().to_owned());
    }
    (start, data)
}

#[tokio::test]
async fn it_is_an_event_log() -> Result<(), EventLogFailure> {
    let folder = Folder::new();
    let next = AtomicU32::new(0);
    event_log_suite(|| async {
        let name = next.fetch_add(1, Ordering::Relaxed).to_string();
        FileLog::open(&folder.0.join(name), 200).unwrap()
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn it_is_an_event_log_on_several_threads() -> Result<(), EventLogFailure> {
    let folder = Folder::new();
    let next = AtomicU32::new(0);
    event_log_suite(|| async {
        let name = next.fetch_add(1, Ordering::Relaxed).to_string();
        FileLog::open(&folder.0.join(name), 200).unwrap()
    })
    .await
}

#[tokio::test]
async fn s10_a_client_resumes_over_restarts() {
    let folder = Folder::new();
    let mut ids = Vec::new();
    // A process after the other. None of them closes the file, as none does that is killed.
    for process in 0..3 {
        let log = folder.open();
        for number in 0..10 {
            ids.push(append(&log, "t", process * 10 + number).await);
            append(&log, "other", 0).await;
        }
        for (number, id) in ids.iter().enumerate() {
            let expected = (number + 1..ids.len()).map(|number| number.to_string()).collect();
            assert_eq!(after(&log, "t", id.as_str()).await, (Start::Resumed, expected), "{process} {id}");
        }
    }
    let log = folder.open();
    let beginning = log.beginning().unwrap();
    assert_eq!(after(&log, "t", beginning.as_str()).await.1.len(), 30);
    assert_eq!(after(&log, "never", ids[0].as_str()).await, (Start::Resumed, vec![]));
}

#[tokio::test]
async fn s11_what_is_gone_stays_gone_over_a_restart() {
    let folder = Folder::new();
    let mut ids = Vec::new();
    for process in 0..3 {
        let log = folder.open();
        for _ in 0..100 {
            ids.push(append(&log, "t", ids.len()).await);
        }
        let kept = ids.len() - 100;
        for log in [log, folder.open()] {
            if process > 0 {
                assert_eq!(after(&log, "t", ids[kept - 2].as_str()).await.0, Start::Gap);
                // Whoever has the last that is gone has missed nothing.
                assert_eq!(after(&log, "t", ids[kept - 1].as_str()).await.0, Start::Resumed);
            }
            assert_eq!(after(&log, "t", ids[kept].as_str()).await.1.len(), 99);
        }
    }
}

#[tokio::test]
async fn s10_what_a_crash_has_left_of_an_event_is_cut_off() {
    let folder = Folder::new();
    let log = folder.open();
    let first = append(&log, "t", 1).await;
    let whole = fs::metadata(folder.file()).unwrap().len();
    append(&log, "t", 2).await;
    let length = fs::metadata(folder.file()).unwrap().len();
    drop(log);
    for end in whole..length {
        let copy = Folder::new();
        let bytes = fs::read(folder.file()).unwrap();
        fs::write(copy.file(), &bytes[..usize::try_from(end).unwrap()]).unwrap();
        append(&copy.open(), "t", 3).await;
        assert_eq!(after(&copy.open(), "t", first.as_str()).await, (Start::Resumed, vec!["3".to_owned()]));
    }
}

#[tokio::test]
async fn s11_who_has_seen_more_than_the_file_is_told_so() {
    let folder = Folder::new();
    let log = folder.open();
    let first = append(&log, "t", 1).await;
    let whole = fs::metadata(folder.file()).unwrap().len();
    let seen = append(&log, "t", 2).await;
    drop(log);
    // The power went before the disk had the second one.
    OpenOptions::new().write(true).open(folder.file()).unwrap().set_len(whole).unwrap();
    let log = folder.open();
    append(&log, "t", 3).await;
    append(&log, "t", 4).await;
    assert_eq!(after(&log, "t", seen.as_str()).await, (Start::Unknown, vec![]));
    assert_eq!(
        after(&log, "t", first.as_str()).await,
        (Start::Resumed, vec!["3".to_owned(), "4".to_owned()])
    );
}

#[tokio::test]
async fn the_file_does_not_grow_for_ever() {
    let folder = Folder::new();
    let log = FileLog::open(&folder.file(), 64).unwrap();
    let rare = append(&log, "rare", 0).await;
    append(&log, "rare", 1).await;
    let block = format!("data: {}\n", "x".repeat(10_000));
    let mut last = rare;
    let mut longest = 0;
    for _ in 0..1_000 {
        last = log.append("t", block.as_bytes()).await.unwrap();
        longest = longest.max(fs::metadata(folder.file()).unwrap().len());
    }
    // 64 events of 10 kB, twice, and what it may have beyond that.
    assert!(longest < 2 * 64 * 10_100 + 2 * SLACK, "{longest}");
    let written: Vec<_> = fs::read_dir(&folder.0).unwrap().collect();
    assert_eq!(written.len(), 1, "nothing else is left: {written:?}");
    for log in [log, FileLog::open(&folder.file(), 64).unwrap()] {
        assert_eq!(after(&log, "rare", rare.as_str()).await, (Start::Resumed, vec!["1".to_owned()]));
        assert_eq!(after(&log, "t", last.as_str()).await, (Start::Resumed, vec![]));
        assert_eq!(after(&log, "t", rare.as_str()).await.0, Start::Gap);
    }
}

#[tokio::test]
async fn topics_of_nobody_are_forgotten() {
    let folder = Folder::new();
    let log = folder.open();
    append(&log, "used", 1).await;
    for number in 0..100 {
        after(&log, &format!("never/{number}"), "x").await;
    }
    assert!(log.store().topics.len() <= 2);
    assert_eq!(after(&log, "used", "x").await, (Start::Unknown, vec![]));
}

#[test]
fn another_file_is_left_alone() {
    let folder = Folder::new();
    fs::write(folder.file(), "name = \"mine\"\n\nversion = 1\n").unwrap();
    let error = FileLog::open(&folder.file(), 100).err().unwrap();
    assert!(error.to_string().contains("is no log of this program"), "{error}");
    assert_eq!(fs::read(folder.file()).unwrap(), b"name = \"mine\"\n\nversion = 1\n");
    assert!(FileLog::open(&folder.0.join("no/such"), 100).is_err());
}
