//! The command line.

/// What is asked for.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Check(Check),
    Expand { file: String },
    Help,
}

#[derive(Debug, Default, PartialEq)]
pub(crate) struct Check {
    pub(crate) files: Vec<String>,
    pub(crate) json: bool,
    pub(crate) lenient: bool,
    pub(crate) verbose: bool,
}

pub(crate) const USAGE: &str = "\
usage: cargo asyncapi check [--json] [--lenient] [-v] FILE…
       cargo asyncapi expand FILE

check    says what is wrong with AsyncAPI documents; exit code 1 if any has an error
         --json      one JSON object a file, a line each
         --lenient   unknown fields are warnings
         -v          also says which channels are left out, and why
expand   prints the Rust that the macro generates";

impl Command {
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        match arguments.next().as_deref() {
            Some("check") => Check::parse(arguments).map(Self::Check),
            Some("expand") => match (arguments.next(), arguments.next()) {
                (Some(file), None) => Ok(Self::Expand { file }),
                _ => Err("expand takes one file".to_owned()),
            },
            Some("help" | "--help" | "-h") => Ok(Self::Help),
            Some(other) => Err(format!("`{other}` is no command")),
            None => Err("a command is missing".to_owned()),
        }
    }
}

impl Check {
    fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut check = Self::default();
        for argument in arguments {
            match argument.as_str() {
                "--json" => check.json = true,
                "--lenient" => check.lenient = true,
                "-v" | "--verbose" => check.verbose = true,
                option if option.starts_with('-') => return Err(format!("`{option}` is no option of check")),
                _ => check.files.push(argument),
            }
        }
        if check.files.is_empty() { Err("check takes at least one file".to_owned()) } else { Ok(check) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Command, String> {
        Command::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn commands() {
        let check = Check { files: vec!["a".into(), "b".into()], json: true, ..Check::default() };
        assert_eq!(parse("check a --json b"), Ok(Command::Check(check)));
        assert_eq!(parse("expand a"), Ok(Command::Expand { file: "a".into() }));
        for wrong in ["", "check", "check --jso a", "expand", "expand a b", "chek a"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
