//! Whether checks of an object look at more than its declared properties.

use crate::ir::{Check, Checks};

/// Whether one of `checks` looks at a property that is not among the `declared`: then a struct has to keep it.
pub(in crate::lower) fn sees_undeclared(checks: &Checks, declared: &[&str]) -> bool {
    let known = |name: &String| declared.contains(&name.as_str());
    checks.iter().any(|check| match check {
        Check::MinProperties(_)
        | Check::MaxProperties(_)
        | Check::PropertyNames(_)
        | Check::PatternProperties(..)
        | Check::AdditionalProperties { .. }
        | Check::Values(_)
        | Check::Const(_)
        | Check::Enum(_)
        | Check::Call(_) => true,
        Check::Property(name, _) => !known(name),
        Check::Required(names) => !names.iter().all(known),
        Check::DependentRequired(name, names) => !known(name) || !names.iter().all(known),
        Check::Dependency(name, inner) => !known(name) || sees_undeclared(inner, declared),
        Check::AnyOf(several) | Check::OneOf(several) => {
            several.iter().any(|checks| sees_undeclared(checks, declared))
        }
        Check::Not(inner) => sees_undeclared(inner, declared),
        Check::If { condition, then, otherwise } => {
            [condition, then, otherwise].into_iter().any(|checks| sees_undeclared(checks, declared))
        }
        _ => false,
    })
}
