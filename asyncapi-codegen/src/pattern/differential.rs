//! Tables and the engine `regress` say the same of every pattern and string.

use proptest::prelude::*;
use regress::Regex;

use super::{Program, compile};

/// Pieces that read a character. Surrogates that stand alone are left out: no Rust string has any.
fn character() -> impl Strategy<Value = String> {
    let pieces = [
        "a",
        "b",
        "ab",
        "é",
        "💩",
        "_",
        " ",
        "1",
        ".",
        r"\d",
        r"\w",
        r"\s",
        r"\D",
        r"\W",
        r"\S",
        r"\n",
        r"\x61",
        r"\u0061",
        r"\u{1F4A9}",
        r"\ud83d\udca9",
        r"\cJ",
        r"\0",
        r"\/",
        r"\.",
        r"\-",
        r"\_",
        r"\@",
    ];
    let members =
        ["a", "b-d", "é", "💩", "0-9", r"\d", r"\W", r"\s", r"\x41", r"\u{61}", r"\n", r"\-", r"\b", "_"];
    let class = (any::<bool>(), prop::collection::vec(prop::sample::select(members.to_vec()), 1..4))
        .prop_map(|(negated, members)| format!("[{}{}]", if negated { "^" } else { "" }, members.concat()));
    prop_oneof![3 => prop::sample::select(pieces.to_vec()).prop_map(str::to_owned), 1 => class]
}

/// What is repeated reads something: over the empty string the engine repeats some patterns without an end.
fn pattern() -> impl Strategy<Value = String> {
    let quantifier =
        prop::sample::select(vec!["", "", "", "*", "+", "?", "{2}", "{1,3}", "{2,}", "*?", "+?", "{0,2}?"]);
    let assertion = prop::sample::select(vec!["", "", "", "", "^", "$", r"\b", r"\B"]);
    character().prop_recursive(4, 24, 4, move |inner| {
        let group = ("[a1é ]", prop::collection::vec(inner, 1..3)).prop_map(|(first, choices)| {
            let choices: Vec<_> = choices.iter().map(|choice| format!("{first}{choice}")).collect();
            format!("(?:{})", choices.join("|"))
        });
        let term = (prop_oneof![character(), group], quantifier.clone(), assertion.clone())
            .prop_map(|(atom, quantifier, assertion)| format!("{atom}{quantifier}{assertion}"));
        prop::collection::vec(term, 1..4).prop_map(|terms| terms.concat())
    })
}

fn anchored() -> impl Strategy<Value = String> {
    let begin = prop::sample::select(vec!["", "", "^", "^(?=.*a)", r"^(?!.*\d$)"]);
    (begin, pattern(), prop::sample::select(vec!["", "$"]))
        .prop_map(|(begin, pattern, end)| format!("{begin}{pattern}{end}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn as_the_engine(pattern in anchored(), texts in prop::collection::vec("[abcdé💩_ 1.\n/@-]{0,8}", 12)) {
        let compiled = compile(&pattern).map_err(|error| TestCaseError::fail(error.text))?;
        let Program::Table(table) = compiled.program else { return Ok(()) };
        let engine = Regex::with_flags(&pattern, "u").or_else(|_| Regex::new(&pattern));
        let engine = engine.map_err(|error| TestCaseError::fail(error.to_string()))?;
        for text in &texts {
            prop_assert_eq!(table.is_match(text), engine.find(text).is_some(), "{} on {:?}", pattern, text);
        }
    }

    /// Any text is read without a panic, an error points into it, and what is accepted stays so when it is strict.
    #[test]
    fn any_text(pattern in r"([a\(\)\[\]{}|*+?^$.\\,:=!<>-]|[0-9]|\\[ukcxpbdWk1]|\(\?|é){0,16}") {
        let _ = compile(&pattern);
        match super::parse(&pattern) {
            Ok(parsed) => prop_assert!(super::parse(&parsed.strict).is_ok(), "{}", parsed.strict),
            Err(error) => prop_assert!(pattern.get(error.range).is_some()),
        }
    }
}
