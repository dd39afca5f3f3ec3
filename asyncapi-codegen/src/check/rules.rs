//! Rules that relate the fields of one object to one another: which object has which is in the tables.

use super::{bindings, messages, schemas, security, servers};
use crate::diagnostic::Diagnostics;
use crate::resolve::Resolver;
use crate::spec::Rule;
use crate::tree::Node;

use super::Version;

/// An object under check.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a, 's> {
    pub(super) node: &'a Node,
    /// "channel `userSignups`"
    pub(super) name: &'s str,
    pub(super) version: Version,
    pub(super) resolver: Resolver<'a>,
}

pub(super) fn apply(rule: Rule, subject: Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    match rule {
        Rule::None => {}
        Rule::ServerVariables => servers::variables(subject, diagnostics),
        Rule::DefaultInEnum => servers::default_in_enum(subject, diagnostics),
        Rule::SecurityScheme => security::scheme(subject, diagnostics),
        Rule::OauthFlows => security::flows(subject, diagnostics),
        Rule::Message => messages::check(subject, diagnostics),
        Rule::Schema => schemas::check(subject, diagnostics),
        Rule::ServerBindings | Rule::ChannelBindings => bindings::without_properties(subject, diagnostics),
        Rule::OperationBindings => bindings::operation(subject, diagnostics),
        Rule::MessageBindings => bindings::message(subject, diagnostics),
    }
}
