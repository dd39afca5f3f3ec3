//! What the tests of the keywords share.

use super::at::At;
use super::violations::Violations;

/// The violations that a check reports at `/a`, as their texts without that.
pub(super) fn told(check: impl FnOnce(&At<'_>, &mut Violations)) -> Vec<String> {
    let mut out = Violations::default();
    check(&At::ROOT.property("a"), &mut out);
    out.iter().map(|violation| violation.to_string().replace("`/a`: ", "")).collect()
}

/// Keyword and limit of the one violation that a check reports.
pub(super) fn one(check: impl FnOnce(&At<'_>, &mut Violations)) -> (String, String) {
    let mut out = Violations::default();
    check(&At::ROOT, &mut out);
    assert_eq!(out.len(), 1, "{out}");
    let violation = out.iter().next().unwrap();
    (violation.keyword().to_owned(), violation.limit().to_owned())
}

/// Whether a check reports nothing.
pub(super) fn fine(check: impl FnOnce(&At<'_>, &mut Violations)) -> bool {
    told(check).is_empty()
}
