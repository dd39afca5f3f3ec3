//! What is generated in the end: the channels for which everything is there, and the types that these use.

use std::collections::{HashMap, HashSet};

use crate::ir::{Channel, Ir, Messages, Type, TypeDef};

/// Drops every channel that uses, however far down, a type which could not be lowered, then every type that no
/// channel uses: the compiler's own errors about what is missing would bury ours.
pub(super) fn keep_what_is_whole(ir: &mut Ir) {
    let uses: HashMap<&str, Vec<&str>> =
        ir.types.iter().map(|definition| (definition.name.as_str(), used_by(definition))).collect();
    let mut needed_by: HashMap<&str, Vec<&str>> = HashMap::new();
    for (user, names) in &uses {
        for name in names {
            needed_by.entry(name).or_default().push(user);
        }
    }
    let missing = needed_by.keys().copied().filter(|name| !uses.contains_key(name));
    let incomplete = closure(missing.chain(missing_roots(ir, &uses)).collect(), &needed_by);
    let whole = |channel: &Channel| roots(channel).iter().all(|name| !incomplete.contains(name));
    let kept: Vec<bool> = ir.channels.iter().map(whole).collect();
    let roots =
        ir.channels.iter().zip(&kept).filter(|(_, kept)| **kept).flat_map(|(channel, _)| roots(channel));
    let reachable: HashSet<String> = closure(roots.collect(), &uses).into_iter().map(str::to_owned).collect();

    let mut kept = kept.into_iter();
    ir.channels.retain(|_| kept.next().unwrap_or(false));
    ir.types.retain(|definition| reachable.contains(&definition.name));
}

/// Whether everything that an alias stands for is generated.
pub(super) fn is_whole(alias: &TypeDef, types: &[TypeDef]) -> bool {
    used_by(alias).iter().all(|name| types.iter().any(|definition| definition.name == *name))
}

/// What a channel names that was never defined.
fn missing_roots<'i>(ir: &'i Ir, uses: &HashMap<&str, Vec<&str>>) -> Vec<&'i str> {
    let roots = ir.channels.iter().flat_map(roots);
    roots.filter(|name| !uses.contains_key(name)).collect()
}

/// The names that can be reached from `start`, itself included.
fn closure<'i>(start: Vec<&'i str>, edges: &HashMap<&str, Vec<&'i str>>) -> HashSet<&'i str> {
    let mut reached: HashSet<&str> = start.iter().copied().collect();
    let mut open = start;
    while let Some(name) = open.pop() {
        for next in edges.get(name).into_iter().flatten() {
            if reached.insert(next) {
                open.push(next);
            }
        }
    }
    reached
}

/// The types that a channel names itself.
fn roots(channel: &Channel) -> Vec<&str> {
    let messages = match &channel.messages {
        Messages::One(message) => std::slice::from_ref(message),
        Messages::Many { messages, .. } => messages,
    };
    let payloads = messages.iter().map(|message| &message.ty);
    let headers = messages.iter().filter_map(|message| message.headers.as_ref());
    let parameters = channel.parameters.iter().map(|parameter| &parameter.ty);
    payloads.chain(headers).chain(parameters).flat_map(Type::names).collect()
}

fn used_by(definition: &TypeDef) -> Vec<&str> {
    definition.parts().into_iter().flat_map(Type::names).collect()
}
