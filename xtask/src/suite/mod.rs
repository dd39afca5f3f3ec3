//! `cargo xtask suite <directory>`: the JSON-Schema-Test-Suite against generated types.
//!
//! Each group's schema is the payload of a message, and once more a property of one; what is generated for it is
//! compiled, and each test's data decoded and validated. The suite is other people's and not part of this
//! project: its directory `tests/draft7` is given.

mod groups;
mod report;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use asyncapi_tests::{Case, Crates, Expanded, Memory, Outcome, Runner, expand};

use groups::{Group, Test, Variant};
use report::{Row, Verdict};

const CRATES: usize = 4;

/// With `only`, just the files whose names contain it.
pub(crate) fn run(directory: &str, only: &str) -> ExitCode {
    let groups = match groups::read(Path::new(directory)) {
        Ok(groups) => groups.into_iter().filter(|group| group.file.contains(only)).collect::<Vec<_>>(),
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    if groups.is_empty() {
        eprintln!("no tests in {directory}");
        return ExitCode::FAILURE;
    }
    let rows = rows(&groups);
    print!("{}", report::render(&rows));
    let passed = rows.iter().all(|row| matches!(row.verdict, Verdict::Passed | Verdict::ByUri(_)));
    if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A group in one variant.
struct Subject<'a> {
    group: &'a Group,
    variant: Variant,
    expanded: Expanded,
}

fn rows(groups: &[Group]) -> Vec<Row> {
    let mut subjects = Vec::new();
    let numbered = groups.iter().enumerate();
    for (number, group, variant) in
        numbered.flat_map(|(number, group)| Variant::ALL.map(|variant| (number, group, variant)))
    {
        let name = format!("g{number:04}_{}", variant.name());
        let path = format!("{name}.json");
        let source = Memory([(path.clone().into(), variant.document(&group.schema))].into());
        let mut expanded = expand(&name, Path::new(""), &path, ", generate = [types]", &source);
        expanded.module.about = format!("{} ({}): {}", group.file, variant.name(), group.description);
        subjects.push(Subject { group, variant, expanded });
    }
    let generated = subjects.iter().filter(|subject| subject.is_generated());
    let modules = generated.map(|subject| subject.expanded.module.clone()).collect();
    let attributes = "#![deny(warnings, missing_docs, unsafe_code)]\n#![allow(deprecated)]";
    let mut crates = Crates::new(&crate::scratch(), "suite", CRATES, attributes, modules);
    println!("compiling {} modules", crates.modules().count());
    let refused: BTreeMap<_, _> = crates
        .refused(&["build", "--workspace"])
        .into_iter()
        .map(|refused| (refused.module.name.clone(), refused.messages.join("\n")))
        .collect();

    let mut cases = Vec::new();
    for subject in &subjects {
        cases.extend(subject.group.tests.iter().map(|test| subject.case(test)));
    }
    let outcomes = Runner::build(&crates, &cases).run(&cases);
    let mut outcomes = cases.iter().zip(outcomes);
    let mut rows = Vec::new();
    for subject in &subjects {
        let refused = refused.get(&subject.expanded.module.name);
        for test in &subject.group.tests {
            let Some((case, outcome)) = outcomes.next() else { return rows };
            rows.push(subject.row(test, case, &outcome, refused));
        }
    }
    rows
}

impl Subject<'_> {
    fn is_generated(&self) -> bool {
        self.expanded.errors.is_empty() && self.expanded.module.types.iter().any(|ty| ty == "Subject")
    }

    fn case(&self, test: &Test) -> Case {
        Case {
            module: self.expanded.module.name.clone(),
            ty: "Subject".to_owned(),
            json: self.variant.data(&test.data),
        }
    }

    fn row(&self, test: &Test, case: &Case, outcome: &Outcome, refused: Option<&String>) -> Row {
        let verdict = if let Some(messages) = refused {
            Verdict::NotCompiled(messages.clone())
        } else if self.is_generated() {
            match (outcome, test.valid) {
                (Outcome::Accepted(_), true) | (Outcome::NotDecoded(_) | Outcome::Invalid(_), false) => {
                    Verdict::Passed
                }
                (Outcome::Accepted(_), false) => Verdict::Failed(format!("accepts {}", case.json)),
                (Outcome::NotDecoded(why), true) => {
                    Verdict::Failed(format!("does not decode {}: {why}", case.json))
                }
                (Outcome::Invalid(why), true) => Verdict::Failed(format!("refuses {}: {why}", case.json)),
                (Outcome::Crashed, _) => Verdict::Failed(format!("crashes on {}", case.json)),
                (Outcome::NoType, _) => Verdict::Failed("is not in the runner".to_owned()),
            }
        } else {
            let why = self.expanded.titles.first().cloned().unwrap_or_default();
            let by_uri = groups::refers_by_uri(&self.group.schema);
            if by_uri { Verdict::ByUri(why) } else { Verdict::NotGenerated(why) }
        };
        let changed = match outcome {
            Outcome::Accepted(encoded) if test.valid && !groups::equal(encoded, &case.json) => {
                Some(format!("{} to {encoded}", case.json))
            }
            _ => None,
        };
        Row {
            file: self.group.file.clone(),
            group: self.group.description.clone(),
            test: test.description.clone(),
            variant: self.variant.name(),
            verdict,
            changed,
        }
    }
}
