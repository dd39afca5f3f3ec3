//! Who has signed up: a list that is watched, and kept in a file when one is given.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;
use tokio::time::{Instant, interval_at};

use crate::UserSignedUp;

const NAMES: [&str; 5] = ["Ada", "Grace", "Edsger", "Barbara", "Donald"];

/// Everybody, each with a number that is one more than the one before.
///
/// The first number of a list is the time at which it was begun, in milliseconds. So a number of an older list, which was
/// lost, is never taken for one of this list.
type List = Vec<(u64, UserSignedUp)>;

/// The list, for any number of listeners.
#[derive(Clone, Default)]
pub(crate) struct Signups(watch::Sender<List>);

impl Signups {
    /// What is in the file, one line of JSON each: `[1795296342123,{"displayName":"Ada"}]`.
    pub(crate) fn load(file: &Path) -> io::Result<Self> {
        let lines = match fs::read_to_string(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            lines => lines?,
        };
        let read = |(line, at): (&str, usize)| {
            serde_json::from_str(line)
                .map_err(|error| io::Error::other(format!("{}:{at}: {error}", file.display())))
        };
        let list: List = lines.lines().zip(1..).map(read).collect::<io::Result<_>>()?;
        Ok(Self(watch::Sender::new(list)))
    }

    /// The number that an id is, if it is one of this list.
    pub(crate) fn number(&self, id: &str) -> Option<u64> {
        let number = id.parse().ok()?;
        self.0.borrow().binary_search_by_key(&number, |(known, _)| *known).ok().map(|_| number)
    }

    /// The first one with a greater number, as soon as there is one.
    pub(crate) async fn after(&self, number: u64) -> Option<(u64, UserSignedUp)> {
        let mut signups = self.0.subscribe();
        let list =
            signups.wait_for(|list| list.last().is_some_and(|(newest, _)| *newest > number)).await.ok()?;
        list.get(list.partition_point(|(known, _)| *known <= number)).cloned()
    }

    /// Lets somebody sign up every so often: a stand-in for the rest of a service.
    pub(crate) async fn publish(self, every: Duration, file: Option<PathBuf>) -> io::Result<()> {
        let open = |path| File::options().create(true).append(true).open(path);
        let mut file = file.map(open).transpose()?;
        // Not at once: there is time to read what the program says first.
        let mut ticks = interval_at(Instant::now() + every, every);
        loop {
            ticks.tick().await;
            let (count, newest) = {
                let list = self.0.borrow();
                (list.len(), list.last().map(|(newest, _)| *newest))
            };
            let name = NAMES[count % NAMES.len()];
            let email = format!("{}{count}@example.com", name.to_lowercase());
            let user = UserSignedUp { display_name: Some(name.to_owned()), email: Some(email) };
            let signup = (newest.map_or_else(now, |newest| newest + 1), user);
            // It is kept before anybody hears of it: nobody knows one that a restart forgets.
            if let Some(file) = &mut file {
                file.write_all(format!("{}\n", serde_json::to_string(&signup)?).as_bytes())?;
            }
            self.0.send_modify(|list| list.push(signup));
        }
    }
}

/// Milliseconds since 1970.
fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
}
