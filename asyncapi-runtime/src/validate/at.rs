//! [`At`]: the place of a value in the whole.

/// A place in the value that is checked: a list of steps from the root, linked on the stack, so that descending
/// costs nothing until there is a violation to write down.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct At<'a> {
    parent: Option<&'a At<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Root,
    Property(&'a str),
    Item(usize),
}

impl<'a> At<'a> {
    /// The whole value.
    pub const ROOT: At<'static> = At { parent: None, step: Step::Root };

    /// The property called `name` of the object that is here.
    #[inline]
    pub fn property(&'a self, name: &'a str) -> At<'a> {
        At { parent: Some(self), step: Step::Property(name) }
    }

    /// One item of the array that is here.
    #[inline]
    pub fn item(&'a self, index: usize) -> At<'a> {
        At { parent: Some(self), step: Step::Item(index) }
    }

    /// The place as a JSON pointer (RFC 6901), empty for the root.
    pub fn pointer(&self) -> String {
        let mut pointer = String::new();
        self.write(&mut pointer);
        pointer
    }

    fn write(&self, pointer: &mut String) {
        if let Some(parent) = self.parent {
            parent.write(pointer);
        }
        match self.step {
            Step::Root => {}
            Step::Property(name) => {
                pointer.push('/');
                for part in name.split_inclusive(['~', '/']) {
                    match part.strip_suffix('~') {
                        Some(text) => pointer.extend([text, "~0"]),
                        None => match part.strip_suffix('/') {
                            Some(text) => pointer.extend([text, "~1"]),
                            None => pointer.push_str(part),
                        },
                    }
                }
            }
            Step::Item(index) => pointer.extend(["/", &index.to_string()]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_empty() {
        assert_eq!(At::ROOT.pointer(), "");
    }

    #[test]
    fn a_step_each() {
        let users = At::ROOT.property("users");
        let user = users.item(12);
        assert_eq!(user.property("name").pointer(), "/users/12/name");
        assert_eq!(user.pointer(), "/users/12");
        assert_eq!(At::ROOT.property("").pointer(), "/");
    }

    #[test]
    fn tildes_and_slashes_are_escaped() {
        assert_eq!(At::ROOT.property("a/b").pointer(), "/a~1b");
        assert_eq!(At::ROOT.property("m~n").pointer(), "/m~0n");
        assert_eq!(At::ROOT.property("~1/~").pointer(), "/~01~1~0");
        assert_eq!(At::ROOT.property("é \"\\%").pointer(), "/é \"\\%");
    }
}
